import { isObject, type Json, member } from './json';

/** A JSON Pointer (RFC 6901) made of its unescaped tokens; no tokens is the whole document. */
export function formatPointer(tokens: readonly (string | number)[]): string {
  return tokens.map((token) => `/${escapeToken(String(token))}`).join('');
}

/** `pointer` extended by one token. */
export function childPointer(pointer: string, ...tokens: (string | number)[]): string {
  return pointer + formatPointer(tokens);
}

/** The unescaped tokens of a JSON Pointer; undefined where the text is no pointer. */
export function parsePointer(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value a pointer leads to; undefined where it leads nowhere. Follows own members only. */
export function resolvePointer(document: Json, pointer: string): Json | undefined {
  let current: Json | undefined = document;
  for (const token of parsePointer(pointer) ?? [undefined]) {
    if (token === undefined) return undefined;
    if (Array.isArray(current)) current = /^(0|[1-9]\d*)$/.test(token) ? current[Number(token)] : undefined;
    else if (isObject(current)) current = member(current, token);
    else return undefined;
    if (current === undefined) return undefined;
  }
  return current;
}

function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}
