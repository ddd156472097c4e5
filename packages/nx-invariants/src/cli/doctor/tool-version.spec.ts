import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryWorkspace } from '../../../testing/temporary-workspace';
import type { NativeTool } from '../../native/command';
import { toolVersion } from './tool-version';

const found = (program: string, ...leading: string[]) => ({ kind: 'found' as const, program, leading });
const program = (...probe: string[]): NativeTool => ({ kind: 'program', name: 'x', probe, remedy: 'r' });
const print = (text: string) => program('-e', `console.log(${JSON.stringify(text)})`);

it.each<[string, NativeTool, string, string | null]>([
  ['Node itself', { kind: 'node' }, process.execPath, process.versions.node],
  ['what Go prints', print('go version go1.26.8 linux/amd64'), process.execPath, '1.26.8'],
  [
    'what Cargo prints',
    print('cargo 1.95.0-nightly (f2d3ce0bd 2026-03-21)'),
    process.execPath,
    '1.95.0-nightly',
  ],
  ['Python, which is asked', { kind: 'python', modules: [] }, process.execPath, process.versions.node],
  ['a program that says nothing', print('hello'), process.execPath, null],
  ['a program that cannot be started', program('--version'), '/no/such/program', null],
])('the version of %s', (_what, tool, path, version) => {
  expect(toolVersion(tool, found(path))).toBe(version);
});

it('the version of an npm package is that of its manifest', () => {
  const tool: NativeTool = { kind: 'node-bin', package: 'p', bin: 'p' };
  const root = temporaryWorkspace({
    'node_modules/p/package.json': { version: '4.1.12' },
    'node_modules/p/bin/p.js': '',
    'node_modules/q/package.json': '{',
  });
  const at = (path: string) => toolVersion(tool, found(process.execPath, join(root, 'node_modules', path)));
  expect([at('p/bin/p.js'), at('q/q.js'), toolVersion(tool, found(process.execPath))]).toEqual([
    '4.1.12',
    null,
    null,
  ]);
});

it('what is missing has no version', () => {
  expect(toolVersion({ kind: 'node' }, { kind: 'missing', what: 'x', remedy: 'r' })).toBeNull();
});
