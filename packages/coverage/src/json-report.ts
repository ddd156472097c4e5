import { type ParseError, parse as parseTolerantly, printParseErrorCode } from 'jsonc-parser';
import type { Location } from './failure';
import { positionsIn } from './position';
import { fail, ok, type Result } from './result';

export type JsonObject = Readonly<Record<string, unknown>>;

export type JsonFailure =
  | { readonly kind: 'syntax'; readonly at: Location; readonly problem: string }
  | { readonly kind: 'too-deep' };

/** Parses strict JSON no deeper than `maxDepth`; a syntax error is located by line and column. */
export function parseJson(text: string, maxDepth: number): Result<unknown, JsonFailure> {
  if (deeperThan(text, maxDepth)) return fail({ kind: 'too-deep' });
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return fail({ kind: 'syntax', ...locateSyntaxError(text) });
  }
}

function locateSyntaxError(text: string): { at: Location; problem: string } {
  const errors: ParseError[] = [];
  parseTolerantly(text, errors, { disallowComments: true });
  const [first] = errors;
  if (!first) return { at: {}, problem: 'it is not valid JSON' };
  const atEnd = first.offset + first.length >= text.trimEnd().length;
  const problem = atEnd
    ? 'it ends before the JSON is complete'
    : `JSON syntax: ${printParseErrorCode(first.error)}`;
  return { at: positionsIn(text)(first.offset), problem };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/** Counts brackets outside strings, so that no recursive parser meets a text that nests without end. */
export function deeperThan(text: string, maxDepth: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === BACKSLASH) index += 1;
      else if (code === QUOTE || code === NEWLINE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (OPEN.has(code)) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (CLOSE.has(code)) depth -= 1;
  }
  return false;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own property: `constructor` and its kin are absent unless the report holds them. */
export const own = (object: JsonObject, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** A non-negative safe integer, else undefined. */
export const asCount = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** A line number: a safe integer from 1, else undefined. */
export const asLine = (value: unknown): number | undefined => asCount(value) || undefined;

/** One step of a JSON pointer, escaped as RFC 6901 has it. */
export const pointerStep = (key: string | number): string =>
  `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
