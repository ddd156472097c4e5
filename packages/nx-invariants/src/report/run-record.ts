import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRecord } from '../config/record';
import { readText } from '../workspace/read-text';

/** How a leaf ended in the last run that reached for it. `skipped`: what it depends on failed. */
export type Ending = 'judged' | 'cached' | 'failed' | 'skipped';

/** A run of `nx affected` that asked for all leaves: those it did not select, it found unaffected. */
export interface AffectedRun {
  /** What was compared with, as it was named. */
  readonly base: string;
  /** The digest of the state of the workspace that was compared: what `workspaceStamp` says of it. */
  readonly state: string;
}

/**
 * What the reports cannot tell of themselves: where they came from, and why one is not there. It is a note beside
 * the evidence, never evidence that something holds.
 */
export interface RunRecord {
  /** Endings by the path of the leaf's report. */
  readonly endings: { readonly [reportPath: string]: Ending };
  readonly affected?: AffectedRun | undefined;
}

export const noRuns: RunRecord = { endings: {} };

/** Beside the folders of the projects, as a workspace path. */
export const runRecordFile = '.invariants/.runs.json';

const knownEndings: readonly unknown[] = ['judged', 'cached', 'failed', 'skipped'] satisfies Ending[];

/** The record of the earlier runs; empty where there is none, or none of this shape. */
export function readRunRecord(root: string): RunRecord {
  try {
    const value: unknown = JSON.parse(readText(root, runRecordFile) ?? 'null');
    return isRunRecord(value) ? value : noRuns;
  } catch {
    return noRuns;
  }
}

function isRunRecord(value: unknown): value is RunRecord {
  if (!isRecord(value) || value.version !== 1 || !isRecord(value.endings)) return false;
  const { affected } = value;
  const isAffected =
    isRecord(affected) && typeof affected.base === 'string' && typeof affected.state === 'string';
  return (
    Object.values(value.endings).every((ending) => knownEndings.includes(ending)) &&
    (affected === undefined || isAffected)
  );
}

/** The record with one more run. What that run did not reach for stands as it was noted before. */
export function withRun(earlier: RunRecord, run: RunRecord): RunRecord {
  return { endings: { ...earlier.endings, ...run.endings }, affected: run.affected ?? earlier.affected };
}

/** How the leaf of a report ended, where a run reached for it. */
export function endingOf({ endings }: RunRecord, reportPath: string): Ending | undefined {
  return Object.hasOwn(endings, reportPath) ? endings[reportPath] : undefined;
}

/** Writes the record in one step. Of two runs that end at once, the later one's note stands. */
export function writeRunRecord(root: string, record: RunRecord): void {
  const path = join(root, runRecordFile);
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.unfinished`;
  writeFileSync(unfinished, `${JSON.stringify({ version: 1, ...record }, null, 2)}\n`);
  renameSync(unfinished, path);
}
