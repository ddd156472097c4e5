import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BranchTable } from './branch-table';
import { countUnits } from './report';

const branch = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(2), fc.nat(2), fc.boolean());
const distinct = (branches: readonly (readonly [number, number, number, boolean])[]) =>
  new Set(branches.map(([line, block, number]) => `${line},${block},${number}`)).size === branches.length;

test('branches in order are taken as they are, all others are left to be united; nothing stays behind', () => {
  const table = new BranchTable();
  fc.assert(
    fc.property(fc.array(branch, { maxLength: 12 }), fc.boolean(), (listed, isSorted) => {
      const branches = isSorted ? listed.sort(([a, b, c], [d, e, f]) => a - d || b - e || c - f) : listed;
      for (const recorded of branches) table.record(...recorded);
      const taken = table.take();
      if (isSorted) expect(taken !== undefined).toBe(distinct(branches));
      const drained: [number, string, boolean][] = [];
      table.drain((line, key, didRun) => drained.push([line, key, didRun]));
      const expected = branches.map(([line, block, number, didRun]) => [
        line,
        `${line},${block},${number}`,
        didRun,
      ]);
      expect(
        taken ? [...taken.units].map(([key, { line, covered }]) => [line, key, covered === 1]) : drained,
      ).toEqual(expected);
      expect(taken ? drained : []).toEqual([]);
      if (taken) expect(countUnits(taken.units)).toEqual(taken.counter);
    }),
  );
});

test('more branches than there was room for', () => {
  const table = new BranchTable();
  for (let line = 1; line <= 5000; line += 1) table.record(line, 0, 0, line % 2 === 0);
  expect(table.take()?.counter).toEqual({ covered: 2500, total: 5000 });
});
