import type { Remark } from '../finding';

/** What a text says of paths, if it is one that only Windows understands. */
export type PathKind = 'absolute' | 'joined' | undefined;

/** With a slash, small letters but c and d are rather a host, a volume or a scheme. */
const absolute = /^(?:(?:[A-Za-z]:\\|[A-Zcd]:\/)(?![\\/]*\/)|\\\\(?![?.\\])[\w$.-]+\\[\w$.-]+)/;
/** Characters of paths, placeholders and wildcards; a regular expression or a sentence has others too. */
const pathCharacters = /^[\w\s.,\-+@~%$(){}:\\/*&'=!]*$/;

/** A drive and a root (`C:\x`, `D:/x`) or a share (`\\server\x`). */
export function isWindowsAbsolute(text: string): boolean {
  return absolute.test(text) && pathCharacters.test(text.slice(2));
}

const segment = String.raw`[\w.@%$:{}()-]+`;
/** At `.`, `..`, `~`, the environment, or a variable that is named as folders are: others may hold keys of a registry. */
const folder = String.raw`(?:\.{1,2}|~|\$env:\w+|\$\{?\w*(?:dir|folder|root|home|pwd)\w*\}?)`;
const rooted = new RegExp(String.raw`^${folder}(?:\\${segment})+\\?$`, 'i');
const withEnding = new RegExp(
  String.raw`^${segment}(?:\\${segment})*\\[\w@-]+(?:\.[\w-]+)*\.[A-Za-z][A-Za-z0-9]{0,4}$`,
);
const long = /^[A-Za-z_][\w.-]+(?:\\[A-Za-z_.][\w.-]*){2,}\\?$/;

/**
 * Whether a text is a relative path whose parts are joined with backslashes: one that starts in a folder, ends with a
 * file's ending, or has three parts. A regular expression or `DOMAIN\user` is none.
 */
export function isBackslashJoined(text: string): boolean {
  return text.includes('\\') && (rooted.test(text) || withEnding.test(text) || long.test(text));
}

export function absolutePathRemark(path: string): Remark {
  return {
    message: `${quoted(path)} is a path of Windows alone`,
    expected: 'a path that every system has: relative to the repository, or taken from the environment',
    fix: 'derive it from the root of the repository, an environment variable or the temporary folder of the system; if it is for Windows alone, put it under a condition that says so',
  };
}

export function backslashRemark(path: string): Remark {
  return {
    message: `${quoted(path)} joins its parts with backslashes`,
    expected: 'forward slashes, which every system takes: elsewhere a backslash is part of a name or lost',
    fix: `write ${quoted(path.replaceAll('\\', '/'))}`,
  };
}

const maxShown = 80;

/** A text in quotes, on one line and cut where it is long. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return `"${line.length > maxShown ? `${line.slice(0, maxShown)}…` : line}"`;
}
