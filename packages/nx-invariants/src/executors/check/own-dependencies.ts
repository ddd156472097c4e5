import type { TargetConfiguration } from '@nx/devkit';
import { isRecord } from '../../config/record';

export type Targets = { readonly [name: string]: TargetConfiguration };

/** The targets of the same project that a target depends on, as `"coverage"` or `{ "target": "coverage" }`. */
export function ownDependencies(targets: Targets, target: string): string[] {
  return (targets[target]?.dependsOn ?? [])
    .filter((entry) => !isOfOthers(entry))
    .map((entry) => (typeof entry === 'string' ? entry : entry.target))
    .filter((name) => Object.hasOwn(targets, name));
}

/** Whether a dependency or an input speaks of other projects. */
export function isOfOthers(input: unknown): boolean {
  if (typeof input === 'string') return input.startsWith('^');
  if (!isRecord(input)) return false;
  return input.dependencies === true || (input.projects !== undefined && input.projects !== 'self');
}
