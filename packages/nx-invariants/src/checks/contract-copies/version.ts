import semver from 'semver';
import { keywordsOf } from './claims';

/** The SemVer `$version` of a schema; undefined where it has none. */
export function versionOf(schema: Buffer): string | undefined {
  const { $version } = keywordsOf(schema.toString('utf8'));
  return (typeof $version === 'string' && semver.valid($version)) || undefined;
}

/** Whether a copy has a later version than its source: overwriting it would lose a change. */
export function isNewer(copy: Buffer, source: Buffer): boolean {
  const [ours, theirs] = [versionOf(copy), versionOf(source)];
  return ours !== undefined && theirs !== undefined && semver.gt(ours, theirs);
}
