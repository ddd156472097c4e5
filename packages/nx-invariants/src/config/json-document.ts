import {
  findNodeAtLocation,
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

/** Parses JSON with comments. Duplicate keys, like any other syntax error, are refused with their position. */
export function parseJson(text: string): JsonParse {
  if (text.length > maxBytes) {
    return { ok: false, message: 'the file is larger than 16 MiB', position: { line: 1, column: 1 } };
  }
  const errors: ParseError[] = [];
  const source = text.replace(/^\uFEFF/, '');
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

/** Splits an RFC 6901 JSON Pointer into keys; numeric segments become indexes. */
export function pointerSegments(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((segment) => (/^(0|[1-9]\d*)$/.test(segment) ? Number(segment) : segment));
}

function nearestNode(tree: Node, path: readonly (string | number)[]): Node {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length) as (string | number)[]);
    if (node) return node.parent?.type === 'property' ? node.parent : node;
  }
  return tree;
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
