import { expect, it } from 'vitest';
import { moved } from './grid-keys';

const size = { rows: 30, columns: 5 };

it.each<[string, boolean, [number, number] | undefined]>([
  ['ArrowUp', false, [14, 2]],
  ['ArrowDown', false, [16, 2]],
  ['ArrowLeft', false, [15, 1]],
  ['ArrowRight', false, [15, 3]],
  ['PageUp', false, [5, 2]],
  ['PageDown', false, [25, 2]],
  ['Home', false, [15, 0]],
  ['End', false, [15, 4]],
  ['Home', true, [0, 0]],
  ['End', true, [29, 4]],
  ['a', false, undefined],
])('%s (with Ctrl: %s) leads from 15, 2 to %j', (key, ctrlKey, expected) => {
  const to = expected && { row: expected[0], column: expected[1] };
  expect(moved({ row: 15, column: 2 }, { key, ctrlKey }, size, 10)).toEqual(to);
});

it.each(['ArrowUp', 'ArrowLeft', 'PageUp', 'Home'])('%s stays within the grid', (key) => {
  expect(moved({ row: 0, column: 0 }, { key, ctrlKey: false }, size, 10)).toEqual({ row: 0, column: 0 });
});

it.each(['ArrowDown', 'ArrowRight', 'PageDown', 'End'])('%s stays within the grid', (key) => {
  const last = { row: 29, column: 4 };
  expect(moved(last, { key, ctrlKey: false }, size, 10)).toEqual(last);
});
