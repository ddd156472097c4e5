import semver from 'semver';
import { contractVersion } from '../../contracts/contract-version';
import { keywordsOf } from '../../contracts/copy-claims';

/** The {@link contractVersion} of a schema's text. */
export function statedVersion(schema: Buffer): string | undefined {
  return contractVersion(keywordsOf(schema.toString('utf8')));
}

/** Whether a copy has a later version than its source: overwriting it would lose a change. */
export function isNewer(copy: Buffer, source: Buffer): boolean {
  const [ours, theirs] = [statedVersion(copy), statedVersion(source)];
  return ours !== undefined && theirs !== undefined && semver.gt(ours, theirs);
}
