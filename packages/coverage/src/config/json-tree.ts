import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { deeperThan, pointerStep } from '../json-report';
import { type Position, positionsIn } from '../position';
import { fail, ok, type Result } from '../result';

/** A JSON value that knows where it stands. */
export type JsonNode = {
  /** RFC 6901; '' is the root. */
  readonly pointer: string;
  readonly at: Position;
} & (
  | { readonly type: 'object'; readonly members: readonly JsonMember[] }
  | { readonly type: 'array'; readonly items: readonly JsonNode[] }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'null' }
);

/** A member of an object, in the order of the text; keys may repeat. */
export interface JsonMember {
  readonly key: string;
  readonly keyAt: Position;
  readonly value: JsonNode;
}

export interface JsonSyntaxError {
  readonly at: Position;
  readonly problem: string;
}

const MAX_DEPTH = 32;
const MAX_LENGTH = 4 * 1024 * 1024;

/** Parses strict JSON (no comments, no trailing commas) and keeps positions and repeated keys. */
export function parseJsonTree(text: string): Result<JsonNode, JsonSyntaxError> {
  if (text.length > MAX_LENGTH) {
    return fail({ at: { line: 1, column: 1 }, problem: `it is longer than ${MAX_LENGTH} characters` });
  }
  if (deeperThan(text, MAX_DEPTH)) {
    return fail({ at: { line: 1, column: 1 }, problem: `it nests deeper than ${MAX_DEPTH} levels` });
  }
  const positionOf = positionsIn(text);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (first) return fail({ at: positionOf(first.offset), problem: explain(text, first) });
  if (!root) return fail({ at: { line: 1, column: 1 }, problem: 'the file is empty' });
  return ok(toNode(positionOf, root, ''));
}

function explain(text: string, { error, offset, length }: ParseError): string {
  const token = text.slice(offset, offset + Math.min(length, 20));
  if (/^[+-]?(?:NaN|Infinity)$/.test(token)) return `${token} is not a JSON number`;
  if (token.startsWith('//') || token.startsWith('/*')) return 'comments are not JSON; use "note" instead';
  if (offset + length >= text.trimEnd().length && token === '') return 'it ends before the JSON is complete';
  return `${PROBLEMS[printParseErrorCode(error)] ?? 'this is not JSON'}${token ? ` (at ${JSON.stringify(token)})` : ''}`;
}

const PROBLEMS: { readonly [code: string]: string | undefined } = {
  PropertyNameExpected: 'a property name in double quotes is expected; a comma must not come last',
  ValueExpected: 'a value is expected',
  ColonExpected: 'a colon is expected',
  CommaExpected: 'a comma is expected',
  CloseBraceExpected: 'a closing brace is expected',
  CloseBracketExpected: 'a closing bracket is expected',
  EndOfFileExpected: 'the file must end after its one value',
  InvalidNumberFormat: 'this is not a JSON number',
  UnexpectedEndOfString: 'the string has no closing quote',
};

type PositionOf = (offset: number) => Position;

function toNode(positionOf: PositionOf, node: Node, pointer: string): JsonNode {
  const place = { pointer, at: positionOf(node.offset) };
  switch (node.type) {
    case 'object':
      return {
        ...place,
        type: 'object',
        members: (node.children ?? []).flatMap((child) => toMember(positionOf, child, pointer)),
      };
    case 'array':
      return {
        ...place,
        type: 'array',
        items: (node.children ?? []).map((child, index) =>
          toNode(positionOf, child, pointer + pointerStep(index)),
        ),
      };
    case 'string':
      return { ...place, type: 'string', value: node.value as string };
    case 'number':
      return { ...place, type: 'number', value: node.value as number };
    case 'boolean':
      return { ...place, type: 'boolean', value: node.value as boolean };
    default:
      return { ...place, type: 'null' };
  }
}

function toMember(positionOf: PositionOf, property: Node, pointer: string): readonly JsonMember[] {
  const [keyNode, valueNode] = property.children ?? [];
  if (!keyNode || !valueNode) return [];
  const key = keyNode.value as string;
  return [
    {
      key,
      keyAt: positionOf(keyNode.offset),
      value: toNode(positionOf, valueNode, pointer + pointerStep(key)),
    },
  ];
}
