import { describe, expect, it } from 'vitest';
import { parseJsonText } from './json-text';

const TEXT = '\uFEFF{\n  "a": [1,\n    {"b/c": "x"}],\r\n  "~": null, "__proto__": {"y": 1}\n}\n';

function parsed(text: string) {
  const result = parseJsonText(text);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result;
}

describe('parseJsonText', () => {
  it('reads strict JSON as JSON.parse does, own members only', () => {
    const { value } = parsed(TEXT);
    expect(value).toEqual(JSON.parse(TEXT.slice(1)));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  const PLACES: [string, unknown][] = [
    ['', { start: { line: 1, column: 1 }, end: { line: 5, column: 2 } }],
    ['/a', { start: { line: 2, column: 8 }, end: { line: 3, column: 18 } }],
    ['/a/0', { start: { line: 2, column: 9 }, end: { line: 2, column: 10 } }],
    ['/a/1/b~1c', { start: { line: 3, column: 13 }, end: { line: 3, column: 16 } }],
    ['/~0', { start: { line: 4, column: 8 }, end: { line: 4, column: 12 } }],
    ['/__proto__/y', { start: { line: 4, column: 33 }, end: { line: 4, column: 34 } }],
    ['/a/2', undefined],
    ['/a/x', undefined],
    ['/a/0/0', undefined],
    ['/nothing', undefined],
    ['no pointer', undefined],
  ];
  it.each(PLACES)('locates %j', (pointer, expected) => {
    expect(parsed(TEXT).locate(pointer)).toEqual(expected);
  });

  it('locates keys', () => {
    const { locateKey } = parsed(TEXT);
    expect(locateKey('/a')).toEqual({ start: { line: 2, column: 3 }, end: { line: 2, column: 6 } });
    expect([locateKey(''), locateKey('/a/0'), locateKey('/x')]).toEqual([undefined, undefined, undefined]);
  });

  const deep = '['.repeat(501) + ']'.repeat(501);
  const ERRORS: [string, string, string, { line: number; column: number }][] = [
    ['nothing', ' \n', 'the file is empty; expected a JSON value', { line: 2, column: 1 }],
    ['a comment', '{"a": 1} // no', 'not valid JSON at "// no"', { line: 1, column: 10 }],
    ['a trailing comma', '{"a": 1,\n}', 'not valid JSON at "}"', { line: 2, column: 1 }],
    ['an early end', '{"a":', 'not valid JSON: the text ends too early', { line: 1, column: 6 }],
    [
      'a repeated key',
      '{"a": 1,\n "a": 2}',
      'key "a" appears twice in one object; keep one of the two',
      { line: 2, column: 2 },
    ],
    ['nesting', deep, 'JSON is nested more than 500 levels deep; flatten it', { line: 1, column: 501 }],
  ];
  it.each(ERRORS)('refuses %s', (_, text, message, position) => {
    expect(parseJsonText(text)).toEqual({ ok: false, errors: [{ message, position }] });
  });

  it('does not count brackets inside strings', () => {
    expect(parsed(JSON.stringify('['.repeat(1000))).value).toBe('['.repeat(1000));
  });
});
