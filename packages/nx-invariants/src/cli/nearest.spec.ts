import { describe, expect, it } from 'vitest';
import { nearest, suggestion } from './nearest';

const commands = ['report', 'explain', 'doctor', 'compat', 'context', 'coverage', 'topology'];

describe('nearest', () => {
  it.each([
    ['reprot', 'report'],
    ['REPORT', 'report'],
    ['coverag', 'coverage'],
    ['contxet', 'context'],
    ['compta', 'compat'],
    ['docter', 'doctor'],
    ['run', undefined],
    ['', undefined],
    ['topologies', undefined],
  ])('%s is taken for %s', (word, expected) => {
    expect(nearest(word, commands)).toBe(expected);
  });

  it('does not take a short id for any other', () => {
    expect(nearest('V2', ['C1', 'I7'])).toBeUndefined();
    expect(nearest('v2a', ['V2a', 'V3'])).toBe('V2a');
  });

  it('says nothing where nothing is near', () => {
    expect(suggestion('frobnicate', commands)).toBe('');
    expect(suggestion('explian', commands)).toBe(' Did you mean explain?');
  });
});
