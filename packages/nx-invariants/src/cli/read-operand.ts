import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Failure, failure } from './command';

export type OperandReading = { readonly kind: 'read'; readonly text: string } | Failure;

/** Reads a file named on the command line. A folder, a missing, unreadable or larger file is a failure. */
export function readOperand(cwd: string, path: string, maxBytes: number): OperandReading {
  return attempt(cwd, path, maxBytes, (absolute) => ({ kind: 'read', text: readFileSync(absolute, 'utf8') }));
}

/** As `readOperand`, for a reader that takes the file in pieces and need not hold it whole. */
export function streamOperand<T>(
  cwd: string,
  path: string,
  maxBytes: number,
  read: (pieces: Iterable<Uint8Array>) => T,
): T | Failure {
  return attempt(cwd, path, maxBytes, (absolute) => {
    const file = openSync(absolute, 'r');
    try {
      return read(piecesOf(file));
    } finally {
      closeSync(file);
    }
  });
}

const PIECE = 64 * 1024;

function* piecesOf(file: number): Generator<Uint8Array> {
  for (;;) {
    const piece = Buffer.allocUnsafe(PIECE);
    const size = readSync(file, piece);
    if (size === 0) return;
    yield piece.subarray(0, size);
  }
}

function attempt<T>(cwd: string, path: string, maxBytes: number, read: (absolute: string) => T): T | Failure {
  try {
    const absolute = resolve(cwd, path);
    const stat = statSync(absolute);
    if (!stat.isFile()) return failure(`${path} is not a file.`, 'name a file');
    if (stat.size > maxBytes) {
      return failure(`${path} is larger than ${maxBytes / 1024 / 1024} MiB.`, 'name a smaller file');
    }
    return read(absolute);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? failure(`There is no file ${path}.`, `check the path; it starts at ${cwd}`)
      : failure(`${path} cannot be read: ${message}.`, 'make the file readable');
  }
}
