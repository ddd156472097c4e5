import {
  type Coverage,
  type CoverageReport,
  describeJudgement,
  type Judgement,
  judgeCoverage,
  METRICS,
} from '@nx-invariants/coverage';
import type { Json } from '../../check/define-check';
import { unreachable } from '../../unreachable';
import type { ExitCode, Failure, Outcome } from '../command';

export type ReadReport = { readonly kind: 'report'; readonly report: CoverageReport } | Failure;

/** Every report on its own, one line of JSON each; the exit code is the worst of all. */
export function judgeEach(
  paths: readonly string[],
  min: number | undefined,
  read: (path: string) => ReadReport,
): Outcome {
  const judged = paths.map((path) => judgeOne(path, read(path), min));
  const worstFirst = [2, 1, 0] as const;
  const exitCode = worstFirst.find((code) => judged.some((one) => one.exitCode === code)) ?? 0;
  return { kind: 'lines', exitCode, lines: judged.map(({ line }) => line) };
}

interface Judged {
  readonly exitCode: ExitCode;
  readonly line: Json;
}

function judgeOne(path: string, read: ReadReport, min: number | undefined): Judged {
  if (read.kind === 'failure') {
    const finding = { severity: 'error', message: read.message, fix: read.fix };
    return { exitCode: 2, line: { report: path, findings: [finding] } };
  }
  const { format, headline, printed, totals, warnings } = read.report;
  const remarks = warnings.map(({ message, line }) => ({ severity: 'warning', message, line: line ?? null }));
  const judgement = min === undefined ? undefined : judgeCoverage(read.report, { min });
  const exitCode = judgement === undefined ? 0 : exitCodeOf(judgement);
  const violations =
    judgement === undefined || exitCode === 0
      ? []
      : [{ severity: 'error', message: describeJudgement(judgement), fix: 'add tests, then measure again' }];
  const findings = [...violations, ...remarks];
  return {
    exitCode,
    line: { report: path, format, metrics: countersJson(totals), headline, printed, findings },
  };
}

export function exitCodeOf(judgement: Judgement): ExitCode {
  switch (judgement.verdict) {
    case 'pass':
    case 'warn':
      return 0;
    case 'fail':
      return 1;
    case 'no-data':
    case 'not-measured':
      return 2;
    default:
      return unreachable(judgement);
  }
}

export function countersJson(counters: Coverage['totals']): { readonly [metric: string]: Json } {
  return Object.fromEntries(
    METRICS.flatMap((metric) => {
      const counter = counters[metric];
      return counter === undefined
        ? []
        : [[metric, { covered: counter.covered, total: counter.total }] as const];
    }),
  );
}
