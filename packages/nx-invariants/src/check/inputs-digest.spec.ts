import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryWorkspace, writeFiles } from '../../testing/temporary-workspace';
import { SourceTree } from '../workspace/source-tree';
import { inputsDigest, type LeafMoment } from './inputs-digest';
import type { LeafRequest } from './leaf-request';

const files = {
  '.gitignore': 'coverage/\n',
  'apps/a/main.go': 'package main\n',
  'apps/a/coverage/c.out': 'mode: set\n',
  'apps/b/main.go': 'package b\n',
};

const request: Omit<LeafRequest, 'workspaceRoot'> = {
  task: 'a:check-coverage',
  check: 'coverage',
  project: { name: 'a', root: 'apps/a' },
  parameters: { coverageTarget: 'coverage' },
  options: { strict: true, level: 1 },
  inputs: ['{projectRoot}/**/*', { dependentTasksOutputFiles: 'apps/a/coverage/c.out' }],
  ownInputs: ['{projectRoot}/**/*'],
  otherProjectRoots: ['apps/b'],
  dependencyOutputs: ['apps/a/coverage'],
  cachedDependencies: [{ target: 'coverage', filesets: ['{projectRoot}/**/*'] }],
  modulePath: undefined,
  knownChecks: { ids: [], problems: [] },
  graph: undefined,
};

describe('the digest of what a verdict follows from', () => {
  const root = () => temporaryWorkspace(files);
  const digestOf = (
    workspaceRoot: string,
    over: Partial<LeafRequest> = {},
    moment: Partial<LeafMoment> = {},
  ) =>
    inputsDigest({ ...request, ...over, workspaceRoot }, new SourceTree(workspaceRoot), {
      env: {},
      today: undefined,
      ...moment,
    });

  it.each<[string, Partial<LeafRequest>]>([
    ['an option', { options: { strict: false, level: 1 } }],
    ['an option less', { options: {} }],
    ['a parameter', { parameters: { coverageTarget: 'cover' } }],
    ['an input less', { inputs: ['{projectRoot}/**/*'] }],
    ['the outputs of the tasks before it', { dependencyOutputs: ['apps/a/out'] }],
    ['the graph', { graph: { projects: {} } }],
  ])('is another after %s', (_what, change) => {
    const workspace = root();
    expect(digestOf(workspace, change)).not.toBe(digestOf(workspace));
  });

  it.each<[string, (workspace: string) => void]>([
    ['a source is edited', (at) => writeFiles(at, { 'apps/a/main.go': 'package main // x\n' })],
    ['a source comes', (at) => writeFiles(at, { 'apps/a/new.go': '' })],
    ['a source goes', (at) => rmSync(join(at, 'apps/a/main.go'))],
    [
      'an output of a task before it is another',
      (at) => writeFiles(at, { 'apps/a/coverage/c.out': 'mode: atomic\n' }),
    ],
    ['that output goes', (at) => rmSync(join(at, 'apps/a/coverage/c.out'))],
  ])('is another when %s', (_what, change) => {
    const workspace = root();
    const before = digestOf(workspace);
    change(workspace);
    expect(digestOf(workspace)).not.toBe(before);
  });

  it.each<[string, Partial<LeafMoment>]>([
    ['the value of a variable', { env: { BASE: 'x' } }],
    ['the day', { today: '2026-01-01' }],
  ])('is another for %s', (_what, moment) => {
    const workspace = root();
    expect(digestOf(workspace, {}, moment)).not.toBe(digestOf(workspace));
  });

  it.each<[string, Partial<LeafRequest>, (workspace: string) => void]>([
    ['in another place', {}, () => {}],
    ['when another project changes', {}, (at) => writeFiles(at, { 'apps/b/main.go': 'package c\n' })],
    ['when an undeclared output comes', {}, (at) => writeFiles(at, { 'apps/a/coverage/d.out': 'x' })],
    ['whatever a target before it reads, as for Nx', { cachedDependencies: [] }, () => {}],
    ['in whatever order its options stand', { options: { level: 1, strict: true } }, () => {}],
  ])('is the same %s', (_what, over, change) => {
    const workspace = root();
    change(workspace);
    expect(digestOf(workspace, over)).toBe(digestOf(root()));
  });
});
