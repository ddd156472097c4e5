import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';
import native from './native.impl';

let complaint = '';
beforeEach(() => {
  complaint = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complaint += text;
    return true;
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function contextOf(files: Files, go?: string): ExecutorContext {
  const root = temporaryWorkspace({
    'apps/a/go.mod': 'module x/a\n',
    ...files,
    ...(go === undefined ? {} : { 'bin/go': go }),
  });
  if (go !== undefined) {
    chmodSync(join(root, 'bin/go'), 0o755);
    vi.stubEnv('PATH', `${join(root, 'bin')}${delimiter}${process.env.PATH}`);
  }
  return {
    root,
    projectName: 'a',
    projectsConfigurations: { version: 2, projects: { a: { root: 'apps/a' } } },
  } as unknown as ExecutorContext;
}

const recording = '#!/bin/sh\n[ "$1" = version ] || { echo "$@" > ran; pwd >> ran; }\n';
const ran = ({ root }: ExecutorContext) => readFileSync(join(root, 'apps/a/ran'), 'utf8').trim().split('\n');

// The tools that stand in for the real ones are shell scripts.
describe.skipIf(process.platform === 'win32')('the native executor', () => {
  it('runs the tool in the folder of the project', async () => {
    const context = contextOf({}, recording);
    expect(await native({ language: 'go', action: 'test' }, context)).toEqual({ success: true });
    expect(ran(context)).toEqual(['test -mod=readonly -timeout=10m ./...', join(context.root, 'apps/a')]);
  });

  it('fails with the tool', async () => {
    const context = contextOf({}, '#!/bin/sh\n[ "$1" = version ]\n');
    expect(await native({ language: 'go', action: 'build' }, context)).toEqual({ success: false });
  });

  it('tells the tool where the report belongs, removes the old one and makes its folder', async () => {
    const context = contextOf(
      {
        'coverage-config.json': {
          thresholds: { a: { min: 1, report: '{workspaceRoot}/coverage/deep/a.out' } },
        },
        'coverage/deep/a.out': 'old',
      },
      recording,
    );
    await native({ language: 'go', action: 'coverage' }, context);
    expect(ran(context)[0]).toBe(
      'test -mod=readonly -timeout=10m -coverprofile=../../coverage/deep/a.out ./...',
    );
    expect([
      existsSync(join(context.root, 'coverage/deep')),
      existsSync(join(context.root, 'coverage/deep/a.out')),
    ]).toEqual([true, false]);
  });

  it('removes nothing that a hostile configuration names outside of the workspace', async () => {
    const outside = temporaryWorkspace({ 'precious.txt': 'mine' });
    const climb = (root: string) =>
      `${'../'.repeat(root.split('/').length + 2)}${outside.slice(1)}/precious.txt`;
    const context = contextOf({}, recording);
    const config = JSON.stringify({
      thresholds: { a: { min: 1, report: [climb(context.root), `{workspaceRoot}/${climb(context.root)}`] } },
    });
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(context.root, 'coverage-config.json'), config);
    await native({ language: 'go', action: 'coverage' }, context);
    expect(readFileSync(join(outside, 'precious.txt'), 'utf8')).toBe('mine');
    expect(ran(context)[0]).toBe('test -mod=readonly -timeout=10m -coverprofile=coverage/coverage.out ./...');
  });

  it('names a missing tool with its remedy', async () => {
    const context = contextOf({ 'apps/a/package.json': '{}' });
    expect(await native({ language: 'typescript', action: 'test' }, context)).toEqual({ success: false });
    expect(complaint).toBe(
      'a: the npm package vitest is missing, which its test target needs.\n  fix: add vitest to the dependencies of the project and install them (npm install)\n',
    );
  });
});
