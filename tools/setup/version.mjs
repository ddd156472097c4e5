/**
 * The numbers of the first version in a text, as tools print it: `go1.26.8`, `Python 3.11.7`, `cargo 1.95.0 (f2d…)`.
 *
 * @param {string | undefined} text
 * @returns {number[] | undefined}
 */
export function versionIn(text) {
  const match = /\d+(?:\.\d+)+/.exec(text ?? '');
  return match ? match[0].split('.').map(Number) : undefined;
}

/**
 * Whether a version is the wanted one or later. Numbers that one of them leaves out count as 0.
 *
 * @param {readonly number[]} version
 * @param {readonly number[]} wanted
 */
export function isAtLeast(version, wanted) {
  for (let i = 0; i < Math.max(version.length, wanted.length); i++) {
    const difference = (version[i] ?? 0) - (wanted[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
