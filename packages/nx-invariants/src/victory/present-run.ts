import { isRecord, valueAt } from '../config/record';
import { readBounded } from '../workspace/read-bounded';
import type { GateEvent, GateRun } from './gate-run';

export type PresentRun =
  | { readonly kind: 'run'; readonly run: Omit<GateRun, 'verdict' | 'failed'> }
  /** The environment does not tell which run this is. */
  | { readonly kind: 'none'; readonly reason: string };

/** GitHub sends events of at most 25 MB. */
const maxEventBytes = 32 * 1024 * 1024;

/**
 * The run of CI that this process is part of, by the variables that GitHub Actions sets (GitHub Docs, "Variables").
 *
 * @param now the moment, as {@link GateRun.at}.
 * @param plugin its version.
 */
export function presentRun(
  env: { readonly [name: string]: string | undefined },
  now: string,
  plugin: string,
): PresentRun {
  const { GITHUB_EVENT_NAME, GITHUB_RUN_ID, GITHUB_SHA, GITHUB_RUN_ATTEMPT = '1', NX_BASE } = env;
  const unset = Object.entries({ GITHUB_EVENT_NAME, GITHUB_RUN_ID, GITHUB_SHA }).find(([, value]) => !value);
  if (unset) return none(`${unset[0]} is not set`);
  const event = eventOf(GITHUB_EVENT_NAME);
  const common = {
    version: 1 as const,
    at: now,
    event,
    run: GITHUB_RUN_ID ?? '',
    attempt: Number(GITHUB_RUN_ATTEMPT),
    pullRequest: null,
    isFork: false,
    commit: GITHUB_SHA ?? '',
    base: NX_BASE || null,
    plugin,
  };
  if (event !== 'pull_request') return { kind: 'run', run: common };
  const change = pullRequestIn(env.GITHUB_EVENT_PATH);
  return typeof change === 'string' ? none(change) : { kind: 'run', run: { ...common, ...change } };
}

function none(reason: string): PresentRun {
  return { kind: 'none', reason };
}

function eventOf(name: string | undefined): GateEvent {
  return name === 'pull_request' || name === 'schedule' || name === 'push' ? name : 'other';
}

/** The pull request of an event; else why it cannot be told. A head repository that was deleted was a fork. */
function pullRequestIn(
  path: string | undefined,
): Pick<GateRun, 'pullRequest' | 'isFork' | 'commit'> | string {
  if (!path) return 'GITHUB_EVENT_PATH is not set';
  const reading = readBounded(path, maxEventBytes);
  if (reading.kind === 'missing') return 'there is no file at GITHUB_EVENT_PATH';
  if (reading.kind === 'unreadable') return `the file at GITHUB_EVENT_PATH is of no use: ${reading.reason}`;
  const change = pullRequestOf(reading.text);
  const commit = valueAt(change, ['head', 'sha']);
  const base = valueAt(change, ['base', 'repo', 'full_name']);
  if (
    !isRecord(change) ||
    typeof change.number !== 'number' ||
    typeof commit !== 'string' ||
    typeof base !== 'string'
  ) {
    return 'the event at GITHUB_EVENT_PATH is that of no pull request';
  }
  return {
    pullRequest: change.number,
    isFork: valueAt(change, ['head', 'repo', 'full_name']) !== base,
    commit,
  };
}

function pullRequestOf(text: string): unknown {
  try {
    return valueAt(JSON.parse(text), ['pull_request']);
  } catch {
    return undefined;
  }
}
