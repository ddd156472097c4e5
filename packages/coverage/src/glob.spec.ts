import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { matchesGlob } from './glob';

test.each<[string, string, boolean]>([
  ['src/lib/**', 'src/lib/a.ts', true],
  ['src/lib/**', 'src/lib/deep/a.ts', true],
  ['src/lib/**', 'src/library/a.ts', false],
  ['src/*.ts', 'src/a.ts', true],
  ['src/*.ts', 'src/deep/a.ts', false],
  ['**/*.go', 'main.go', true],
  ['**/*.go', 'a/b/main.go', true],
  ['**/lib/**/x.ts', 'a/lib/b/c/x.ts', true],
  ['**/lib/**/x.ts', 'a/lib/x.ts', true],
  ['s?c/a.ts', 'src/a.ts', true],
  ['s?c/a.ts', 'sc/a.ts', false],
  ['app/[id]/*', 'app/[id]/page.tsx', true],
  ['app/[id]/*', 'app/i/page.tsx', false],
  ['src/{a,b}/*', 'src/a/x', false],
  ['.*', '.hidden', true],
  ['*', '.hidden', true],
])('%s on %s: %s', (pattern, path, expected) => {
  expect(matchesGlob(pattern, path)).toBe(expected);
});

test('agrees with picomatch', () => {
  const letter = fc.constantFrom('a', 'b', '.');
  const name = fc.string({ unit: letter, minLength: 1, maxLength: 5 }).filter((text) => !/^\.+$/.test(text));
  const segment = fc.oneof(
    fc.constant('**'),
    fc
      .string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 5 })
      // Two stars in a row inside a segment mean different things to different libraries.
      .filter((text) => !text.includes('**')),
  );
  fc.assert(
    fc.property(
      fc
        .array(segment, { minLength: 1, maxLength: 4 })
        // Where a folder itself counts as inside `folder/**` libraries differ; reports name files only.
        .filter(
          (parts) =>
            !parts.some(
              (part, index) =>
                index > 0 && part === '**' && (parts[index - 1] === '**' || index === parts.length - 1),
            ),
        ),
      fc.array(name, { minLength: 1, maxLength: 4 }),
      (parts, names) => {
        const pattern = parts.join('/');
        const path = names.join('/');
        expect(matchesGlob(pattern, path)).toBe(picomatch.isMatch(path, pattern, { dot: true }));
      },
    ),
    { numRuns: 5_000 },
  );
});

test('stars without end do not take time without end', () => {
  expect(matchesGlob(`${'a*'.repeat(200)}b`, 'a'.repeat(20_000))).toBe(false);
  expect(matchesGlob(`${'**/a/'.repeat(100)}b`, 'a/'.repeat(2_000))).toBe(false);
});
