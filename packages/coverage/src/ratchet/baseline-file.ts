import { isObject, parseJson } from '../json-report';
import { formatRanges, type LineRange, parseLines } from '../line-ranges';
import { type Counter, HEADLINE_METRICS, type HeadlineMetric } from '../metrics';
import { reaches } from '../percent';

/** What was measured, and how. A baseline says nothing about another tool, version, metric or scope. */
export interface Measurement extends Counter {
  readonly metric: HeadlineMetric;
  readonly tool: string;
  /** Null where the report does not tell it. */
  readonly version: string | null;
  /** The formats of the reports and the further arguments of the tool. */
  readonly scope: string;
  /** By workspace path: the lines that lack coverage by the metric. Null where the reports tell sums only. */
  readonly missed: ReadonlyMap<string, readonly LineRange[]> | null;
}

/** A line of coverage-baseline.jsonl. */
export interface Baseline extends Measurement {
  readonly project: string;
  /** In percent: below it coverage has fallen. */
  readonly bar: number;
  /** The commit that was measured. */
  readonly commit: string;
}

export interface BaselineProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface BaselineFile {
  /** Several of one project where branches were merged: see `baselineFor`. */
  readonly baselines: readonly Baseline[];
  /** Lines that are none. */
  readonly problems: readonly BaselineProblem[];
}

const MAX_LENGTH = 32 * 1024 * 1024;
const MAX_DEPTH = 4;

/** Reads coverage-baseline.jsonl. Blank lines are passed over; every other one is a baseline or a problem. */
export function parseBaselines(text: string): BaselineFile {
  if (text.length > MAX_LENGTH) {
    return {
      baselines: [],
      problems: [{ line: 1, message: `the file is longer than ${MAX_LENGTH} characters` }],
    };
  }
  const baselines: Baseline[] = [];
  const problems: BaselineProblem[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    const baseline = readBaseline(line);
    if (typeof baseline === 'string') problems.push({ line: index + 1, message: baseline });
    else baselines.push(baseline);
  }
  return { baselines, problems };
}

/**
 * Writes the file: a line for each project, sorted, with an empty line between. What two branches do to neighbouring
 * projects git then merges by itself.
 */
export function formatBaselines(baselines: readonly Baseline[]): string {
  const sorted = [...baselines].sort((a, b) => (a.project < b.project ? -1 : 1));
  return sorted.map((baseline) => `${formatBaseline(baseline)}\n`).join('\n');
}

function formatBaseline(baseline: Baseline): string {
  const { project, metric, covered, total, bar, tool, version, scope, commit, missed } = baseline;
  const lines = missed && [...missed].map(([path, ranges]) => [path, formatRanges(ranges)] as const);
  const sorted = lines && Object.fromEntries(lines.sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({
    project,
    metric,
    covered,
    total,
    bar,
    tool,
    version,
    scope,
    commit,
    missed: sorted,
  });
}

/** The baseline that a line holds, or what is wrong with it. */
function readBaseline(line: string): Baseline | string {
  if (/^(?:<{7}|={7}|>{7}|\|{7})/.test(line)) return 'a merge conflict is not resolved';
  const json = parseJson(line, MAX_DEPTH);
  if (!json.ok && json.failure.kind === 'syntax') return `the line is not JSON: ${json.failure.problem}`;
  if (!json.ok || !isObject(json.value)) return 'the line is not a JSON object';
  if (JSON.stringify(json.value) !== line.trim()) {
    return 'the line is not as the generator writes it: there are blanks, or a number is written in another way';
  }
  const { project, metric, covered, total, bar, tool, version, scope, commit, missed, ...others } =
    json.value;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `${JSON.stringify(unknown)} is no setting of a baseline`;
  const known = HEADLINE_METRICS.find((name) => name === metric);
  if (!isText(project)) return 'project is not a name';
  if (!known) return `metric is not one of ${HEADLINE_METRICS.join(', ')}`;
  if (!isCount(covered) || !isCount(total) || covered > total || total === 0) {
    return 'covered and total are not whole numbers with covered at most total';
  }
  if (typeof bar !== 'number' || bar < 0 || !reaches({ covered, total }, bar)) {
    return 'bar is not a percent that covered and total reach';
  }
  if (!isText(tool)) return 'tool is not a name';
  if (version !== null && !isText(version)) return 'version is neither text nor null';
  if (!isText(scope)) return 'scope is not text';
  if (typeof commit !== 'string' || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) {
    return 'commit is not the name of a commit';
  }
  const lines = readMissed(missed);
  if (lines === undefined) return 'missed is neither null nor lists of lines by file, as "3-5,9"';
  return { project, metric: known, covered, total, bar, tool, version, scope, commit, missed: lines };
}

function readMissed(value: unknown): Baseline['missed'] | undefined {
  if (value === null) return null;
  if (!isObject(value)) return undefined;
  const missed = new Map<string, readonly LineRange[]>();
  for (const [path, lines] of Object.entries(value)) {
    const ranges = typeof lines === 'string' ? parseLines(lines) : undefined;
    if (!ranges) return undefined;
    missed.set(path, ranges);
  }
  return missed;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
