import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { afterAll, afterEach, describe, expect, inject, test } from 'vitest';
import {
  allInvariants,
  everyReport,
  everyTask,
  executed,
  observatory,
  reportOf,
  reportPath,
  startAfresh,
  tasksThat,
  uncachedLeaves,
  undoEdits,
} from './observatory';

const leaves = everyTask().filter((id) => /:check-/.test(id));

describe('a fresh clone', () => {
  const run = inject('firstRun');

  test('holds every invariant', () => {
    expect(run.code, run.output).toBe(0);
    expect(tasksThat(run, 'failed', 'skipped')).toEqual([]);
  });

  test('leaves a report of the published shape for every leaf', () => {
    const schema = JSON.parse(readFileSync(join(__dirname, '..', '..', 'schemas', 'report.json'), 'utf8'));
    const validate = new Ajv({ strict: false }).compile(schema);
    expect(Object.keys(everyReport()).map((file) => `.invariants/${file}`)).toEqual(
      leaves.map(reportPath).sort(),
    );
    for (const leaf of leaves) {
      const report = reportOf(leaf);
      expect(validate(report), `${leaf}: ${JSON.stringify(validate.errors)}`).toBe(true);
      expect(report).toMatchObject({ task: leaf, verdict: expect.stringMatching(/^(holds|warns)$/) });
      expect(report.subjects.length, leaf).toBeGreaterThan(0);
    }
  });

  test('sums up by invariant: enforced ones each on a line, the others by their kind', () => {
    const summary = run.output.slice(run.output.lastIndexOf(' Invariants'));
    const { invariants } = JSON.parse(observatory.read('invariants.json')) as Catalogue;
    for (const { id, statement, upheldBy } of invariants) {
      if (upheldBy) expect(summary).toContain(`✔ ${id.padEnd(4)} ${statement}`);
      else expect(summary).toMatch(new RegExp(` · (documented only|planned[^:]*): .*\\b${id}\\b`));
    }
  });
});

interface Catalogue {
  readonly invariants: readonly { id: string; statement: string; upheldBy?: unknown }[];
}

test('a second run takes everything from the cache, reports included', async () => {
  const before = everyReport();
  observatory.remove('.invariants');
  const run = await observatory.nx(allInvariants);
  expect(run.code, run.output).toBe(0);
  expect(tasksThat(run, 'passed', 'failed', 'skipped')).toEqual([...uncachedLeaves].sort());
  expect(Object.keys(run.tasks).sort()).toEqual(everyTask());
  expect(everyReport()).toEqual(before);
});

/** An edit, what must run because of it, and nothing else. */
interface Edit {
  readonly name: string;
  readonly make: () => void;
  readonly runs: readonly string[];
  /** Tasks that read what those leave behind, the aggregates among them, and all that those aggregates ask for. */
  readonly follow: readonly string[];
}

