import { isMap, isScalar, type Pair, type Scalar, type YAMLMap } from 'yaml';
import type { Splice } from '../tree/splice';

/** The pair of a key that is written in the map itself, not merged into it. */
export function pairOf(map: YAMLMap, key: string): Pair<Scalar, unknown> | undefined {
  return map.items.find(({ key: own }) => isScalar(own) && own.value === key) as
    | Pair<Scalar, unknown>
    | undefined;
}

/**
 * Sets a text in a map by a splice, so that everything else stays as it is written. `undefined` where that cannot be
 * done: the value is no scalar, or there is no scalar to put it behind.
 *
 * @param behind the key that a new one is put behind.
 */
export function setInMap(
  text: string,
  map: YAMLMap,
  key: string,
  value: string,
  behind: string,
): Splice | undefined {
  const own = pairOf(map, key);
  if (own !== undefined) return replaceScalar(own.value, value);
  const before = pairOf(map, behind);
  if (before === undefined || !isScalar(before.value) || !before.value.range || !before.key.range)
    return undefined;
  const [, end] = before.value.range;
  if (map.flow === true) return { start: end, end, text: `, ${key}: ${plainOrQuoted(value)}` };
  const line = text.lastIndexOf('\n', before.key.range[0]) + 1;
  const indent = text.slice(line, before.key.range[0]);
  // Behind "- " the map begins on the line of its sequence.
  const blanks = /^[ -]*$/.test(indent) ? indent.replaceAll('-', ' ') : undefined;
  const lineEnd = text.indexOf('\n', end);
  const at = lineEnd === -1 ? text.length : lineEnd;
  const isCarriage = text[at - 1] === '\r';
  if (blanks === undefined) return undefined;
  const start = isCarriage ? at - 1 : at;
  return { start, end: start, text: `${isCarriage ? '\r\n' : '\n'}${blanks}${key}: ${plainOrQuoted(value)}` };
}

/** The splice that gives a scalar another text, quoted as it was; none for one with an anchor, a tag or a variable. */
export function replaceScalar(node: unknown, value: string): Splice | undefined {
  if (!isScalar(node) || !node.range || node.anchor !== undefined || node.tag !== undefined) return undefined;
  if (String(node.value).includes('$')) return undefined;
  const [start, end] = node.range;
  switch (node.type) {
    case 'PLAIN':
      return { start, end, text: plainOrQuoted(value) };
    case 'QUOTE_DOUBLE':
      return { start, end, text: JSON.stringify(value) };
    case 'QUOTE_SINGLE':
      return { start, end, text: `'${value.replaceAll("'", "''")}'` };
    default:
      return undefined;
  }
}

/** A value of YAML that is read as this text. */
export function plainOrQuoted(value: string): string {
  return /^(?:\.|(?:\.\.?\/)*[A-Za-z_][\w./-]*)$/.test(value) &&
    !/^(?:true|false|null|yes|no|on|off)$/i.test(value)
    ? value
    : JSON.stringify(value);
}

export function asMap(node: unknown): YAMLMap | undefined {
  return isMap(node) ? node : undefined;
}
