import {
  type BuildResolution,
  type ContextTree,
  type IgnoreFile,
  type TakenFile,
  unusedFiles,
} from '@nx-invariants/docker-context';
import type { Json } from '../../check/define-check';

const shownUnused = 20;

/** What the report keeps of a build: what each instruction takes, and what of the context no instruction takes. */
export function buildDetails(
  resolution: BuildResolution,
  context: { readonly tree: ContextTree; readonly ignoreFile: IgnoreFile | undefined },
): { readonly outcome: string; readonly instructions: Json[]; readonly unused: Json } {
  if (resolution.kind === 'parse-error') return { outcome: 'parse-error', instructions: [], unused: null };
  const unused = resolution.outcome === 'fails' ? undefined : unusedFiles(context, [resolution]);
  return {
    outcome: resolution.outcome,
    instructions: resolution.instructions.map((instruction) => ({
      line: instruction.range.line,
      keyword: instruction.keyword,
      sources: instruction.sources.map(({ text }) => text),
      result: instruction.kind,
      ...(instruction.kind === 'resolves' ? { files: instruction.files.map(({ path }) => path) } : {}),
    })),
    unused: unused?.kind === 'unused' ? unusedDetails(unused.files) : null,
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
