import { type ProjectThreshold, parseCoverageConfig, type RatchetConfig } from '@nx-invariants/coverage';
import type { FindingDraft } from '../../check/finding';
import { configFinding, coverageConfigFile } from '../../plugin/coverage-entries';

export type ThresholdReading =
  | { readonly ok: true; readonly value: ProjectThreshold; readonly ratchet: RatchetConfig }
  | { readonly ok: false; readonly findings: readonly FindingDraft[] };

/**
 * The entry of one project in coverage-config.json. What is wrong inside of the entries of others is theirs and the
 * `configuration` check's: this project's leaf must not depend on it.
 */
export function readThreshold(text: string, project: string): ThresholdReading {
  const parsed = parseCoverageConfig(text, project);
  if (!parsed.ok) return { ok: false, findings: parsed.failure.map(configFinding) };
  const { thresholds, ratchet } = parsed.value;
  const threshold = thresholds.get(project);
  if (threshold) return { ok: true, value: threshold, ratchet };
  const finding: FindingDraft = {
    severity: 'error',
    file: coverageConfigFile,
    message: `${coverageConfigFile} has no entry for ${project}`,
    fix: 'restore the entry',
  };
  return { ok: false, findings: [finding] };
}
