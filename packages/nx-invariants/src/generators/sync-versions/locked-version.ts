import type { Splice } from '../tree/splice';

/** An entry as Cargo and uv write it: of packages from elsewhere a source follows, of uv one that is no folder. */
const entry =
  /\[\[package\]\]\r?\nname = "([^"\n]+)"\r?\nversion = "([^"\n]+)"\r?\n(?!source = (?:"|\{ (?!editable|virtual|directory)))/g;

/** The splice that makes the entry of a package of this workspace in Cargo.lock or uv.lock state a version. */
export function lockedVersion(lock: string, name: string, version: string): Splice | undefined {
  for (const match of lock.matchAll(entry)) {
    const [text, of, stated = ''] = match;
    if (of !== name || stated === version) continue;
    const start = match.index + text.lastIndexOf(`"${stated}"`) + 1;
    return { start, end: start + stated.length, text: version };
  }
  return undefined;
}
