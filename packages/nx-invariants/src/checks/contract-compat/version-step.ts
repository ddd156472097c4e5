import type { Bump } from '@nx-invariants/schema-compat';
import semver from 'semver';

const ascending: readonly Bump[] = ['none', 'patch', 'minor', 'major'];

/** The step from one version to a later one; a pre-release counts as what it prepares. */
export function stepBetween(from: string, to: string): Bump {
  const difference = semver.diff(from, to);
  if (difference === null) return 'none';
  if (difference.endsWith('major')) return 'major';
  return difference.endsWith('minor') ? 'minor' : 'patch';
}

export function isEnough(made: Bump, required: Bump): boolean {
  return ascending.indexOf(made) >= ascending.indexOf(required);
}

/** The version after a step. */
export function versionAfter(from: string, step: Exclude<Bump, 'none'>): string {
  return semver.inc(from, step) ?? from;
}
