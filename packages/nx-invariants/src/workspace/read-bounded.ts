import { readFileSync, statSync } from 'node:fs';

/** No configuration or manifest that is read is larger. */
export const maxTextBytes = 8 * 1024 * 1024;

export type BoundedReading =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads a file of this machine. What is no file, is larger or may not be read is unreadable, with the reason. */
export function readBounded(path: string, maxBytes: number = maxTextBytes): BoundedReading {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return { kind: 'unreadable', reason: 'it is no file' };
    return stat.size > maxBytes
      ? { kind: 'unreadable', reason: `it is larger than ${maxBytes / 1024 / 1024} MiB` }
      : { kind: 'read', text: readFileSync(path, 'utf8') };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'missing' }
      : { kind: 'unreadable', reason: `it cannot be read: ${message}` };
  }
}

/** The text of a file of this machine; undefined where {@link readBounded} reads none. */
export function textOrNone(path: string): string | undefined {
  const reading = readBounded(path);
  return reading.kind === 'read' ? reading.text : undefined;
}
