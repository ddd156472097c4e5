import { type ParseError, parse as parseTolerantly, printParseErrorCode, visit } from 'jsonc-parser';
import type { Location } from './failure';
import { positionsIn } from './position';
import { fail, ok, type Result } from './result';

export type JsonObject = Readonly<Record<string, unknown>>;

export type JsonFailure =
  | { readonly kind: 'syntax'; readonly at: Location; readonly problem: string }
  | { readonly kind: 'too-deep' };

/**
 * Parses strict JSON no deeper than `maxDepth`, each key of an object once: `JSON.parse` keeps the last of two, so that
 * what the first one says would be lost. An error is located by line and column.
 */
export function parseJson(text: string, maxDepth: number): Result<unknown, JsonFailure> {
  const written = countMembers(text, maxDepth);
  if (written === undefined) return fail({ kind: 'too-deep' });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail({ kind: 'syntax', ...locateSyntaxError(text) });
  }
  return membersOf(value) === written ? ok(value) : fail({ kind: 'syntax', ...locateRepeatedKey(text) });
}

function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const values: unknown[] = Object.values(value);
  let members = Array.isArray(value) ? 0 : values.length;
  for (const inner of values) members += membersOf(inner);
  return members;
}

function locateRepeatedKey(text: string): { at: Location; problem: string } {
  const open: Set<string>[] = [];
  let repeated: { readonly key: string; readonly offset: number } | undefined;
  visit(text, {
    onObjectBegin: () => {
      open.push(new Set());
    },
    onObjectProperty: (key, offset) => {
      const keys = open.at(-1);
      if (keys?.has(key)) repeated ??= { key, offset };
      keys?.add(key);
    },
    onObjectEnd: () => {
      open.pop();
    },
  });
  return {
    at: repeated ? positionsIn(text)(repeated.offset) : {},
    problem: `the key ${JSON.stringify(repeated?.key)} stands twice in one object`,
  };
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
const COLON = 0x3a;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/** Counts brackets outside strings, so that no recursive parser meets a text that nests without end. */
export function deeperThan(text: string, maxDepth: number): boolean {
  return countMembers(text, maxDepth) === undefined;
}

/** How many members the objects of a JSON text have, as colons outside strings; undefined if it nests too deep. */
function countMembers(text: string, maxDepth: number): number | undefined {
  let members = 0;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === BACKSLASH) index += 1;
      else if (code === QUOTE || code === NEWLINE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === COLON) members += 1;
    else if (OPEN.has(code)) {
      depth += 1;
      if (depth > maxDepth) return undefined;
    } else if (CLOSE.has(code)) depth -= 1;
  }
  return members;
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
