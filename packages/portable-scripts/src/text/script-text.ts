/** The text of a script, or why it has none. */
export type ScriptText =
  | { readonly ok: true; readonly text: string; readonly hasByteOrderMark: boolean }
  | { readonly ok: false; readonly reason: string; readonly fix: string };

/** Scripts of people are a tenth of this. */
const maxBytes = 256 * 1024;

/**
 * Decodes the bytes of a script. What is larger than 256 KiB, holds a NUL byte or is no UTF-8 is none: interpreters
 * differ on it, so nothing can be said of it.
 */
export function decodeScript(bytes: Uint8Array): ScriptText {
  if (bytes.length > maxBytes) {
    return {
      ok: false,
      reason: 'it is larger than 256 KiB',
      fix: 'move what is data out of the script, into a file of its own',
    };
  }
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'UTF-16' : undefined;
  if (encoding !== undefined || bytes.includes(0)) {
    return {
      ok: false,
      reason: encoding ? `it is ${encoding}` : 'it holds a NUL byte',
      fix: 'save it as UTF-8; if it is a program and no script, give it another ending',
    };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const hasByteOrderMark = text.startsWith('\uFEFF');
    return { ok: true, text: hasByteOrderMark ? ` ${text.slice(1)}` : text, hasByteOrderMark };
  } catch {
    return { ok: false, reason: 'it is not UTF-8', fix: 'save it as UTF-8' };
  }
}
