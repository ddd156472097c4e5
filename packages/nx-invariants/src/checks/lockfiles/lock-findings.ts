import type { FindingDraft, Location } from '../../check/finding';

/** A manifest that asks for something and has no lock. */
export function missingLock(manifest: string, locks: string, fix: string): FindingDraft {
  return {
    severity: 'error',
    file: manifest,
    message: 'its dependencies have no lock: each install takes what is newest on the day',
    expected: `${locks}, committed`,
    fix,
  };
}

/** A lock that says something else than its manifest. */
export function outOfSync(place: Location, message: string, fix: string): FindingDraft {
  return {
    severity: 'error',
    ...place,
    message,
    expected: 'a lock that was written after the last change of its manifest',
    fix,
  };
}

/** A file of which nothing can be told. */
export function unreadableFile(place: Location, reason: string): FindingDraft {
  return {
    severity: 'error',
    ...place,
    message: `it cannot be read: ${reason}`,
    expected: 'a file that parses: what is locked cannot be told until it does',
    fix: 'mend the syntax, or have the package manager write the file again',
  };
}

/** A lock that is there, and whose agreement with its manifest this check does not know how to judge. An empty one locks nothing. */
export function notCompared(lock: string, text: string, reason: string, fix: string): FindingDraft {
  if (text.trim() === '') return unreadableFile({ file: lock }, 'it is empty');
  return {
    severity: 'warning',
    file: lock,
    message: `whether it fits its manifest was not judged: ${reason}`,
    expected: 'a lock that says of itself what it was made from',
    fix,
  };
}
