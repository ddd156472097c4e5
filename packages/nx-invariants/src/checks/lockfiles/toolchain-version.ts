import semver from 'semver';

/** Tools whose line of releases is told by two numbers: Python 3 says less than Node 20. */
const twoNumbers: ReadonlySet<string> = new Set(['python', 'go', 'rust', 'ruby']);

/**
 * Whether a version names whatever release is newest: a channel (`stable`, `lts/*`), a range without an upper bound, or
 * too few numbers to name a line of releases.
 */
export function isMoving(tool: string, version: string): boolean {
  const bare = version.replace(/^(?:v|go|python-|pypy)(?=\d)/, '');
  if (/^lts\/[a-z]+$/.test(bare) || /^(?:nightly|beta)-\d{4}-\d{2}-\d{2}$/.test(bare)) return false;
  const numbers = /^\d+(?:\.\d+)*/.exec(bare)?.[0].split('.').length ?? 0;
  const needed = twoNumbers.has(tool) ? 2 : 1;
  if (numbers >= needed && /^\d[\w.+*-]*$/.test(bare)) return false;
  return !staysInLine(bare, needed);
}

/** Whether a range lies within one line of releases, such as `>=3.11,<3.12` of Python. */
function staysInLine(written: string, numbers: number): boolean {
  const range = pythonAsNpm(written);
  const least = semver.validRange(range) === null ? null : semver.minVersion(range);
  if (least === null) return false;
  const { major, minor } = least;
  return semver.subset(range, numbers === 1 ? `^${major}.0.0-0 || ${major}` : `~${major}.${minor}.0`);
}

/** A specifier of Python (PEP 440) as a range of npm, as far as both can say it. */
function pythonAsNpm(specifier: string): string {
  return specifier
    .split(',')
    .map((part) =>
      part
        .trim()
        .replace(/^==/, '=')
        .replace(/^~=\s*(\d+\.\d+\.\d+)$/, '~$1'),
    )
    .join(' ');
}
