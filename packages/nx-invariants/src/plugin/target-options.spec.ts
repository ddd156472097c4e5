import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inferWorkspace } from './infer';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'target-options-'));
  write(
    'nx.json',
    JSON.stringify({ plugins: [{ plugin: 'nx-invariants', options: { services: ['apps/*'] } }] }),
  );
  write('.github/workflows/ci.yml', 'on: push\njobs: {}\n');
  write('apps/billing/go.mod', 'module example.com/billing\n\ngo 1.26\n');
  write('apps/billing/VERSION', '0.1.0\n');
  write('apps/billing/Dockerfile', 'FROM scratch\nCOPY VERSION ./\n');
  write('infra/project.json', '{ "name": "infra" }');
  write('infra/compose.yml', 'services: { billing: { image: "billing:0.1.0" } }\n');
  write('infra/k8s/billing.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: billing }\n');
});

afterEach(() => rmSync(root, { recursive: true }));

test.each([
  [
    'a Kubernetes manifest',
    'infra/k8s/redis.yaml',
    'apiVersion: v1\nkind: Namespace\nmetadata: { name: r }\n',
  ],
  ['a workflow', '.github/workflows/release.yml', 'on: push\njobs: {}\n'],
])(
  "%s that is added changes no target's options, since Nx hashes those into every task",
  async (_, file, text) => {
    const before = await optionsOfTargets();
    write(file, text);
    expect(await optionsOfTargets()).toEqual(before);
  },
);

async function optionsOfTargets() {
  const { projects } = await inferWorkspace(root, ['apps/billing/go.mod', 'infra/project.json']);
  const targets = projects.flatMap(({ project, targets }) =>
    Object.entries(targets).map(([name, { options }]) => [`${project.name}:${name}`, options] as const),
  );
  expect(targets.map(([id]) => id)).toEqual(
    expect.arrayContaining([
      'billing:check-docker-context',
      'billing:check-service-version',
      'infra:check-deploy-parity',
      'workspace:check-portable-scripts',
    ]),
  );
  return targets;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
