import { describe, expect, it } from 'vitest';
import { checkOptions } from './check-options';

describe('checkOptions', () => {
  const definition = {
    id: 'mine',
    options: { type: 'object', properties: { a: { default: 1 }, b: { type: 'string' }, c: { default: [] } } },
  };

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
