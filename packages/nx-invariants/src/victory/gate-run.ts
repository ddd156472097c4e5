import { publishedSchema } from '../config/published-schemas';
import { sayableErrors, sayError, validatorOf } from '../config/validate';

export type GateEvent = 'pull_request' | 'schedule' | 'push' | 'other';

export type GateVerdict = 'green' | 'red' | 'unknown';

/** What a run of CI came to, as one line of a file; its JSON Schema is schemas/gate-run.json. */
export interface GateRun {
  readonly version: 1;
  /** When it was recorded: `2027-01-31T04:05:06Z`. */
  readonly at: string;
  readonly event: GateEvent;
  /** The same for all attempts of a run. */
  readonly run: string;
  /** From 1. */
  readonly attempt: number;
  /** Null of a run that no pull request started. */
  readonly pullRequest: number | null;
  /** Whether the change comes from another repository: whoever wrote it also wrote what recorded the run. */
  readonly isFork: boolean;
  readonly commit: string;
  readonly base: string | null;
  readonly verdict: GateVerdict;
  /** Ids of invariants. */
  readonly failed: readonly string[];
  readonly plugin: string;
}

export type GateRunsReading =
  /** `isTorn`: the last line is cut off, as by a writer that was stopped, and counts as nothing. */
  | { readonly kind: 'read'; readonly runs: readonly GateRun[]; readonly isTorn: boolean }
  /** The first line that is no such record, from 1, and what is wrong with it. */
  | { readonly kind: 'invalid'; readonly line: number; readonly message: string };

/** No line is longer. */
const maxLineLength = 256 * 1024;

/**
 * Reads a file of records. Empty lines count as nothing, so that files may be joined.
 *
 * @param now the moment, as {@link GateRun.at}: a run of a later day is none that has happened.
 */
export function readGateRuns(text: string, now: string): GateRunsReading {
  const lines = text.split('\n');
  const runs: GateRun[] = [];
  for (const [index, content] of lines.entries()) {
    if (content.trim() === '') continue;
    const read = readLine(content, now);
    if (read.kind === 'run') {
      runs.push(read.run);
      continue;
    }
    const isLast = index === lines.length - 1;
    if (isLast && read.kind === 'no-json') return { kind: 'read', runs, isTorn: true };
    return { kind: 'invalid', line: index + 1, message: read.message };
  }
  return { kind: 'read', runs, isTorn: false };
}

type LineReading =
  | { readonly kind: 'run'; readonly run: GateRun }
  | { readonly kind: 'no-json' | 'no-run'; readonly message: string };

function readLine(content: string, now: string): LineReading {
  if (content.length > maxLineLength) return { kind: 'no-run', message: 'the line is longer than 256 KiB' };
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return { kind: 'no-json', message: 'the line is not JSON' };
  }
  const validate = validatorOf(publishedSchema('gate-run'));
  if (!validate(value)) {
    const [error] = sayableErrors(validate.errors ?? []);
    const key = error?.instancePath.slice(1) || 'the record';
    return { kind: 'no-run', message: `${key} ${error && sayError(error)}` };
  }
  const run = value as GateRun;
  return isPast(run.at, now)
    ? { kind: 'run', run }
    : { kind: 'no-run', message: `at ${run.at} is no day of the past` };
}

function isPast(at: string, now: string): boolean {
  const time = Date.parse(at);
  const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(at.slice(0, 19));
  return isDay && at.slice(0, 10) <= now.slice(0, 10);
}

/** A record as it stands in a file. */
export function formatGateRun(run: GateRun): string {
  return `${JSON.stringify(run)}\n`;
}
