import { expect, it } from 'vitest';
import { earlierStatuses } from './earlier-status';

const document = (result: unknown, rest: object = {}) =>
  JSON.stringify({ version: 1, command: 'report', exitCode: 0, result, ...rest });

it('are those of the invariants, by their ids', () => {
  const invariants = [
    { id: 'T1', statement: 'a', status: 'holds', isWhole: true, upheldBy: [] },
    { id: '__proto__', status: 'documented-only' },
  ];
  expect(earlierStatuses(document({ invariants }))).toEqual(
    new Map([
      ['T1', 'holds'],
      ['__proto__', 'documented-only'],
    ]),
  );
});

it.each([
  ['no JSON', '{'],
  ['an error', JSON.stringify({ version: 1, command: 'report', exitCode: 2, error: { message: 'a' } })],
  ['of another command', document({ invariants: [] }, { command: 'doctor' })],
  ['of another version', document({ invariants: [] }, { version: 2 })],
  ['without invariants', document({})],
  ['with a status that there is not', document({ invariants: [{ id: 'T1', status: 'toString' }] })],
  ['with a row that is none', document({ invariants: [null] })],
  ['a list', '[]'],
])('are not read from what is %s', (_what, text) => {
  expect(earlierStatuses(text)).toBeUndefined();
});
