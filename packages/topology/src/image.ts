/** The parts of an image reference, with Docker's defaults filled in so that two spellings compare equal. */
export interface ImageReference {
  /** As written, after interpolation. */
  readonly text: string;
  /** Registry and path, `docker.io/library/redis` for `redis`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/**
 * Splits `[registry/]path[:tag][@digest]` as the distribution reference grammar does: the first component
 * is a registry when it has a `.` or `:` or is `localhost`; otherwise it is Docker Hub, where a single
 * name lies under `library/`.
 */
export function parseImage(text: string): ImageReference {
  const [named = '', digest] = splitOnce(text, '@');
  const lastSlash = named.lastIndexOf('/');
  const colon = named.indexOf(':', lastSlash + 1);
  const name = colon === -1 ? named : named.slice(0, colon);
  const tag = colon === -1 ? undefined : named.slice(colon + 1);
  return { text, repository: withDefaults(name), tag, digest };
}

/** The tag that is pulled: without tag and digest that is `latest`. */
export function effectiveTag(image: ImageReference): string | undefined {
  return image.tag ?? (image.digest === undefined ? 'latest' : undefined);
}

function withDefaults(name: string): string {
  const [first = '', rest] = splitOnce(name, '/');
  if (rest === undefined) return `docker.io/library/${name}`;
  const isRegistry = first.includes('.') || first.includes(':') || first === 'localhost';
  if (!isRegistry) return `docker.io/${name}`;
  const registry = first === 'index.docker.io' ? 'docker.io' : first;
  return registry === 'docker.io' && !rest.includes('/')
    ? `docker.io/library/${rest}`
    : `${registry}/${rest}`;
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator);
  return index === -1 ? [text, undefined] : [text.slice(0, index), text.slice(index + separator.length)];
}
