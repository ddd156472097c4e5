import { counted } from '../report/counted';
import { unreachable } from '../unreachable';
import type { GateRun } from './gate-run';
import type { Before, Standing, Streak, Uncounted } from './streaks';

/** How many green ones in a row are asked for. */
export interface Required {
  readonly pullRequests: number;
  readonly nights: number;
}

/**
 * How the gate stands, for people.
 *
 * @param torn files whose last line is cut off.
 * @param recorded the run that was appended to one of them, where one was.
 */
export function standingText(
  { pullRequests, nights, uncounted }: Standing,
  required: Required,
  isReached: boolean,
  torn: readonly string[],
  recorded: GateRun | undefined,
): string {
  return [
    ...(recorded === undefined ? [] : [`Recorded: ${sayRun(recorded)}`, '']),
    `Victory gate: ${isReached ? 'reached' : 'not reached'}`,
    `  pull requests: ${sayStreak(pullRequests, required.pullRequests)}`,
    `  nightly runs: ${sayStreak(nights, required.nights)}`,
    ...sayUncounted(uncounted),
    ...torn.map((file) => `  the last line of ${file} is cut off and does not count`),
    '',
  ].join('\n');
}

function sayStreak({ length, before }: Streak, required: number): string {
  return `${length} green in a row, of ${required}; ${sayBefore(before)}`;
}

function sayBefore(before: Before): string {
  switch (before.kind) {
    case 'nothing':
      return 'no other is recorded';
    case 'run':
      return `before: ${sayRun(before.run)}`;
    case 'missed':
      return `no run of ${before.day} is recorded`;
    default:
      return unreachable(before);
  }
}

function sayRun({ event, pullRequest, run, at, verdict, failed, commit }: GateRun): string {
  const what = event === 'pull_request' ? `pull request #${pullRequest}` : `run ${run} (${event})`;
  const ids = failed.length > 0 ? ` (${failed.join(', ')})` : '';
  return `${what} at ${commit.slice(0, 10)}, ${at}: ${verdict}${ids}`;
}

function sayUncounted({ forks, others, replaced }: Uncounted): string[] {
  const parts = [
    forks > 0 ? `${counted(forks, 'run')} of forks` : undefined,
    others > 0 ? `${counted(others, 'run')} of other events` : undefined,
    replaced > 0 ? `${counted(replaced, 'record')} that a later one replaces` : undefined,
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? [`  not counted: ${parts.join(', ')}`] : [];
}
