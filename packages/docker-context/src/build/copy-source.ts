import { containsWildcards } from '../go/glob';
import { rootedPath } from '../go/path';
import { remoteSource } from './remote-source';

/** A source of COPY or ADD after expansion. Paths are relative to the root of the origin. */
export type CopySource =
  | { readonly kind: 'path'; readonly path: string }
  | {
      readonly kind: 'parents';
      /** What lies before the pivot `/./`: the directory, possibly by wildcard, that paths are kept below. */
      readonly pivot: string;
      /** What lies after it: a pattern in the ignore file's language. */
      readonly pattern: string;
      /** The whole as a path, which must exist when neither part has a wildcard. */
      readonly required: string | undefined;
      /** The whole, cleaned: what is asked of the client. */
      readonly path: string;
    }
  | { readonly kind: 'git' }
  | { readonly kind: 'http'; readonly fileName: string };

/** Classifies an expanded source. */
export function copySource(source: string, parents: boolean): CopySource {
  const remote = remoteSource(source);
  if (remote === 'git') return { kind: 'git' };
  if (remote === 'http') return { kind: 'http', fileName: urlFileName(source) };
  const path = relative(source);
  if (!parents) return { kind: 'path', path };
  const pivotAt = source.indexOf('/./');
  const pivot = pivotAt === -1 ? '' : relative(source.slice(0, pivotAt));
  const pattern = relative(pivotAt === -1 ? source : source.slice(pivotAt + 3));
  const required =
    containsWildcards(pivot) || containsWildcards(pattern) ? undefined : relative(`${pivot}/${pattern}`);
  return { kind: 'parents', pivot, pattern, required, path };
}

/** The path the client is asked for, unless the source is no path. */
export function wantedPath(source: CopySource): string | undefined {
  return source.kind === 'path' || source.kind === 'parents' ? `/${source.path}` : undefined;
}

function relative(path: string): string {
  return rootedPath(path).slice(1);
}

/** The name a download gets: the last part of the URL's path. */
function urlFileName(url: string): string {
  const path = url.replace(/^https?:\/\/[^/?#]*/, '').replace(/[?#].*$/s, '');
  const name = rootedPath(path).split('/').at(-1) ?? '';
  return name === '' ? '__unnamed__' : name;
}
