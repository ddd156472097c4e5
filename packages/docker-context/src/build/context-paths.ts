import { containsWildcards } from '../go/glob';
import type { BuildResolution } from './result';

/** A path or pattern of the context that a build reads, relative to the context. */
export interface ContextInput {
  /** `''` is the whole context. */
  readonly path: string;
  /** Whether `path` has wildcards (Go's, or `**` for any depth under `--parents`); otherwise it names a file or directory. */
  readonly wildcard: boolean;
}

/** The files of the main context that end up in the build, sorted; each once. */
export function contextFilesTaken(resolution: BuildResolution): string[] {
  if (resolution.kind === 'parse-error') return [];
  const files = new Set<string>();
  for (const instruction of resolution.instructions) {
    if (instruction.origin.kind !== 'context' || instruction.kind !== 'resolves') continue;
    for (const { path } of instruction.files) files.add(path);
  }
  return [...files].sort();
}

/**
 * What the build asks of the main context, sorted; each once. Unlike the files taken today it also covers what
 * appears tomorrow, and sources that are missing: these are the inputs of whatever depends on the build.
 */
export function contextInputs(resolution: BuildResolution): ContextInput[] {
  if (resolution.kind === 'parse-error') return [];
  const paths = new Set<string>();
  for (const instruction of resolution.instructions) {
    if (instruction.origin.kind !== 'context') continue;
    for (const { path } of instruction.sources) if (path !== undefined) paths.add(path);
  }
  return [...paths].sort().map((path) => ({ path, wildcard: containsWildcards(path) }));
}
