import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { afterEach, describe, expect, inject, test } from 'vitest';
import type { NxRun } from '../nx-workspace';
import {
  allInvariants,
  everyReport,
  everyTask,
  executed,
  observatory,
  reportOf,
  reportPath,
  startAfresh,
  tasksNamed,
  tasksThat,
  uncachedLeaves,
} from './observatory';

const leaves = everyTask().filter((id) => /:check-/.test(id));

describe('a fresh clone', () => {
  const run = inject('coldRun');

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
  /** Leaves that are never cached, as far as this edit selects them. */
  readonly uncached: readonly string[];
}

const edits: readonly Edit[] = [
  {
    name: 'a description in contracts/schemas/job.json, with its patch version',
    make: () => {
      const schema = 'contracts/schemas/job.json';
      observatory.replace(schema, 'A unit of work and where it stands.', 'Work, and where it stands.');
      observatory.replace(schema, '"$version": "1.0.0"', '"$version": "1.0.1"');
      // job-accepted refers to job, so the words of the one are words of the other.
      const referrer = 'contracts/schemas/job-accepted.json';
      observatory.replace(referrer, '"$version": "1.0.0"', '"$version": "1.0.1"');
      observatory.replace(
        'contracts/VERSIONS.md',
        '| `job-accepted.json`   | 1.0.0 ',
        '| `job-accepted.json`   | 1.0.1 ',
      );
      observatory.replace(
        'contracts/VERSIONS.md',
        '| `job.json`            | 1.0.0 ',
        '| `job.json`            | 1.0.1 ',
      );
    },
    runs: [
      'contracts:check-contract-compat',
      'contracts:check-contract-fixtures',
      'contracts:check-contract-schemas',
      'gateway:check-docker-context',
      'gateway:coverage',
      'processor:check-docker-context',
      'processor:coverage',
    ],
    uncached: ['workspace:check-invariant-map'],
  },
  {
    name: 'a line of apps/processor/main.py',
    make: () =>
      observatory.write(
        'apps/processor/main.py',
        `${observatory.read('apps/processor/main.py')}\n# edited\n`,
      ),
    runs: ['processor:check-docker-context', 'processor:coverage'],
    uncached: [],
  },
];

describe.each(edits)('after an edit of $name', ({ make, runs, uncached }) => {
  afterEach(startAfresh);

  test('run-many runs what reads it, and takes the rest from the cache', async () => {
    make();
    const run = await observatory.nx(allInvariants);
    expect(run.code, run.output).toBe(0);
    expect(executed(run)).toEqual(tasksNamed(runs));
    expect(Object.keys(run.tasks).sort()).toEqual(everyTask());
  });

  test('affected selects by task inputs: nothing of other projects', async () => {
    make();
    const run = await observatory.nx(['affected', '-t', 'invariants', '--base=HEAD']);
    expectAffected(run, runs, uncached);
    expect(projectsOf(tasksThat(run, 'passed', 'from cache'))).toEqual(projectsOf([...runs, ...uncached]));
  });

  test('affected selects the same between two commits', async () => {
    make();
    await observatory.commit('An edit');
    expectAffected(await observatory.nx(['affected', '-t', 'invariants', '--base=HEAD~1']), runs, uncached);
  });

  test('affected by projects runs the same, and takes what else it selects from the cache', async () => {
    make();
    const run = await observatory.nx(['affected', '-t', 'invariants', '--base=HEAD'], {
      NX_LEGACY_AFFECTED: 'true',
    });
    expectAffected(run, runs, uncached);
  });

  test('affected with the daemon runs the same', async () => {
    const daemon = { NX_DAEMON: 'true' };
    try {
      await observatory.nx(['show', 'projects'], daemon);
      make();
      expectAffected(
        await observatory.nx(['affected', '-t', 'invariants', '--base=HEAD'], daemon),
        runs,
        uncached,
      );
    } finally {
      await observatory.nx(['daemon', '--stop'], daemon);
    }
  });
});

function expectAffected(run: NxRun, runs: readonly string[], uncached: readonly string[]): void {
  expect(run.code, run.output).toBe(0);
  expect(executed(run)).toEqual(tasksNamed(runs));
  expect(Object.keys(run.tasks)).toEqual(expect.arrayContaining([...uncached]));
}

function projectsOf(tasks: readonly string[]): string[] {
  return [...new Set(tasks.map((id) => id.slice(0, id.indexOf(':'))))].sort();
}
