/** What a source is when it is not a path: ADD fetches it, COPY refuses it. */
export type RemoteSource = 'git' | 'http';

/** Classifies a source as BuildKit does; `undefined` is a path, as `github.com/x/y` and `http:/a` are. */
export function remoteSource(source: string): RemoteSource | undefined {
  if (/^https?:\/\//.test(source)) return isGitPath(source) ? 'git' : 'http';
  if (/^(?:git|ssh):\/\//i.test(source) || /^[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:/.test(source)) return 'git';
  return undefined;
}

/** Over HTTP only a path that ends in `.git` is a repository; a fragment or a query may follow. */
function isGitPath(url: string): boolean {
  return url.replace(/[?#].*$/s, '').endsWith('.git');
}
