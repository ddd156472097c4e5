import { dayAfter } from '../config/day';
import type { GateRun, GateVerdict } from './gate-run';

/** So many green in a row, up to now. */
export interface Streak {
  /** Of pull requests, or of nights. */
  readonly length: number;
  readonly before: Before;
}

/** What came before the first one that counts. */
export type Before =
  /** Nothing is known. */
  | { readonly kind: 'nothing' }
  /** A run that was not green. */
  | { readonly kind: 'run'; readonly run: GateRun }
  /** A day, `YYYY-MM-DD`, on which no nightly run was recorded. */
  | { readonly kind: 'missed'; readonly day: string };

export interface Standing {
  readonly pullRequests: Streak;
  readonly nights: Streak;
  readonly uncounted: Uncounted;
}

/** How many runs stand in the files and do not count. */
export interface Uncounted {
  readonly forks: number;
  /** Started by what is neither a pull request nor a schedule. */
  readonly others: number;
  /** A later attempt, a later run of the same pull request, or the same run again. */
  readonly replaced: number;
}

/**
 * How many pull requests and nightly runs in a row were green, up to now. The order of the records does not matter, nor
 * does it matter how often one stands there.
 *
 * A pull request counts once, by its last run. A night counts if all that a schedule started on that day (UTC) was green;
 * a day without such a run ends the streak, since nobody knows what it would have been. Runs of forks do not count.
 *
 * @param today `YYYY-MM-DD`; the last night may be yesterday's.
 */
export function standingOf(records: readonly GateRun[], today: string): Standing {
  const own = records.filter(({ isFork }) => !isFork);
  const runs = lastOf(own, ({ run }) => run, byAttempt);
  const counted = runs.filter(({ event }) => event === 'pull_request' || event === 'schedule');
  const pullRequests = lastOf(
    counted.filter(({ event }) => event === 'pull_request'),
    ({ pullRequest }) => String(pullRequest),
    byTime,
  );
  const nightly = counted.filter(({ event }) => event === 'schedule').sort(byTime);
  return {
    pullRequests: streakOfPullRequests(pullRequests.sort(byTime)),
    nights: streakOfNights(nightly, today),
    uncounted: {
      forks: records.length - own.length,
      others: runs.length - counted.length,
      replaced: own.length - runs.length + counted.length - nightly.length - pullRequests.length,
    },
  };
}

type Order = (a: GateRun, b: GateRun) => number;

/** The last of each group. */
function lastOf(runs: readonly GateRun[], groupOf: (run: GateRun) => string, order: Order): GateRun[] {
  const last = new Map<string, GateRun>();
  for (const run of runs) {
    const known = last.get(groupOf(run));
    if (known === undefined || order(known, run) < 0) last.set(groupOf(run), run);
  }
  return [...last.values()];
}

function streakOfPullRequests(ordered: readonly GateRun[]): Streak {
  const last = ordered.findLastIndex(({ verdict }) => verdict !== 'green');
  const run = ordered[last];
  return {
    length: ordered.length - 1 - last,
    before: run === undefined ? { kind: 'nothing' } : { kind: 'run', run },
  };
}

function streakOfNights(ordered: readonly GateRun[], today: string): Streak {
  let length = 0;
  let due = dayAfter(today, -1);
  for (const [day, runs] of [...byDay(ordered)].reverse()) {
    if (day < due) return { length, before: { kind: 'missed', day: due } };
    const run = runs.findLast(({ verdict }) => verdict !== 'green');
    if (run !== undefined) return { length, before: { kind: 'run', run } };
    length++;
    due = dayAfter(day, -1);
  }
  return { length, before: { kind: 'nothing' } };
}

function byDay(ordered: readonly GateRun[]): Map<string, GateRun[]> {
  const days = new Map<string, GateRun[]>();
  for (const run of ordered) {
    const day = run.at.slice(0, 10);
    const runs = days.get(day) ?? [];
    days.set(day, runs);
    runs.push(run);
  }
  return days;
}

/** Of two that cannot be told apart, the worse one counts as the later. */
const weight: Record<GateVerdict, number> = { green: 0, unknown: 1, red: 2 };

function byTime(a: GateRun, b: GateRun): number {
  return (
    compareText(a.at, b.at) ||
    weight[a.verdict] - weight[b.verdict] ||
    compareText(JSON.stringify(a), JSON.stringify(b))
  );
}

function byAttempt(a: GateRun, b: GateRun): number {
  return a.attempt - b.attempt || weight[a.verdict] - weight[b.verdict] || byTime(a, b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
