import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DeclaredFiles } from '../../check/declared-files';
import { inferWorkspace } from '../../plugin/infer';
import { run } from './run';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'moved-dockerfile-'));
  write(
    'nx.json',
    JSON.stringify({ plugins: [{ plugin: 'nx-invariants', options: { services: ['apps/*'] } }] }),
  );
  write('compose.yml', 'services:\n  billing:\n    build: apps/billing\n  mailer:\n    build: apps/mailer\n');
  for (const name of ['billing', 'mailer']) {
    write(`apps/${name}/VERSION`, '0.1.0\n');
    write(`apps/${name}/project.json`, JSON.stringify({ name }));
    write(`apps/${name}/Dockerfile`, 'FROM scratch\nCOPY VERSION ./\n');
  }
});

afterEach(() => rmSync(root, { recursive: true }));

test('a Dockerfile that moved away from its builder is an error of the project that holds its old place', async () => {
  expect(await errorsIn('billing')).toEqual([]);
  write('apps/invoices/project.json', JSON.stringify({ name: 'billing' }));
  write('apps/invoices/Dockerfile', 'FROM scratch\nCOPY project.json ./\n');
  rmSync(join(root, 'apps/billing'), { recursive: true });
  expect(await errorsIn('billing')).toEqual([]);
  expect(await errorsIn('workspace')).toEqual([
    expect.objectContaining({
      file: 'compose.yml',
      line: 3,
      message: 'the Compose service billing builds apps/billing/Dockerfile, which does not exist',
    }),
  ]);
  expect(await errorsIn('mailer')).toEqual([]);
});

async function errorsIn(name: string) {
  const { projects, workspace } = await inferWorkspace(root, []);
  const leaf = projects
    .flatMap(({ leaves }) => leaves)
    .find(({ project, check }) => project.name === name && check.definition.id === 'docker-context');
  if (leaf === undefined) throw new Error(`${name} has no docker-context`);
  const { inputs, parameters = {} } = leaf.placement;
  const files = new DeclaredFiles(root, workspace.sources, leaf.project.root, inputs);
  const project = { name, root: leaf.project.root };
  const result = run({
    project,
    options: {},
    parameters,
    files,
    env: {},
    graph: undefined,
    knownChecks: undefined,
    today: undefined,
    workspaceRoot: root,
  });
  return result.findings.filter(({ severity }) => severity === 'error');
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
