import {
  type BuildResolution,
  type ContextTree,
  type IgnoreFile,
  type InstructionResolution,
  ignoredFiles,
  type SourceOrigin,
  type TakenFile,
  unusedFiles,
} from '@nx-invariants/docker-context';
import type { Json } from '../../check/define-check';
import { unreachable } from '../../unreachable';

const shownUnused = 20;
const shownIgnored = 20;

interface BuildContext {
  readonly tree: ContextTree;
  readonly ignoreFile: IgnoreFile | undefined;
}

/** What the report keeps of a build: what each instruction takes, what the ignore file removes, and what is left over. */
export function buildDetails(
  resolution: BuildResolution,
  context: BuildContext,
): {
  readonly outcome: string;
  readonly instructions: Json[];
  readonly ignored: Json;
  readonly unused: Json;
} {
  const ignored = ignoredDetails(context);
  if (resolution.kind === 'parse-error')
    return { outcome: 'parse-error', instructions: [], ignored, unused: null };
  const unused = resolution.outcome === 'fails' ? undefined : unusedFiles(context, [resolution]);
  return {
    outcome: resolution.outcome,
    instructions: resolution.instructions.map(instructionDetails),
    ignored,
    unused: unused?.kind === 'unused' ? unusedDetails(unused.files) : null,
  };
}

function instructionDetails(instruction: InstructionResolution): Json {
  return {
    line: instruction.range.line,
    keyword: instruction.keyword,
    sources: instruction.sources.map(({ text }) => text),
    from: originText(instruction.origin),
    result: instruction.kind,
    ...(instruction.kind === 'resolves' ? { files: instruction.files.map(({ path }) => path) } : {}),
    ...('reason' in instruction ? { reason: instruction.reason } : {}),
  };
}

/** Where the sources lie, in words; null for the context. */
function originText(origin: SourceOrigin): string | null {
  switch (origin.kind) {
    case 'context':
      return null;
    case 'stage':
      return `the stage ${origin.name ?? origin.index}`;
    case 'named-context':
      return `the context ${origin.name}`;
    case 'image':
      return `the image ${origin.reference}`;
    default:
      return unreachable(origin);
  }
}

/** By line of the ignore file; null where there is none, or it cannot be applied. */
function ignoredDetails({ tree, ignoreFile }: BuildContext): Json {
  if (ignoreFile === undefined) return null;
  const ignored = ignoredFiles({ tree, ignoreFile });
  if (ignored.kind === 'unreadable') return null;
  const byLine = new Map<number, { readonly pattern: string; readonly paths: string[] }>();
  for (const { path, rule } of ignored.files) {
    const known = byLine.get(rule.line) ?? { pattern: rule.pattern, paths: [] };
    known.paths.push(path);
    byLine.set(rule.line, known);
  }
  return {
    file: ignoreFile.path,
    files: ignored.files.length,
    rules: [...byLine]
      .sort(([one], [other]) => one - other)
      .map(([line, { pattern, paths }]) => ({
        line,
        pattern,
        files: paths.length,
        first: paths.slice(0, shownIgnored),
      })),
  };
}

/** Of the files that the check sees: those of the project, and what its Dockerfiles ask for. */
function unusedDetails(files: readonly TakenFile[]): Json {
  return {
    files: files.length,
    bytes: files.reduce((sum, { size = 0 }) => sum + size, 0),
    first: files.slice(0, shownUnused).map(({ path }) => path),
  };
}
