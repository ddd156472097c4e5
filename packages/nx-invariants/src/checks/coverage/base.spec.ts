import { expect, it } from 'vitest';
import { leafOf } from '../../../testing/judge-leaf';
import {
  baselineOf,
  branchOf,
  commit,
  config,
  off,
  ratcheted,
  repository,
  warning,
} from '../../../testing/measured-repository';
import { type Files, git, writeFiles } from '../../../testing/temporary-workspace';
import { hookVariables } from '../../plugin/hooks';

it('makes the base an input of the leaves that compare with it, and of no other', async () => {
  const environment = async (settings: Files) => {
    const leaf = await leafOf(repository(settings), 'a', 'coverage');
    return leaf?.placement.inputs.flatMap((input) =>
      typeof input === 'object' && 'env' in input ? [input.env] : [],
    );
  };
  expect(await environment(config({}, off))).toEqual([]);
  expect(await environment(config({}, warning))).toEqual(['NX_INVARIANTS_COVERAGE_BASELINE']);
  expect(await environment(config({ patch: { min: 1 } }, off))).toEqual(['NX_INVARIANTS_COVERAGE_BASE']);
});

it('changes the base that the hook names with the state of the base, and with nothing else', async () => {
  const root = ratcheted(warning);
  writeFiles(root, config({ patch: { min: 1 } }, warning));
  const before = await hookVariables(root, [], {});
  expect(before).toMatchObject({
    NX_INVARIANTS_COVERAGE_BASELINE: `blob:${git(root, 'rev-parse', 'main:coverage-baseline.jsonl').trim()}`,
    NX_INVARIANTS_COVERAGE_BASE: `tree:${git(root, 'rev-parse', 'main^{tree}').trim()}`,
  });
  commit(root, baselineOf('e'.repeat(40)));
  expect(await hookVariables(root, [], {})).toEqual(before);
  git(root, 'checkout', '-q', 'main');
  commit(root, { 'coverage-config.json': config({}, warning)['coverage-config.json'], 'README.md': 'x' });
  commit(root, baselineOf('d'.repeat(40)));
  branchOf(root, 'later');
  const after = await hookVariables(root, [], {});
  expect(after.NX_INVARIANTS_COVERAGE_BASELINE).not.toBe(before.NX_INVARIANTS_COVERAGE_BASELINE);
  expect(after.NX_INVARIANTS_COVERAGE_BASE).toBe('absent');
});
