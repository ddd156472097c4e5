import { type ConfigProblem, type ProjectThreshold, parseCoverageConfig } from '@nx-invariants/coverage';
import type { FindingDraft } from '../../check/finding';
import { parseJson } from '../../config/json-document';
import { isRecord } from '../../config/record';
import { coverageConfigFile, readCoverageEntries } from '../../plugin/coverage-entries';

export type ThresholdReading =
  | { readonly ok: true; readonly value: ProjectThreshold }
  | { readonly ok: false; readonly findings: readonly FindingDraft[] };

/**
 * The entry of one project in coverage-config.json. What is wrong with the entries of others is theirs and the
 * `configuration` check's: this project's leaf must not depend on it, unless nobody can say which entries there are.
 */
export function readThreshold(text: string, project: string): ThresholdReading {
  const parsed = parseCoverageConfig(text);
  if (parsed.ok) return entryOf(parsed.value.thresholds.get(project), project);
  const pointer = `/thresholds/${project.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = parsed.failure.filter(
    (problem) =>
      problem.pointer === '' || problem.pointer === pointer || problem.pointer.startsWith(`${pointer}/`),
  );
  if (own.length > 0) return { ok: false, findings: own.map(toFinding) };
  if (!readCoverageEntries(text).ok) return { ok: false, findings: parsed.failure.map(toFinding) };
  const alone = parseCoverageConfig(onlyEntry(text, project));
  if (!alone.ok) return { ok: false, findings: alone.failure.map(toFinding) };
  const threshold = alone.value.thresholds.get(project);
  return entryOf(threshold && placedIn(text, project, threshold), project);
}

/** The entry with the places that it has in the whole file. */
function placedIn(text: string, project: string, threshold: ProjectThreshold): ProjectThreshold {
  const parsed = parseJson(text);
  if (!parsed.ok) return threshold;
  const { locate } = parsed.document;
  const entry = ['thresholds', project];
  const packages = [...threshold.packages].map(
    ([pattern, floor]) => [pattern, { ...floor, at: locate([...entry, 'packages', pattern]) }] as const,
  );
  return { ...threshold, at: locate(entry), packages: new Map(packages) };
}

/** A problem of coverage-config.json as a finding. */
export function toFinding({ line, column, message, expected, fix }: ConfigProblem): FindingDraft {
  return { severity: 'error', file: coverageConfigFile, line, column, message, expected, fix };
}

function entryOf(threshold: ProjectThreshold | undefined, project: string): ThresholdReading {
  if (threshold) return { ok: true, value: threshold };
  const finding: FindingDraft = {
    severity: 'error',
    file: coverageConfigFile,
    message: `${coverageConfigFile} has no entry for ${project}`,
    fix: 'restore the entry',
  };
  return { ok: false, findings: [finding] };
}

function onlyEntry(text: string, project: string): string {
  const parsed = parseJson(text);
  const value = parsed.ok ? parsed.document.value : undefined;
  const thresholds = isRecord(value) && isRecord(value.thresholds) ? value.thresholds : {};
  return JSON.stringify({ thresholds: { [project]: thresholds[project] } });
}
