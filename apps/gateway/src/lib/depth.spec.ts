import { describe, expect, it } from 'vitest';
import { isDeeperThan } from './depth.js';

const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('isDeeperThan', () => {
  it.each([
    [null, 0, false],
    ['text', 0, false],
    [{}, 0, true],
    [{}, 1, false],
    [{ a: 1, b: [{ c: null }] }, 3, false],
    [{ a: 1, b: [{ c: null }] }, 2, true],
    [nested(64), 64, false],
    [nested(65), 64, true],
  ])('%#: %j against %d', (value, limit, deeper) => {
    expect(isDeeperThan(value, limit)).toBe(deeper);
  });

  it('copes with any depth', () => {
    expect(isDeeperThan(nested(30_000), 64)).toBe(true);
  });
});