const edits: readonly Edit[] = [
  {
    name: 'the words of contracts/schemas/job.json, with the patch versions they ask for and its copies',
    make: () => {
      observatory.replace(
        'contracts/schemas/job.json',
        'A unit of work and where it stands.',
        'Work, and where it stands.',
      );
      // job-accepted refers to job, so the words of the one are words of the other.
      for (const contract of ['job', 'job-accepted']) {
        observatory.replace(
          `contracts/schemas/${contract}.json`,
          '"$version": "1.0.0"',
          '"$version": "1.0.1"',
        );
        const row = `| ${`\`${contract}.json\``.padEnd(21)} | 1.0.`;
        observatory.replace('contracts/VERSIONS.md', `${row}0 `, `${row}1 `);
      }
      for (const copy of [
        'apps/metrics-engine/validator/schemas/job.json',
        'apps/read-model/schemas/job.json',
      ]) {
        observatory.write(copy, observatory.read('contracts/schemas/job.json'));
      }
    },
    runs: [
      'contracts:check-contract-compat',
      'contracts:check-contract-fixtures',
      'contracts:check-contract-schemas',
      'gateway:check-contract-consumers',
      'gateway:check-docker-context',
      'gateway:coverage',
      'metrics-engine:check-contract-consumers',
      'metrics-engine:check-contract-copies',
      'metrics-engine:check-docker-context',
      'metrics-engine:coverage',
      'processor:check-contract-consumers',
      'processor:check-docker-context',
      'processor:coverage',
      'read-model:check-contract-consumers',
      'read-model:check-contract-copies',
      'read-model:check-docker-context',
      'read-model:coverage',
      'tui:check-contract-consumers',
      'workspace:check-governance',
    ],
    follow: [
      'contracts:invariants',
      'gateway:check-coverage',
      'gateway:check-lockfiles',
      'gateway:check-portable-scripts',
      'gateway:check-service-version',
      'gateway:check-time-budgets',
      'gateway:invariants',
      'metrics-engine:check-coverage',
      'metrics-engine:check-lockfiles',
      'metrics-engine:check-portable-scripts',
      'metrics-engine:check-service-version',
      'metrics-engine:invariants',
      'processor:check-coverage',
      'processor:check-lockfiles',
      'processor:check-portable-scripts',
      'processor:check-service-version',
      'processor:check-time-budgets',
      'processor:invariants',
      'read-model:check-coverage',
      'read-model:check-lockfiles',
      'read-model:check-portable-scripts',
      'read-model:check-service-version',
      'read-model:invariants',
      'tui:check-coverage',
      'tui:check-lockfiles',
      'tui:check-portable-scripts',
      'tui:check-service-version',
      'tui:coverage',
      'tui:invariants',
      'workspace:check-configuration',
      'workspace:check-invariant-map',
      'workspace:check-lockfiles',
      'workspace:check-portable-scripts',
      'workspace:check-single-entrypoint',
      'workspace:check-time-budgets',
      'workspace:invariants',
    ],
  },
  {
    name: 'apps/processor/main.py',
    make: () => {
      const source = 'apps/processor/main.py';
      observatory.write(source, `${observatory.read(source)}\n# edited\n`);
    },
    runs: ['processor:check-docker-context', 'processor:coverage'],
    follow: [
      'processor:check-contract-consumers',
      'processor:check-coverage',
      'processor:check-lockfiles',
      'processor:check-portable-scripts',
      'processor:check-service-version',
      'processor:check-time-budgets',
      'processor:invariants',
    ],
  },
];

describe.each(edits)('after an edit of $name', ({ make, runs, follow }) => {
  afterEach(undoEdits);
  afterAll(startAfresh);

  const selected = [...runs, ...follow].sort();

  test('run-many runs what reads it, and takes the rest from the cache', async () => {
    make();
    const run = await observatory.nx(allInvariants);
    expect(run.code, run.output).toBe(0);
    expect(executed(run)).toEqual(runs);
    expect(Object.keys(run.tasks).sort()).toEqual(everyTask());
  });

  // What was run is in the cache from here on: it is about the tasks that are selected.

  test('affected selects the same tasks and no others', async () => {
    make();
    const run = await observatory.nx(['affected', '-t', 'invariants', '--base=HEAD']);
    expect(run.code, run.output).toBe(0);
    expect(Object.keys(run.tasks).sort()).toEqual(selected);
  });

  test('so it does between two commits', async () => {
    make();
    await observatory.commit('An edit');
    const run = await observatory.nx(['affected', '-t', 'invariants', '--base=HEAD~1']);
    expect(run.code, run.output).toBe(0);
    expect(Object.keys(run.tasks).sort()).toEqual(selected);
  });

  test('so it does with the daemon', async () => {
    const daemon = { NX_DAEMON: 'true' };
    try {
      await observatory.nx(['show', 'projects'], daemon);
      make();
      const run = await observatory.nx(['affected', '-t', 'invariants', '--base=HEAD'], daemon);
      expect(run.code, run.output).toBe(0);
      expect(Object.keys(run.tasks).sort()).toEqual(selected);
    } finally {
      await observatory.nx(['daemon', '--stop'], daemon);
    }
  });

  test('affected by projects selects at least those, and runs nothing more', async () => {
    make();
    const run = await observatory.nx(['affected', '-t', 'invariants', '--base=HEAD'], {
      NX_LEGACY_AFFECTED: 'true',
    });
    expect(run.code, run.output).toBe(0);
    expect(executed(run)).toEqual([]);
    expect(Object.keys(run.tasks)).toEqual(expect.arrayContaining([...runs]));
  });
});
