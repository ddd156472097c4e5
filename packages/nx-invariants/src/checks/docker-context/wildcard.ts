/** Whether a path has a wildcard of Go's filepath.Match. */
export function containsWildcard(path: string): boolean {
  return /[*?[\\]/.test(path);
}

/** The folder before the first component with a wildcard; `.` where it is the first. */
export function literalPrefix(path: string): string {
  const parts = path.split('/');
  const first = parts.findIndex(containsWildcard);
  return (first < 0 ? parts : parts.slice(0, first)).join('/') || '.';
}
