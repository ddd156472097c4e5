import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { errorsOf, observatory, startAfresh, tasksThat } from './observatory';

afterEach(startAfresh);

interface BadInput {
  readonly what: string;
  readonly spoil: () => void;
  /** Tasks to run: the readers of what is spoilt. */
  readonly run: readonly string[];
  /** Those of them that fail, each with one of its errors. The line is that of a text in the file. */
  readonly red: {
    readonly [task: string]: readonly [
      file: string,
      line: string | RegExp | number | undefined,
      message: RegExp,
    ];
  };
}

const config = 'coverage-config.json';
const compose = 'infra/docker-compose.integration.yml';

function spoilFloor(entry: string): () => void {
  return () => observatory.replace(config, '"web-ui": { "min": 80, "warn": 85', `"web-ui": { ${entry}`);
}

test.each<BadInput>([
  {
    what: 'options of the plugin in nx.json that are malformed',
    spoil: () => observatory.replace('nx.json', '"services": ["apps/*"]', '"services": 5'),
    run: ['-t', 'check-configuration'],
    red: { 'workspace:check-configuration': ['nx.json', '"services": 5', /services must be array|services/] },
  },
  {
    what: 'a floor above its warning mark',
    spoil: spoilFloor('"min": 90, "warn": 85'),
    run: ['-t', 'check-coverage,check-configuration', '-p', 'web-ui,workspace'],
    red: {
      'web-ui:check-coverage': [config, '"min": 90, "warn": 85', /./],
      'workspace:check-configuration': [config, '"min": 90, "warn": 85', /./],
    },
  },
  {
    what: 'a floor that is text',
    spoil: spoilFloor('"min": "80"'),
    run: ['-t', 'check-coverage,check-configuration', '-p', 'web-ui,workspace'],
    red: {
      'web-ui:check-coverage': [config, '"min": "80"', /./],
      'workspace:check-configuration': [config, '"min": "80"', /./],
    },
  },
  {
    what: 'a floor that is NaN, which is not JSON',
    spoil: spoilFloor('"min": NaN'),
    run: ['-t', 'check-coverage,check-configuration', '-p', 'web-ui,workspace'],
    red: {
      'web-ui:check-coverage': [config, '"min": NaN', /./],
      'workspace:check-configuration': [config, '"min": NaN', /./],
    },
  },
  {
    what: 'a contract schema that is not JSON',
    spoil: () =>
      observatory.replace(
        'contracts/schemas/job.json',
        '"type": "object",\n  "required"',
        '"type": "object"\n  "required"',
      ),
    run: ['-t', 'invariants', '-p', 'contracts'],
    red: {
      'contracts:check-contract-compat': ['contracts/schemas/job.json', '"required": ["id"', /is not JSON/],
      'contracts:check-contract-fixtures': ['contracts/schemas/job.json', '"required": ["id"', /is not JSON/],
      'contracts:check-contract-schemas': ['contracts/schemas/job.json', '"required": ["id"', /is not JSON/],
    },
  },
  {
    what: 'a Dockerfile that does not parse',
    spoil: () =>
      observatory.replace('apps/read-model/Dockerfile', 'COPY go.mod go.sum ./', 'COPPY go.mod go.sum ./'),
    run: ['-t', 'check-docker-context'],
    red: {
      'read-model:check-docker-context': [
        'apps/read-model/Dockerfile',
        'COPPY',
        /the Dockerfile does not parse/,
      ],
    },
  },
  {
    what: 'a Compose file with an error of YAML',
    spoil: () => observatory.replace(compose, 'name: observatory\n', 'name: [observatory\n'),
    run: ['-t', 'check-deploy-parity,check-docker-context,check-service-version', '-p', 'infra,gateway'],
    red: {
      'gateway:check-docker-context': [compose, undefined, /./],
      'gateway:check-service-version': [compose, undefined, /./],
      'infra:check-deploy-parity': [compose, undefined, /./],
    },
  },
])('$what', async ({ spoil, run, red }) => {
  const projects = (await observatory.nx(['show', 'projects'])).output;
  spoil();
  const shown = await observatory.nx(['show', 'projects']);
  expect.soft(shown).toEqual({ code: 0, output: projects, tasks: {} });
  const result = await observatory.nx(['run-many', ...run]);
  expect.soft(result.code).toBe(1);
  expect.soft(tasksThat(result, 'failed'), result.output).toEqual(Object.keys(red).sort());
  for (const [task, [file, line, message]] of Object.entries(red)) {
    const place = typeof line === 'number' || line === undefined ? line : observatory.lineOf(file, line);
    expect.soft(errorsOf(task), task).toContainEqual(
      expect.objectContaining({
        file,
        ...(place === undefined ? { line: expect.any(Number) } : { line: place }),
        message: expect.stringMatching(message),
        fix: expect.stringMatching(/\w/),
      }),
    );
  }
});

test('a toolchain that is missing is named with its remedy, and leaves no green check', async () => {
  const programs = mkdtempSync(join(tmpdir(), 'no go here '));
  for (const name of ['node', 'git', 'sh', 'env']) {
    symlinkSync(
      execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim(),
      join(programs, name),
    );
  }
  const source = 'apps/read-model/main.go';
  observatory.write(source, `${observatory.read(source)}\n// edited\n`);
  const run = await observatory.nx(['run-many', '-t', 'check-coverage', '-p', 'read-model'], {
    PATH: programs,
  });
  expect(run.tasks).toEqual({ 'read-model:coverage': 'failed' });
  expect(run.output).toMatch(/^read-model: go version is missing/m);
  expect(run.output).toContain(
    'fix: install the Go version that go.mod names and put its bin folder on the PATH',
  );
});
