import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonValue, parseJson, pointerSegments } from './json-document';

describe('parseJson', () => {
  it('keeps values as JSON has them, comments and a byte order mark aside', () => {
    const parsed = parseJson('\uFEFF// why\n{ "a": [1, true, null], /* b */ "b": { "c": "d" } }');
    expect(parsed).toMatchObject({
      ok: true,
      document: { value: { a: [1, true, null], b: { c: 'd' } } },
    });
  });

  it.each([
    ['', 'ValueExpected', 1, 1],
    ['{\n  "a": 1,\n}', 'PropertyNameExpected', 3, 1],
    ['{ "a": 1 "b": 2 }', 'CommaExpected', 1, 10],
    ['{ "a": 1 } x', 'InvalidSymbol', 1, 12],
    ['{\n  "a": 1,\n  "a": 2\n}', 'the key "a" stands twice', 3, 3],
    ['{ "b": [{ "a": 1,\r\n "a": 2 }] }', 'the key "a" stands twice', 2, 2],
    ['{ "__proto__": 1, "__proto__": 2 }', 'the key "__proto__" stands twice', 1, 19],
    [`${'['.repeat(256)}\n[`, 'values are nested deeper than 256 levels', 2, 1],
    ['{"a":'.repeat(200_000), 'values are nested deeper than 256 levels', 1, 1281],
  ])('refuses %.30j: %s at %d:%d', (text, message, line, column) => {
    expect(parseJson(text)).toEqual({ ok: false, message, position: { line, column } });
  });

  it('accepts 256 levels, and brackets in texts and comments count for nothing', () => {
    const text = `${'['.repeat(256)}"${'['.repeat(300)}"/*${'{'.repeat(300)}*/${']'.repeat(256)}`;
    expect(parseJson(text).ok).toBe(true);
  });

  it('refuses what is larger than 16 MiB', () => {
    expect(parseJson(' '.repeat(16 * 1024 * 1024 + 1))).toEqual({
      ok: false,
      message: 'the file is larger than 16 MiB',
      position: { line: 1, column: 1 },
    });
  });

  it('takes no key for more than a key', () => {
    const parsed = parseJson('{ "__proto__": { "polluted": true } }');
    expect(parsed.ok && Object.keys(parsed.document.value as object)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    [[], 1, 1],
    [['a'], 2, 3],
    [['a', 1], 2, 12],
    [['a', '1'], 2, 12],
    [['b'], 3, 3],
    [['b', '0'], 4, 5],
    [['b', 0], 4, 5],
    [['b', '0', 'deeper'], 4, 5],
    [['b', 'none'], 3, 3],
    [['none'], 1, 1],
    [['a', 7], 2, 3],
  ])('locates %j at %d:%d', (path, line, column) => {
    const parsed = parseJson('{\n  "a": [1, 22],\n  "b": {\n    "0": 5\n  }\n}\n');
    expect(parsed.ok && parsed.document.locate(path)).toEqual({ line, column });
  });

  it('reads what JSON.parse reads, and never throws', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const parsed = parseJson(text);
        if (parsed.ok) expect(JSON.stringify(parsed.document.value)).toBe(JSON.stringify(JSON.parse(text)));
        else expect(parsed.message).toMatch(/stands twice/);
      }),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', '1', '/', '*', '\n') }),
        (text) => {
          const parsed = parseJson(text);
          if (!parsed.ok) expect(parsed.position.line).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe('pointerSegments', () => {
  it.each([
    ['', []],
    ['/', ['']],
    ['/a/0/b', ['a', '0', 'b']],
    ['/a~1b/c~0d/~01', ['a/b', 'c~d', '~1']],
  ])('%j', (pointer, segments) => {
    expect(pointerSegments(pointer)).toEqual(segments);
  });
});

describe('jsonValue', () => {
  it.each([
    ['{ "a": [1] } // x', { a: [1] }],
    ['null', null],
    ['{', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('is, of %j, %j', (text, value) => expect(jsonValue(text)).toEqual(value));
});
