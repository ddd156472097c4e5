import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Failure, failure } from './command';

export type OperandReading = { readonly kind: 'read'; readonly text: string } | Failure;

/** Reads a file named on the command line. A folder, a missing, unreadable or larger file is a failure. */
export function readOperand(cwd: string, path: string, maxBytes: number): OperandReading {
  try {
    const absolute = resolve(cwd, path);
    const stat = statSync(absolute);
    if (!stat.isFile()) return failure(`${path} is not a file.`, 'name a file');
    if (stat.size > maxBytes) {
      return failure(`${path} is larger than ${maxBytes / 1024 / 1024} MiB.`, 'name a smaller file');
    }
    return { kind: 'read', text: readFileSync(absolute, 'utf8') };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? failure(`There is no file ${path}.`, `check the path; it starts at ${cwd}`)
      : failure(`${path} cannot be read: ${message}.`, 'make the file readable');
  }
}
