import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CodeValue, exportedValue, memberOf } from './exported-value';

/** What is known of a value, as plain data; `?` is what is not. */
function plain(value: CodeValue | undefined): unknown {
  switch (value?.kind) {
    case undefined:
      return undefined;
    case 'constant':
      return value.value;
    case 'object':
      return {
        ...Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry)])),
        ...(value.isWhole ? {} : { '...': '?' }),
      };
    case 'list':
      return value.items.map(plain);
    case 'layers':
      return { layers: value.layers.map(plain) };
    case 'unknown':
      return value.isWritten ? '?' : '(?)';
    default:
      return value satisfies never;
  }
}

async function read(text: string): Promise<unknown> {
  const reading = await exportedValue(text);
  return reading.ok ? plain(reading.value) : reading;
}

describe('exportedValue', () => {
  it.each<[string, unknown]>([
    ['export default { a: 1, "b-c": [true, null, "x"] };', { a: 1, 'b-c': [true, null, 'x'] }],
    ["import { defineConfig } from 'v';\nexport default defineConfig({ a: 60_000 });", { a: 60_000 }],
    ['export default defineConfig(() => ({ a: 1 }));', { a: 1 }],
    ['export default defineConfig(() => { return { a: 1 }; });', { a: 1 }],
    ['export default defineConfig(() => { a(); return { a: 1 }; });', '?'],
    ['export default defineConfig(async ({ mode }) => ({ a: mode }));', { a: '?' }],
    ['module.exports = { a: 1 } satisfies Config;', { a: 1 }],
    ['const config = { a: 1 } as const;\nexport default config;', { a: 1 }],
    [
      'const minutes = 60 * 1000;\nexport default { a: 2 * minutes, minutes, b: -1, c: Infinity };',
      { a: 120_000, minutes: 60_000, b: -1, c: Number.POSITIVE_INFINITY },
    ],
    [
      'export default { a: +1, b: 1 + 2, c: 9 - 2, d: 9 / 2, e: 9 % 2, f: !1, g: "a" + 1, h: -"1" };',
      { a: 1, b: 3, c: 7, d: 4.5, e: '?', f: '?', g: '?', h: '?' },
    ],
    ['let a = 1;\nexport default { a, b: process.env.B, c: 1 + b };', { a: '?', b: '?', c: '?' }],
    ['const a = { x: 1, y: 1 };\nexport default { ...a, y: 2 };', { x: 1, y: 2 }],
    ['export default { x: 1, ...base, y: 2 };', { y: 2, '...': '?' }],
    ['export default { x: 1, [key]: 1 };', { '...': '?' }],
    ['export default { x: 1, test() {}, y: 2 };', { x: 1, test: '?', y: 2 }],
    ['export default mergeConfig(base, { a: 1 });', { layers: ['?', { a: 1 }] }],
    ['const a = b;\nconst b = a;\nexport default { a };', { a: '?' }],
    ['export default make();', '?'],
    ['export const a = 1;', { ok: false, reason: 'it exports nothing by default', start: 0 }],
    [
      'export default { a: ',
      { ok: false, reason: 'its syntax cannot be followed', start: expect.any(Number) },
    ],
  ])('%s', async (text, expected) => {
    expect(await read(text)).toEqual(expected);
  });

  it('gives up on a text that is too long', async () => {
    expect(await read(`export default {};${' '.repeat(256 * 1024)}`)).toEqual({
      ok: false,
      reason: 'it is longer than 262144 characters',
      start: 0,
    });
  });

  it('reads what JSON writes as JSON does', async () => {
    const key = fc.stringMatching(/^[a-z]{1,4}$/);
    const { document } = fc.letrec((tie) => ({
      document: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      value: fc.oneof(
        { maxDepth: 3 },
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        key,
        fc.array(tie('value'), { maxLength: 3 }),
        tie('document'),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(document, async (value) => {
        expect(await read(`export default ${JSON.stringify(value)};`)).toEqual(value);
      }),
    );
  });

  it('is not slowed down by constants that stand for one another', async () => {
    const lines = Array.from({ length: 60 }, (_, at) => `const a${at + 1} = mergeConfig(a${at}, a${at});`);
    expect(await read(`const a0 = {};\n${lines.join('\n')}\nexport default a60;`)).toEqual({
      layers: ['?', '?', '?', '?'],
    });
  });
});

describe('memberOf', () => {
  it.each<[string, string[], unknown]>([
    ['{ a: { b: 1 } }', ['a', 'b'], 1],
    ['{ a: { b: 1 } }', ['a', 'c'], undefined],
    ['{ a: 1 }', ['a', 'c'], undefined],
    ['{ a: { ...x } }', ['a', 'c'], '(?)'],
    ['{ a: x }', ['a'], '?'],
    ['{ a: x }', ['a', 'c'], '(?)'],
    ['mergeConfig({ a: { b: 1, c: 1 } }, { a: { b: 2 } })', ['a', 'b'], 2],
    ['mergeConfig({ a: { b: 1, c: 1 } }, { a: { b: 2 } })', ['a', 'c'], 1],
    ['mergeConfig(base, { a: { b: 2 } })', ['a', 'b'], 2],
    ['mergeConfig(base, { a: { b: 2 } })', ['a', 'c'], '(?)'],
    ['mergeConfig(base, { a: x })', ['a'], '?'],
    ['mergeConfig({}, {})', ['a'], undefined],
  ])('%s at %j', async (text, path, expected) => {
    const reading = await exportedValue(`export default ${text};`);
    expect(reading.ok && plain(memberOf(reading.value, path))).toEqual(expected);
  });
});
