import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob, containsWildcards } from './glob';

const matches = (pattern: string, name: string) => compileGlob(pattern)?.matches(name) ?? 'syntax error';

describe('compileGlob', () => {
  it.each([
    ['abc', 'abc', true],
    ['*', 'abc', true],
    ['*c', 'abc', true],
    ['a*', 'ab/c', false],
    ['a*/b', 'a/c/b', false],
    ['a*b*c*d*e*/f', 'axbxcxdxe/f', true],
    ['a*b?c*x', 'abxbbxdbxebxczzx', true],
    ['a*b?c*x', 'abxbbxdbxebxczzy', false],
    ['ab[c]', 'abc', true],
    ['ab[b-d]', 'abc', true],
    ['ab[^e-g]', 'abc', true],
    ['ab[^b-d]', 'abc', false],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'ab', false],
    ['a?b', 'a☺b', true],
    ['a[^a]b', 'a☺b', true],
    ['a???b', 'a☺b', false],
    ['[a-ζ]*', 'α', true],
    ['a?b', 'a/b', false],
    ['a*b', 'a/b', false],
    ['[\\]a]', ']', true],
    ['[\\-x]', '-', true],
    ['[!a]', '!', true],
    ['[!a]', 'b', false],
    ['[b-a]', 'a', false],
    ['.*', '.env', true],
    ['src/**', 'src/a', true],
    ['src/**', 'src/a/b', false],
    ['**/x.ts', 'x.ts', false],
    ['{a,b}.txt', 'a.txt', false],
    ['', '', true],
  ])('%j on %j is %j', (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected);
  });

  it.each([
    '[',
    '[^',
    '[^bc',
    '[a',
    'a[',
    'a[.txt',
    '[]a]',
    '[-]',
    '[x-]',
    '[-x]',
    '[a-b-c]',
    '\\',
    'a\\',
    '[\\',
    '[a-',
  ])('%j is a syntax error, even where it could not match', (pattern) => {
    expect(matches(pattern, 'zzz')).toBe('syntax error');
  });

  it('agrees with a naive backtracking matcher', () => {
    const text = (alphabet: string[]) =>
      fc.array(fc.constantFrom(...alphabet), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        text(['a', 'b', '/', '*', '?', '[ab]', '[^a]', '\\*']),
        text(['a', 'b', '/', '*', 'c']),
        (pattern, name) => {
          expect(matches(pattern, name)).toBe(naive(pattern, name));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('stays fast on patterns that make backtracking explode', () => {
    expect(matches(`${'*a'.repeat(500)}b`, 'a'.repeat(4000))).toBe(false);
    expect(matches(`${'a*'.repeat(500)}`, `${'a'.repeat(4000)}`)).toBe(true);
  });
});

it.each([
  ['a*', true],
  ['a\\*', false],
  ['\\\\*', true],
  ['[', true],
  ['a?', true],
  ['plain', false],
])('containsWildcards(%j) is %j', (path, expected) => {
  expect(containsWildcards(path)).toBe(expected);
});

/** Go's rules by exhaustive search, for the forms the property generates. */
function naive(pattern: string, name: string): boolean {
  if (pattern === '') return name === '';
  if (pattern.startsWith('*')) {
    if (naive(pattern.slice(1), name)) return true;
    return name !== '' && !name.startsWith('/') && naive(pattern, name.slice(1));
  }
  const token = /^(\?|\[\^?ab?\]|\\.|.)/s.exec(pattern)?.[0] ?? '';
  const first = name.charAt(0);
  if (first === '') return false;
  const accepted =
    token === '?'
      ? first !== '/'
      : token.startsWith('[^')
        ? first !== 'a'
        : token.startsWith('[')
          ? 'ab'.includes(first)
          : token.replace(/^\\/, '') === first;
  return accepted && naive(pattern.slice(token.length), name.slice(1));
}
