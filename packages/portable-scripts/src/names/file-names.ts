import { posix } from 'node:path';
import type { Remark } from '../finding';

/** A path that some system cannot hold, or not beside another. */
export interface NameFinding extends Remark {
  readonly path: string;
}

/**
 * What is wrong with the names of files for the file systems of Windows and macOS (Microsoft, "Naming Files, Paths,
 * and Namespaces"): names that differ only in case or in Unicode form, reserved device names, endings and characters
 * that are not allowed. A folder is reported once, at the first file in it.
 *
 * @param paths relative to one root, with `/`.
 */
export function fileNameFindings(paths: readonly string[]): NameFinding[] {
  const spellings = new Map<string, string>();
  const judged = new Set<string>();
  const found: NameFinding[] = [];
  for (const path of [...paths].sort()) {
    for (const part of prefixesOf(path)) {
      if (judged.has(part)) continue;
      judged.add(part);
      const folded = part.normalize('NFC').toLowerCase();
      const other = spellings.get(folded);
      spellings.set(folded, other ?? part);
      const remark = other === undefined ? nameRemark(posix.basename(part)) : clash(part, other);
      if (remark) found.push({ path, ...remark });
    }
  }
  return found;
}

/** `a`, `a/b`, `a/b/c` of `a/b/c`. */
function prefixesOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function clash(part: string, other: string): Remark {
  return {
    message: `${part} and ${other} differ only in case`,
    expected: 'names that stay two files where case does not count, as on Windows and macOS',
    fix: 'rename one of them with "git mv"',
  };
}

const devices = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

function nameRemark(name: string): Remark | undefined {
  if (devices.test(name)) {
    return {
      message: `${JSON.stringify(name)} is the name of a device on Windows`,
      expected: 'a name other than CON, PRN, AUX, NUL, COM0 to COM9 and LPT0 to LPT9, whatever its ending',
      fix: 'rename the file: git cannot check it out there',
    };
  }
  if (/[. ]$/.test(name)) {
    return {
      message: `${JSON.stringify(name)} ends with a dot or a space`,
      expected: 'a name whose last character Windows keeps',
      fix: 'rename the file: git cannot check it out there',
    };
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what Windows refuses
  if (/[<>:"|?*\\\x00-\x1f]/.test(name)) {
    return {
      message: `${JSON.stringify(name)} holds a character that Windows does not allow`,
      expected: 'none of < > : " | ? * \\ and no control characters',
      fix: 'rename the file: git cannot check it out there',
    };
  }
  return undefined;
}
