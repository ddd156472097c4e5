import { formatLines } from '@nx-invariants/coverage';
import type { Json } from '../../../check/define-check';
import type { Answer } from './answer';
import { countersJson } from './each';

export function jsonOf({ reports, united, floor, judgement }: Answer): Json {
  return {
    reports: reports.map(({ report, format, printed, printing, files, warnings }) => ({
      report,
      format,
      printed,
      printing,
      files: files.length,
      warnings: warnings.map(({ message, line }) => ({ message, line: line ?? null })),
    })),
    headline: united.headline,
    metric: floor === undefined ? null : judgement.metric,
    totals: countersJson(united.totals),
    verdict: floor === undefined ? null : judgement.verdict,
    min: floor?.min ?? null,
    warn: floor?.warn ?? null,
    short: floor !== undefined && 'short' in judgement ? judgement.short : null,
    files: united.files.map(({ path, counters, lineHits }) => ({
      path,
      ...countersJson(counters),
      missed:
        lineHits.size === 0
          ? null
          : formatLines([...lineHits].filter(([, hits]) => hits === 0).map(([line]) => line)),
    })),
  };
}
