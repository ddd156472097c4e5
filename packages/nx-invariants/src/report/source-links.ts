import { visibleText } from './visible-text';

/** Where files of the workspace lie for those who see a report elsewhere. */
export interface SourceLinks {
  /** The path of a workspace file in its repository. */
  inRepository(file: string): string;
  /** The address of a workspace file, at a line from 1; undefined where the repository has none that is known. */
  addressOf(file: string, line?: number): string | undefined;
}

/**
 * The links of a workspace. Addresses are those of the commit that a GitHub workflow runs for, as its variables name it.
 *
 * @param prefix the workspace's folder in its repository; '' for its root.
 */
export function sourceLinks(
  prefix: string,
  env: { readonly [name: string]: string | undefined },
): SourceLinks {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: sha } = env;
  const inRepository = (file: string) => (prefix === '' ? file : `${prefix.replace(/\/$/, '')}/${file}`);
  const isKnown =
    /^https?:\/\/[\w.:-]+$/.test(server ?? '') &&
    /^[\w.-]+\/[\w.-]+$/.test(repository ?? '') &&
    /^[0-9a-f]{40,64}$/.test(sha ?? '');
  return {
    inRepository,
    addressOf: (file, line) =>
      isKnown
        ? `${server}/${repository}/blob/${sha}/${uriPath(inRepository(file))}${line === undefined ? '' : `#L${line}`}`
        : undefined,
  };
}

/** A path as a relative URI reference (RFC 3986) that leads nowhere but down from where it is resolved. */
export function uriPath(path: string): string {
  const segments = path.split('/').filter((segment) => !/^\.{0,2}$/.test(segment));
  return segments.map((segment) => encodeURIComponent(visibleText(segment))).join('/');
}
