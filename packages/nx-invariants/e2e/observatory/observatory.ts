import { readdirSync } from 'node:fs';
import { inject } from 'vitest';
import { type NxRun, NxWorkspace, type TaskOutcome } from '../nx-workspace';
import { greenRevision } from './copy-observatory';
import { restoreState } from './green-state';

/** The copied observatory that the files of this folder share. Every test leaves it as it found it. */
export const observatory = new NxWorkspace(inject('observatoryRoot'));

export const allInvariants = ['run-many', '-t', 'invariants'] as const;

/** Takes back every edit. What was run stays in the cache. */
export function undoEdits(): Promise<void> {
  return observatory.restore(greenRevision);
}

/** Takes back every edit and forgets every run since the first, so that no test finds what another one left. */
export async function startAfresh(): Promise<void> {
  await undoEdits();
  restoreState(observatory);
}

/** Leaves that judge the graph or the calendar: they run every time. */
export const uncachedLeaves = ['workspace:check-configuration', 'workspace:check-invariant-map'] as const;

/** Every task of the observatory's invariants. */
export function everyTask(): string[] {
  return Object.keys(inject('firstRun').tasks).sort();
}

/** The tasks that a list of ids and of `*:target` patterns stands for. A pattern must stand for some. */
export function tasksNamed(patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => {
    if (!pattern.startsWith('*:')) return [pattern];
    const found = everyTask().filter((id) => id.endsWith(pattern.slice(1)));
    if (found.length === 0) throw new Error(`no task is called ${pattern}`);
    return found;
  });
}

/** Tasks of a run by how they ended, sorted. */
export function tasksThat(run: NxRun, ...ended: readonly TaskOutcome[]): string[] {
  return Object.keys(run.tasks)
    .filter((id) => ended.includes(run.tasks[id] as TaskOutcome))
    .sort();
}

/**
 * The tasks that a run executed and need not have, were nothing edited: without the aggregates, which only follow
 * their leaves, without the leaves that are never cached, and {@link withoutRemeasured}.
 */
export function executed(run: NxRun): string[] {
  const ran = tasksThat(run, 'passed', 'failed');
  return withoutRemeasured(
    ran.filter((id) => !id.endsWith(':invariants') && !uncachedLeaves.some((leaf) => leaf === id)),
  );
}

/**
 * Tasks without the checks of coverage that was measured anew: they run only if the new report differs from the old one,
 * which is up to the tool.
 */
export function withoutRemeasured(tasks: readonly string[]): string[] {
  return tasks.filter(
    (id) => !(id.endsWith(':check-coverage') && tasks.includes(id.replace('check-coverage', 'coverage'))),
  );
}

/** An error in a report, as far as the tests look at it. */
export interface ReportedError {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  readonly expected?: string;
  readonly fix?: string;
  readonly invariants: readonly string[];
  readonly undecided?: boolean;
}

export interface LeafReport {
  readonly check: string;
  readonly project: string;
  readonly task: string;
  readonly verdict: string;
  readonly subjects: readonly string[];
  readonly findings: readonly (ReportedError & { readonly severity: string })[];
}

/** Where a leaf's report lies: `gateway:check-coverage` has `.invariants/gateway/coverage.json`. */
export function reportPath(task: string): string {
  const [project, target = ''] = task.split(':');
  return `.invariants/${project}/${target.replace(/^check-/, '')}.json`;
}

export function reportOf(task: string): LeafReport {
  return JSON.parse(observatory.read(reportPath(task))) as LeafReport;
}

export function errorsOf(task: string): ReportedError[] {
  return reportOf(task).findings.filter(({ severity }) => severity === 'error');
}

/** What the plugin's hook notes of a run beside the reports. */
const runRecord = '.runs.json';

/** The paths and texts of all reports. */
export function everyReport(): { [path: string]: string } {
  const files = readdirSync(observatory.path('.invariants'), { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    files
      .filter((file) => file.endsWith('.json') && file !== runRecord)
      .sort()
      .map((file) => [file, observatory.read(`.invariants/${file}`)]),
  );
}

interface Catalogue {
  readonly invariants: readonly { readonly id: string; readonly upheldBy?: readonly unknown[] }[];
}

/** Ids of the invariants that a check upholds, from the catalogue. */
export function enforcedInvariants(): string[] {
  const { invariants } = JSON.parse(observatory.read('invariants.json')) as Catalogue;
  return invariants.filter(({ upheldBy }) => upheldBy !== undefined).map(({ id }) => id);
}
