import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findString, Patterns, type StringQuestion } from './pattern';

const patterns = new Patterns();

const ask = (question: Partial<StringQuestion>) =>
  findString(patterns, {
    accept: [],
    reject: [],
    minLength: 0,
    maxLength: Number.POSITIVE_INFINITY,
    excluded: [],
    ...question,
  });

describe('findString', () => {
  const ROWS: [string, Partial<StringQuestion>, unknown][] = [
    ['nothing asked', {}, { kind: 'sample', value: '' }],
    ['inclusion', { accept: ['^ab'], reject: ['^a'] }, { kind: 'empty' }],
    ['anchors in alternatives', { accept: ['^a|b$'], reject: ['a', 'b$'] }, { kind: 'empty' }],
    ['a start after the start', { accept: ['a^'] }, { kind: 'empty' }],
    ['the empty text meets both anchors', { accept: ['$^'] }, { kind: 'sample', value: '' }],
    ['pattern and length together', { accept: ['^(aa)*$'], minLength: 3, maxLength: 3 }, { kind: 'empty' }],
    ['the next length', { accept: ['^(aa)*$'], minLength: 3 }, { kind: 'sample', value: 'aaaa' }],
    ['finite languages run out', { accept: ['^[ab]$'], excluded: ['a', 'b'] }, { kind: 'empty' }],
    [
      'astral characters count once',
      { accept: ['^\\u{1F600}+$'], minLength: 2, maxLength: 2 },
      { kind: 'sample', value: '😀😀' },
    ],
    [
      '. stops at a line feed',
      { reject: ['.'], minLength: 1, maxLength: 1 },
      { kind: 'sample', value: '\n' },
    ],
    ['look-around', { accept: ['^(?!a)b'] }, { kind: 'sample', value: '', unmatched: 'pattern-not-regular' }],
    [
      'look-around does not hide a contradiction',
      { accept: ['^(?!a)b', '^a'], reject: ['a'] },
      { kind: 'empty' },
    ],
    [
      'a huge repetition',
      { accept: ['^a{9999}$'] },
      { kind: 'sample', value: '', unmatched: 'pattern-too-large' },
    ],
    ['a long sample', { minLength: 1e6 }, { kind: 'unknown', code: 'witness-too-large' }],
    [
      'an invalid pattern',
      { accept: ['('] },
      { kind: 'sample', value: '', unmatched: 'pattern-not-regular' },
    ],
  ];
  it.each(ROWS)('%s', (_, question, expected) => {
    expect(ask(question)).toEqual(expected);
  });
});

describe('Patterns.matches', () => {
  it.each([
    ['^(a+)+$', `${'a'.repeat(5_000)}b`, false],
    ['^(a|a)*$', 'a'.repeat(5_000), true],
    ['^(?=a)(a|a)*$', 'a'.repeat(5_000), undefined],
    ['^(?=a)(a|a)*$', 'aaa', true],
    ['(', 'a', undefined],
    ['(a)\\1', 'aa', true],
  ])('%s on a long text', (pattern, text, expected) => {
    expect(patterns.matches(pattern, text)).toBe(expected);
  });
});

const regex: fc.Arbitrary<string> = fc.letrec<{ part: string; whole: string }>((tie) => ({
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b', '.', '\\d', '[ab]', '[^a]', '^', '$', '\\n'),
    fc
      .tuple(tie('whole'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', ''))
      .map(([whole, quantifier]) => `(?:${whole})${quantifier}`),
  ),
  whole: fc.oneof(
    { depthSize: 'small' },
    fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
    fc.tuple(tie('part'), tie('part')).map((parts) => parts.join('|')),
  ),
})).whole;

describe('the automaton of a pattern', () => {
  it('accepts what the native engine matches', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '\n', '😀'), maxLength: 6 });
    fc.assert(
      fc.property(regex, fc.array(text, { minLength: 1, maxLength: 8 }), (pattern, texts) => {
        const language = patterns.language(pattern);
        if (language.kind === 'opaque') return;
        for (const candidate of texts) {
          const automaton = language.dfa.test(
            Array.from(candidate, (character) => character.codePointAt(0) as number),
          );
          expect({ pattern, candidate, matches: automaton }).toEqual({
            pattern,
            candidate,
            matches: new RegExp(pattern, 'u').test(candidate),
          });
        }
      }),
      { numRuns: 400 },
    );
  });
});
