import {
  createScanner,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';

/** A place in a text: line and column start at 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A position in a file, which is a workspace path. */
export interface Place extends Position {
  readonly file: string;
}

/** A JSON text with comments allowed (as Nx allows in nx.json), and where each of its values stands. */
export interface JsonDocument {
  readonly value: unknown;
  /** The position of the value at a path of keys and indexes, or of its nearest existing ancestor. */
  locate(path: readonly (string | number)[]): Position;
}

export type JsonParse =
  | { readonly ok: true; readonly document: JsonDocument }
  | { readonly ok: false; readonly message: string; readonly position: Position };

const maxBytes = 16 * 1024 * 1024;
/** The parser recurses: a deeper text could exhaust the stack of the thread it is parsed in. */
const maxDepth = 256;

/**
 * Parses JSON with comments. Duplicate keys and values nested deeper than 256 levels, like any other syntax error,
 * are refused with their position.
 */
export function parseJson(text: string): JsonParse {
  if (text.length > maxBytes) {
    return { ok: false, message: 'the file is larger than 16 MiB', position: { line: 1, column: 1 } };
  }
  const errors: ParseError[] = [];
  const source = text.replace(/^\uFEFF/, '');
  const tooDeep = offsetBeyondDepth(source);
  if (tooDeep !== undefined) {
    return {
      ok: false,
      message: `values are nested deeper than ${maxDepth} levels`,
      position: positionAt(source, tooDeep),
    };
  }
  const tree = parseTree(source, errors, { allowTrailingComma: false });
  const [first] = errors;
  if (first) {
    return {
      ok: false,
      message: printParseErrorCode(first.error),
      position: positionAt(source, first.offset),
    };
  }
  if (!tree) return { ok: false, message: 'the file is empty', position: { line: 1, column: 1 } };
  const repeated = duplicateKey(tree);
  if (repeated) {
    return {
      ok: false,
      message: `the key "${repeated.value}" stands twice`,
      position: positionAt(source, repeated.offset),
    };
  }
  return {
    ok: true,
    document: {
      value: getNodeValue(tree),
      locate: (path) => positionAt(source, nearestNode(tree, path).offset),
    },
  };
}

/** The value of such a text, for who is not the one to say what is wrong with it: undefined of none and of what is no JSON. */
export function jsonValue(text: string | undefined): unknown {
  const parsed = text === undefined ? undefined : parseJson(text);
  return parsed?.ok ? parsed.document.value : undefined;
}

/** Splits an RFC 6901 JSON Pointer into keys; whether one is an index is for the value it points into to say. */
export function pointerSegments(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The element or property at a path, else the last of its ancestors that exists. */
function nearestNode(tree: Node, path: readonly (string | number)[]): Node {
  let nearest = tree;
  let value: Node | undefined = tree;
  for (const segment of path) {
    const children: readonly Node[] = value.children ?? [];
    const child: Node | undefined =
      value.type === 'array'
        ? children[Number(segment)]
        : children.find((property) => property.children?.[0]?.value === String(segment));
    value = child?.type === 'property' ? child.children?.[1] : child;
    if (child === undefined || value === undefined) break;
    nearest = child;
  }
  return nearest;
}

function offsetBeyondDepth(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const first = text[scanner.getTokenOffset()];
    if (first === '{' || first === '[') depth++;
    if (first === '}' || first === ']') depth--;
    if (depth > maxDepth) return scanner.getTokenOffset();
  }
  return undefined;
}

function duplicateKey(node: Node): Node | undefined {
  const pending: Node[] = [node];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.type === 'object') {
      const seen = new Set<string>();
      for (const property of next.children ?? []) {
        const key = property.children?.[0];
        if (!key) continue;
        if (seen.has(key.value)) return key;
        seen.add(key.value);
      }
    }
    pending.push(...(next.children ?? []));
  }
  return undefined;
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: offset - lastBreak };
}
