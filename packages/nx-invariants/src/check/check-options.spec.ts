import { describe, expect, it } from 'vitest';
import { checkOptions, withDefaults } from './check-options';
import type { CheckDefinition } from './define-check';

describe('checkOptions', () => {
  const definition = {
    options: { type: 'object', properties: { a: { default: 1 }, b: { type: 'string' }, c: { default: [] } } },
  } as unknown as CheckDefinition<never>;

  it.each([
    [undefined, { a: 1, c: [] }],
    [
      { a: 2, b: 'x' },
      { a: 2, b: 'x', c: [] },
    ],
    [false, false],
  ] as const)('%j become %j', (given, expected) => {
    expect(checkOptions(definition, given)).toEqual(expected);
  });

  it('need no properties', () => {
    expect(checkOptions({ ...definition, options: {} }, undefined)).toEqual({});
  });
});

it("defaults are the caller's own: what it does with them changes no other options", () => {
  const definition = { id: 'x', options: { properties: { list: { default: [] } } } };
  (withDefaults(definition, {}).list as unknown[]).push('mine');
  expect(withDefaults(definition, {})).toEqual({ list: [] });
});
