import { describe, expect, it } from 'vitest';
import { counterparts } from './counterparts';

const named = (name: string, schema: unknown = {}) => ({ name, schema });

describe('counterparts', () => {
  it.each<[string, ReturnType<typeof named>[], ReturnType<typeof named>[], [string, string][]]>([
    ['the same name', [named('a')], [named('a'), named('b')], [['a', 'a']]],
    ['a renamed file', [named('b', { $id: 'x' })], [named('a', { $id: 'x' })], [['b', 'a']]],
    ['a renamed file of draft-04', [named('b', { id: 'x' })], [named('a', { id: 'x' })], [['b', 'a']]],
    ['a changed $id', [named('a', { $id: 'y' })], [named('a', { $id: 'x' })], [['a', 'a']]],
    [
      'a renamed file whose name another one has taken',
      [named('a', { $id: 'y' }), named('b', { $id: 'x' })],
      [named('a', { $id: 'x' })],
      [
        ['a', 'a'],
        ['b', 'a'],
      ],
    ],
    [
      'two that changed their names with each other',
      [named('a', { $id: 'y' }), named('b', { $id: 'x' })],
      [named('a', { $id: 'x' }), named('b', { $id: 'y' })],
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
    ],
    ['boolean schemas', [named('a', true)], [named('a', false)], [['a', 'a']]],
    ['a new one', [named('a')], [], []],
  ])('%s', (_what, current, earlier, expected) => {
    const found = [...counterparts(current, earlier)].map(([newer, older]) => [newer.name, older.name]);
    expect(found.sort()).toEqual(expected);
  });
});
