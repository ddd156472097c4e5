import { expect, it } from 'vitest';
import { knownAddress } from './known-address';

it.each([
  ['https://github.com/o/r/blob/0/a.ts#L3', true],
  ['http://forge.example:3000/o/r', true],
  ['javascript:alert(1)', false],
  [' https://a.example', false],
  ['https:// a.example', false],
  ['data:text/html,a', false],
  ['//a.example', false],
  [undefined, false],
])('%j may be a link: %s', (address, expected) => {
  expect(knownAddress(address)).toBe(expected ? address : undefined);
});
