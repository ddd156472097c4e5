import { expect, test } from 'vitest';
import { everyReport, everyTask, observatory, startAfresh, tasksThat } from './observatory';

const leaves = everyTask().filter((id) => id.includes(':check-'));
const targets = [...new Set(leaves.map((id) => id.slice(id.indexOf(':') + 1)))];
const everyLeaf = ['run-many', '-t', targets.join(','), '--exclude-task-dependencies', '--skip-nx-cache'];

test('without the batch, each leaf in a process of its own leaves the same report byte for byte', async () => {
  await startAfresh();
  const inBatch = await observatory.nx(everyLeaf);
  expect(tasksThat(inBatch, 'passed'), inBatch.output).toEqual([...leaves].sort());
  const expected = everyReport();
  observatory.remove('.invariants');

  const oneByOne = await observatory.nx(everyLeaf, { NX_BATCH_MODE: 'false' });
  expect(tasksThat(oneByOne, 'passed'), oneByOne.output).toEqual([...leaves].sort());
  expect(everyReport()).toEqual(expected);
  expect(inBatch.output).toContain(`Running ${leaves.length} tasks with nx-invariants:check`);
  expect(oneByOne.output).not.toContain('tasks with nx-invariants:check');
});
