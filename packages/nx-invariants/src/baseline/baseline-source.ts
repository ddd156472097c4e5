import { isRecord } from '../config/record';
import { joinPath } from '../workspace/paths';

/** What contracts are compared with: option `baseline` of contract-compat. */
export type BaselineSource =
  | { readonly kind: 'merge-base' }
  | { readonly kind: 'tags'; readonly pattern: string }
  | { readonly kind: 'releases'; readonly folder: string };

/**
 * The source that the options of contract-compat name; the merge base where they name none. They need not be valid: the
 * check itself says what is wrong with them.
 */
export function baselineSource(options: unknown): BaselineSource {
  const named = isRecord(options) ? options.baseline : undefined;
  if (isRecord(named) && typeof named.tags === 'string') return { kind: 'tags', pattern: named.tags };
  if (isRecord(named) && typeof named.releases === 'string') {
    return { kind: 'releases', folder: joinPath(named.releases) };
  }
  return { kind: 'merge-base' };
}
