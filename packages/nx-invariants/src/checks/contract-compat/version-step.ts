import type { Bump } from '@nx-invariants/schema-compat';
import semver from 'semver';
import type { ContractSchema } from '../../contracts/contract-folder';

const ascending: readonly Bump[] = ['none', 'patch', 'minor', 'major'];

/** The SemVer version that a contract says it has. */
export function versionOf({ schema }: ContractSchema): string | undefined {
  const { $version } = schema;
  return typeof $version === 'string' ? (semver.valid($version) ?? undefined) : undefined;
}

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
