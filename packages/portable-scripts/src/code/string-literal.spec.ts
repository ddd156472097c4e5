// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the scripts' own placeholders
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nodesOf } from '../syntax/syntax-tree';
import { parseWith } from '../syntax/tree-sitter';
import { stringValue } from './string-literal';

async function valueIn(text: string): Promise<string | undefined> {
  const parsed = await parseWith('javascript', text);
  if (!parsed.ok) return undefined;
  const literal = [...nodesOf(parsed.root)].find(
    ({ type }) => type === 'string' || type === 'template_string',
  );
  return literal && stringValue(literal, text);
}

it('reads a literal as JavaScript does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (value) => {
      expect(await valueIn(`x = ${JSON.stringify(value)};\n`)).toBe(value);
    }),
    { numRuns: 200 },
  );
});

it.each([
  ["x = 'a\\x41\\u0042\\u{43}\\'\\\nb'", "aABC'b"],
  ["x = '\\u{ffffffff}'", '\ufffd'],
  ['x = `a${b}c`', 'a{}c'],
])('%j', async (text, value) => {
  expect(await valueIn(text)).toBe(value);
});
