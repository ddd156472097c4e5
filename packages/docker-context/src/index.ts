export { type ContextInput, contextFilesTaken, contextInputs } from './build/context-paths';
export type { NamedContext } from './build/contexts';
export { contextRemarks, type Remark, type SecretKind } from './build/remarks';
export { type BuildRequest, resolveBuildContext } from './build/resolve-build-context';
export type {
  BuildResolution,
  ImageContent,
  InstructionResolution,
  InstructionSite,
  NearMiss,
  OutcomeReason,
  Resolution,
  ResolvedBuild,
  SourceOrigin,
  StageSummary,
  UnknownCause,
  WrittenSource,
} from './build/result';
export { type BuildCase, type CaseFile, resolveBuildCase } from './cases/build-case';
export type { ContextTree, DirectoryListing, TreeEntry } from './context/context-tree';
export { type FileSystemTreeOptions, fileSystemTree } from './context/file-system-tree';
export {
  type BuildPaths,
  type CompiledIgnoreFile,
  chooseIgnoreFile,
  compileIgnoreFile,
  type IgnoreFile,
  type IgnoreRule,
  type IgnoreRules,
  ignoreFileCandidates,
  type UnreadIgnoreFile,
  unreadIgnoreFiles,
} from './context/ignore-file';
export { type IgnoredFiles, ignoredFiles } from './context/ignored-files';
export { type MemoryEntry, memoryTree, subtree } from './context/memory-tree';
export { type UnusedFiles, unusedFiles } from './context/unused-files';
export type { Heredoc } from './dockerfile/heredoc';
export type {
  ArgInstruction,
  CopyInstruction,
  EnvInstruction,
  FromInstruction,
  HealthcheckInstruction,
  InlineDocument,
  Instruction,
  OnbuildInstruction,
  OtherInstruction,
  RunInstruction,
  WorkdirInstruction,
  WrittenMount,
} from './dockerfile/instruction';
export type { InstructionLine, Word } from './dockerfile/instruction-line';
export type { Directive, EscapeCharacter, LogicalLine } from './dockerfile/logical-lines';
export { type Dockerfile, parseDockerfile, type Stage } from './dockerfile/parse-dockerfile';
export type { ParseError, Position, SourceRange } from './dockerfile/position';
export type { PathTest, Pattern, PatternMatcher, Reach } from './go/pattern-matcher';
export type { DirectoryNode, FileNode, LinkNode, Node } from './image/node';
export type { TakenFile } from './image/taken-files';
