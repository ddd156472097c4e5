import { expect, it } from 'vitest';
import { setInLines } from './evidence-view';

it.each([
  ['nothing to set', 'nothing to set'],
  ['{"a":1}', '{\n  "a": 1\n}'],
  [
    'was valid, is rejected at "" by required: {"a":"}"}; 1.0.0 said otherwise at a.json:1:1',
    'was valid, is rejected at "" by required:\n{\n  "a": "}"\n}\n1.0.0 said otherwise at a.json:1:1',
  ],
  ['by items: [1,{"b":[]}]', 'by items:\n[\n  1,\n  {\n    "b": []\n  }\n]'],
  ['an array [1', 'an array [1'],
  ['a {pattern} here', 'a {pattern} here'],
  ['a "{" alone', 'a "{" alone'],
  ['closed wrongly [}', 'closed wrongly [}'],
])('%j is set as %j', (text, expected) => {
  expect(setInLines(text)).toBe(expected);
});

it('takes no longer for a text that is all brackets', () => {
  expect(setInLines('['.repeat(20_000))).toHaveLength(20_000);
  expect(setInLines(`${'[{"'.repeat(6_000)}`)).toHaveLength(18_000);
});
