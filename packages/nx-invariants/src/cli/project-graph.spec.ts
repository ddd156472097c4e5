import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readProjectGraph } from './project-graph';

let before: { cwd: string; root: string | undefined };
beforeEach(() => {
  before = { cwd: process.cwd(), root: process.env.NX_WORKSPACE_ROOT_PATH };
});
afterEach(() => {
  process.chdir(before.cwd);
  if (before.root === undefined) delete process.env.NX_WORKSPACE_ROOT_PATH;
  else process.env.NX_WORKSPACE_ROOT_PATH = before.root;
});

/** The real graph is read by the test of the built program. */
it('says why there is no graph, and leaves standard output as it was', async () => {
  const { write } = process.stdout;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'project-graph-')));
  const reading = await readProjectGraph(folder);
  expect(reading.kind).toBe('unreadable');
  expect(reading.kind === 'unreadable' && reading.reason).toMatch(/^Cannot find module '@nx\/devkit'/);
  expect(process.stdout.write).toBe(write);
});

it('says that the folder does not exist', async () => {
  const reading = await readProjectGraph(join(tmpdir(), 'no', 'such', 'folder'));
  expect(reading.kind === 'unreadable' && reading.reason).toContain('ENOENT');
});
