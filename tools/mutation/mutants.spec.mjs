import { describe, expect, it } from 'vitest';
import { mutantsOf } from './mutants.mjs';

const mutated = (text) =>
  mutantsOf(text).map(({ start, end, to }) => text.slice(0, start) + to + text.slice(end));

describe('mutantsOf', () => {
  it.each([
    ['a === b', ['a !== b']],
    ['a < b', ['a <= b']],
    ['a && b', ['a || b']],
    ['a + -b', ['a - -b', 'a + b']],
    ['a ?? b', ['a']],
    ['!a', ['a']],
    ['x(true)', ['x(false)']],
    ['a ? b : c', ['true ? b : c', 'false ? b : c']],
    ['f(1_000)', ['f(1001)']],
    ['[a]', ['[]']],
    ['a.some(b)', ['a.every(b)']],
    ['Math.min(a, b)', ['Math.max(a, b)']],
    ['a.filter(b)', ['a']],
    ['a as 1 | true', []],
    ["'text'", []],
  ])('of %s', (expression, expected) => {
    expect(mutated(`const v = ${expression};`)).toEqual(expected.map((one) => `const v = ${one};`));
  });

  it('of statements, with their lines', () => {
    const text = 'for (const a of b) {\n  if (a) continue;\n  f(a);\n}\n';
    expect(mutantsOf(text).map(({ line, from, to }) => [line, from, to])).toEqual([
      [2, 'a', 'true'],
      [2, 'a', 'false'],
      [2, 'continue;', ';'],
      [3, 'f(a);', ';'],
    ]);
  });

  it('of no import and no type', () => {
    expect(mutantsOf("import a from 'a';\ntype B = true;\ninterface C { d: 1 }\n")).toEqual([]);
  });
});
