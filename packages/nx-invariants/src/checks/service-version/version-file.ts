import semver from 'semver';

/** What a VERSION file says: whoever tags an image with its content takes all along but the line breaks at its end. */
export function versionIn(text: string): string {
  return /^(\S*)(?:\r?\n)*$/.exec(text)?.[1] ?? text;
}

/** Whether a text is a version of SemVer 2.0.0 and nothing else. */
export function isSemVer(text: string): boolean {
  return semver.valid(text) === text;
}
