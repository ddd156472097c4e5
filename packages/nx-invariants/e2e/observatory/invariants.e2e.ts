import { afterEach, describe, expect, test } from 'vitest';
import type { ExpectedError, InvariantCase } from './cases/invariant-case';
import { buildPackages } from './copy-observatory';
import { invariantCases } from './invariant-cases';
import {
  allInvariants,
  enforcedInvariants,
  errorsOf,
  everyTask,
  executed,
  observatory,
  type ReportedError,
  startAfresh,
  tasksNamed,
  tasksThat,
  uncachedLeaves,
  undoEdits,
  withoutRemeasured,
} from './observatory';

test('there is a case for every enforced invariant of the catalogue, and no other', () => {
  expect(Object.keys(invariantCases).sort()).toEqual(enforcedInvariants().sort());
});

describe('an invariant that is broken', () => {
  afterEach(startAfresh);

  const cases = enforcedInvariants().flatMap((id) =>
    (invariantCases[id] ?? []).map((broken, index) => ({ id, way: index + 1, broken })),
  );

  test.each(cases)('$id, way $way', async ({ id, broken }) => {
    const { redTests = [] } = broken;
    broken.breakIt(observatory);
    if (broken.needsBuild) await buildPackages(observatory);
    const red = await observatory.nx(allInvariants);
    expect.soft(red.code).toBe(1);
    expect
      .soft(tasksThat(red, 'failed'), red.output)
      .toEqual([...Object.keys(broken.red), ...redTests].sort());
    expect.soft(executed(red)).toEqual(expectedToRun(broken));
    for (const [task, errors] of Object.entries(broken.red)) {
      expect.soft(errorsOf(task).map(place), task).toEqual(errors.map(expectedPlace));
    }
    if (redTests.length === 0) expect.soft(Object.keys(broken.red).flatMap(brokenBy)).toContain(id);
    expect.soft(red.output).toMatch(new RegExp(`✖ ${id} `));

    await undoEdits();
    if (broken.needsBuild) await buildPackages(observatory);
    const green = await observatory.nx(allInvariants);
    expect.soft(green.code, green.output).toBe(0);
    expect.soft(executed(green)).toEqual([]);
    expect.soft(Object.keys(green.tasks).sort()).toEqual(everyTask());
  });
});

/** What reads the edited files runs, and nothing else. */
function expectedToRun({ red, redTests = [], reruns = [] }: InvariantCase): string[] {
  const cached = Object.keys(red).filter((task) => !uncachedLeaves.some((leaf) => leaf === task));
  return withoutRemeasured([...new Set([...cached, ...redTests, ...tasksNamed(reruns)])]).sort();
}

function place({ file, line, message }: ReportedError) {
  return { file, line, message };
}

function expectedPlace({ at: [file, line], message }: ExpectedError) {
  return {
    file,
    line: line === undefined || typeof line === 'number' ? line : observatory.lineOf(file, line),
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  };
}

/** Ids of the invariants that the errors of a leaf say are broken. */
function brokenBy(task: string): string[] {
  return errorsOf(task).flatMap(({ invariants }) => invariants);
}
