import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Files, temporaryWorkspace, writeFiles } from '../../testing/temporary-workspace';
import { SourceTree } from '../workspace/source-tree';
import type { TargetInput } from './define-check';
import { declaredEnvironment, inputsDigest } from './inputs-digest';
import type { LeafRequest } from './leaf-request';

const inputs: readonly TargetInput[] = [
  '{projectRoot}/**/*.txt',
  '{workspaceRoot}/nx.json',
  { env: 'BASE' },
  { dependentTasksOutputFiles: 'apps/a/out/report.json' },
  { dependentTasksOutputFiles: 'apps/a/{out,logs}/**/*.log' },
];

const workspace: Files = {
  '.gitignore': 'out\nlogs\n',
  'nx.json': '{}',
  'apps/a/project.json': '{}',
  'apps/a/one.txt': '1',
  'apps/a/two.txt': '2',
  'apps/a/inner/three.txt': '3',
  'apps/a/out/report.json': '{}',
  'apps/a/out/run.log': 'ran',
};

const request: Omit<LeafRequest, 'workspaceRoot'> = {
  task: 'a:check-mine',
  check: 'mine',
  project: { name: 'a', root: 'apps/a' },
  parameters: { where: 'here' },
  options: { limit: 3 },
  inputs,
  ownInputs: inputs,
  otherProjectRoots: [],
  modulePath: undefined,
  knownChecks: { ids: ['mine'], problems: [] },
  dependencyOutputs: ['apps/a/out'],
  cachedDependencies: [{ target: 'measure', filesets: ['{projectRoot}/**/*'] }],
  graph: undefined,
};

interface Change {
  /** What becomes of the workspace. */
  readonly of?: (root: string) => void;
  readonly request?: Partial<LeafRequest>;
  readonly env?: { readonly [name: string]: string | undefined };
  readonly today?: string;
}

function digestAfter({ of: change = () => {}, request: asked = {}, env = {}, today }: Change = {}): string {
  const root = temporaryWorkspace(workspace);
  change(root);
  const whole = { ...request, workspaceRoot: root, ...asked };
  return inputsDigest(whole, new SourceTree(root), { env, today });
}

const writing = (files: Files) => ({ of: (root: string) => writeFiles(root, files) });
const removing = (path: string) => ({ of: (root: string) => rmSync(join(root, path)) });
const renaming = (from: string, to: string) => ({
  of: (root: string) => renameSync(join(root, from), join(root, to)),
});

describe('inputsDigest', () => {
  it.each<[string, Change]>([
    ['a file that is declared', writing({ 'apps/a/one.txt': '1.' })],
    ['one more', writing({ 'apps/a/four.txt': '4' })],
    ['one less', removing('apps/a/one.txt')],
    ['another name for it', renaming('apps/a/one.txt', 'apps/a/uno.txt')],
    ['two that change places', writing({ 'apps/a/one.txt': '2', 'apps/a/two.txt': '1' })],
    ['a declared output', writing({ 'apps/a/out/report.json': '{ }' })],
    ['no declared output', removing('apps/a/out/report.json')],
    ['an output that a pattern finds', writing({ 'apps/a/out/run.log': 'ran again' })],
    ['one more of those', writing({ 'apps/a/out/inner/other.log': '' })],
    ['another target before it that leaves something', { request: { dependencyOutputs: ['apps/a/dist'] } }],
    ['a project in the project', { request: { otherProjectRoots: ['apps/a/inner'] } }],
    ['options', { request: { options: { limit: 4 } } }],
    ['parameters', { request: { parameters: { where: 'there' } } }],
    ['the graph', { request: { graph: { projects: {} } } }],
    ['the environment', { env: { BASE: 'tree' } }],
    ['the day', { today: '2026-01-01' }],
  ])('is another one for %s', (_what, change) => {
    expect(digestAfter(change)).not.toBe(digestAfter());
  });

  it.each<[string, Change]>([
    ['nothing', {}],
    ['a file that is not declared', writing({ 'apps/a/main.ts': '', 'apps/b/one.txt': '' })],
    ['an ignored file that is not a declared output', writing({ 'apps/a/out/other.json': '' })],
    ['what a pattern finds and no target before it leaves', writing({ 'apps/a/logs/run.log': '' })],
    ['another name of the task', { request: { task: 'a:verify-mine' } }],
    ['its inputs in another order', { request: { inputs: [...inputs].reverse() } }],
    ['an input that is named twice', { request: { inputs: [...inputs, '{projectRoot}/one.txt'] } }],
    [
      'other inputs of a target before it, of which Nx does not ask either',
      { request: { cachedDependencies: [] } },
    ],
  ])('is the same for %s', (_what, change) => {
    expect(digestAfter(change)).toBe(digestAfter());
  });

  it('asks of a JSON input for the values of its fields', () => {
    const ofField = { request: { inputs: [{ json: '{workspaceRoot}/nx.json', fields: ['plugins'] }] } };
    const [before, ...after] = ['{}', '{ "cli": 1 }', '{ "plugins": [] }', '{'].map((text) =>
      digestAfter({ ...ofField, ...writing({ 'nx.json': text }) }),
    );
    expect(after.map((digest) => digest === before)).toEqual([true, false, false]);
  });
});

describe('declaredEnvironment', () => {
  it('has what is declared, set or not, and nothing else', () => {
    const declared = [...inputs, { env: 'UNSET' }, '{projectRoot}/env'];
    expect(declaredEnvironment(declared, { BASE: 'x', HOME: 'y' })).toEqual({ BASE: 'x', UNSET: undefined });
  });
});
