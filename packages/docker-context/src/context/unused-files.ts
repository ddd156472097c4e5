import type { BuildResolution } from '../build/result';
import { filesBelow, type TakenFile } from '../image/taken-files';
import type { ContextTree } from './context-tree';
import { compileIgnoreFile, type IgnoreFile } from './ignore-file';
import { transfer } from './transfer';

/** What lies in a context and is taken by none of its builds. */
export type UnusedFiles =
  | {
      readonly kind: 'unused';
      /** Files and links that the ignore file lets in, sorted. */
      readonly files: readonly TakenFile[];
      /** Their size in bytes as far as the tree tells it. */
      readonly bytes: number;
    }
  /** The tree or the ignore file cannot be read. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * The files of a context that no instruction of any build uses: candidates for the ignore file. They cost little with
 * BuildKit, which sends only what is asked for, and much as soon as one instruction copies the whole context.
 *
 * @param resolutions every build with this context
 */
export function unusedFiles(
  context: { readonly tree: ContextTree; readonly ignoreFile?: IgnoreFile | undefined },
  resolutions: readonly BuildResolution[],
): UnusedFiles {
  const compiled = context.ignoreFile && compileIgnoreFile(context.ignoreFile);
  if (compiled?.kind === 'invalid')
    return { kind: 'unreadable', reason: `${compiled.reason} (${compiled.file}:${compiled.line})` };
  const sent = transfer(context.tree, ['/'], compiled?.rules);
  if (sent.kind !== 'sent') return { kind: 'unreadable', reason: sent.reason };
  const used = usedPaths(resolutions);
  const files = filesBelow(sent.root).filter(({ path }) => !used.has(path));
  return { kind: 'unused', files, bytes: files.reduce((sum, { size = 0 }) => sum + size, 0) };
}

function usedPaths(resolutions: readonly BuildResolution[]): ReadonlySet<string> {
  const used = new Set<string>();
  for (const resolution of resolutions) {
    if (resolution.kind === 'parse-error') continue;
    for (const instruction of resolution.instructions) {
      if (instruction.origin.kind !== 'context' || instruction.kind !== 'resolves') continue;
      for (const { path } of instruction.files) used.add(path);
    }
  }
  return used;
}
