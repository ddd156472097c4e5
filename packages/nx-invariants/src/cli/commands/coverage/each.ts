import {
  type Coverage,
  type CoverageReport,
  describeJudgement,
  type Floor,
  type Judgement,
  judgeCoverage,
  METRICS,
} from '@nx-invariants/coverage';
import type { Json } from '../../../check/define-check';
import { unreachable } from '../../../unreachable';
import type { ExitCode, Failure, Outcome, Streams } from '../../command';

export type ReadReport = { readonly kind: 'report'; readonly report: CoverageReport } | Failure;

/** Every report on its own, one line of JSON each as soon as it is judged; the exit code is the worst of all. */
export async function judgeEach(
  paths: readonly string[],
  floor: Floor | undefined,
  read: (path: string) => ReadReport,
  print: Streams['print'],
): Promise<Outcome> {
  let exitCode: ExitCode = 0;
  for (const path of paths) {
    const judged = judgeOne(path, read(path), floor);
    if (judged.exitCode > exitCode) exitCode = judged.exitCode;
    await print(`${JSON.stringify(judged.line)}\n`);
  }
  return { kind: 'printed', exitCode };
}

interface Judged {
  readonly exitCode: ExitCode;
  readonly line: Json;
}

function judgeOne(path: string, read: ReadReport, floor: Floor | undefined): Judged {
  if (read.kind === 'failure') {
    const finding = { severity: 'error', message: read.message, fix: read.fix };
    return { exitCode: 2, line: { report: path, findings: [finding] } };
  }
  const { format, headline, printed, totals, warnings } = read.report;
  const remarks = warnings.map(({ message, line }) => ({ severity: 'warning', message, line: line ?? null }));
  const judgement = floor && judgeCoverage(read.report, floor);
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
