import { findNodeAtLocation, type Node, type ParseError, parseTree } from 'jsonc-parser';
import type { Json } from '../json';
import { parsePointer } from '../json-pointer';

/** A place in a text; line and column count from 1, columns in UTF-16 units as editors do. */
export type Position = { line: number; column: number };
export type Range = { start: Position; end: Position };

export type JsonTextError = { message: string; position: Position };

export type ParsedJson =
  | {
      ok: true;
      value: Json;
      /** Where the value at a JSON Pointer stands; undefined where the pointer leads nowhere. */
      locate(pointer: string): Range | undefined;
      /** Where the member's key stands; undefined for array items, the root and pointers that lead nowhere. */
      locateKey(pointer: string): Range | undefined;
    }
  | { ok: false; errors: JsonTextError[] };

/** Nesting beyond this is refused: no contract needs it and every recursive reader would overflow. */
const MAX_DEPTH = 500;

/**
 * Reads strict JSON (RFC 8259: no comments, no trailing commas) and remembers where each value stands.
 * A repeated key is an error, for readers disagree on which of the two counts. A byte-order mark is skipped.
 */
export function parseJsonText(source: string): ParsedJson {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  const positionAt = lineIndex(text);
  const tooDeep = firstTooDeepOffset(text);
  if (tooDeep !== undefined) {
    return failure(`JSON is nested more than ${MAX_DEPTH} levels deep; flatten it`, positionAt(tooDeep));
  }
  const parseErrors: ParseError[] = [];
  const tree = parseTree(text, parseErrors, { disallowComments: true, allowTrailingComma: false });
  const value = strictParse(text);
  if (tree === undefined || value === undefined || parseErrors.length > 0) {
    const offset = parseErrors[0]?.offset ?? 0;
    return failure(syntaxMessage(text, offset), positionAt(offset));
  }
  const duplicates = duplicateKeys(tree);
  if (duplicates.length > 0) {
    return {
      ok: false,
      errors: duplicates.map(({ key, offset }) => ({
        message: `key ${JSON.stringify(key)} appears twice in one object; keep one of the two`,
        position: positionAt(offset),
      })),
    };
  }
  const rangeOf = (node: Node): Range => ({
    start: positionAt(node.offset),
    end: positionAt(node.offset + node.length),
  });
  const nodeAt = (pointer: string) => findNode(tree, pointer);
  return {
    ok: true,
    value,
    locate: (pointer) => {
      const node = nodeAt(pointer);
      return node && rangeOf(node);
    },
    locateKey: (pointer) => {
      const parent = nodeAt(pointer)?.parent;
      const key = parent?.type === 'property' ? parent.children?.[0] : undefined;
      return key && rangeOf(key);
    },
  };
}

function strictParse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function findNode(tree: Node, pointer: string): Node | undefined {
  let node: Node | undefined = tree;
  for (const token of parsePointer(pointer) ?? []) {
    if (node?.type === 'array') {
      node = /^(0|[1-9]\d*)$/.test(token) ? findNodeAtLocation(node, [Number(token)]) : undefined;
    } else node = node?.type === 'object' ? findNodeAtLocation(node, [token]) : undefined;
    if (node === undefined) return undefined;
  }
  return parsePointer(pointer) === undefined ? undefined : node;
}

function duplicateKeys(tree: Node): { key: string; offset: number }[] {
  const found: { key: string; offset: number }[] = [];
  const pending = [tree];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'object') {
      const seen = new Set<string>();
      for (const property of node.children ?? []) {
        const key = property.children?.[0];
        if (key === undefined) continue;
        if (seen.has(key.value)) found.push({ key: key.value, offset: key.offset });
        seen.add(key.value);
      }
    }
    pending.push(...(node.children ?? []));
  }
  return found.sort((left, right) => left.offset - right.offset);
}

function firstTooDeepOffset(text: string): number | undefined {
  let depth = 0;
  // Strings are consumed whole, so that brackets inside them do not count.
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token[0] === '[' || token[0] === '{') depth += 1;
    if (token[0] === ']' || token[0] === '}') depth -= 1;
    if (depth > MAX_DEPTH) return token.index;
  }
  return undefined;
}

function syntaxMessage(text: string, offset: number): string {
  if (text.trim() === '') return 'the file is empty; expected a JSON value';
  const near = text.slice(offset, offset + 20).split(/\r?\n/)[0] ?? '';
  return `not valid JSON${near === '' ? ': the text ends too early' : ` at ${JSON.stringify(near)}`}`;
}

function lineIndex(text: string): (offset: number) => Position {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] as number) + 1 };
  };
}

function failure(message: string, position: Position): ParsedJson {
  return { ok: false, errors: [{ message, position }] };
}
