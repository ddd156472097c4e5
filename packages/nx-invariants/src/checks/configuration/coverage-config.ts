import { parseBaselines, parseCoverageConfig } from '@nx-invariants/coverage';
import { coverageBaselineFile } from '../../baseline/coverage-base';
import type { FindingDraft } from '../../check/finding';
import type { GraphView } from '../../check/graph-view';
import { parseJson } from '../../config/json-document';
import { optOutOf } from '../../config/opt-out';
import type { TargetNames } from '../../config/plugin-options';
import { configFinding, coverageConfigFile } from '../../plugin/coverage-entries';
import { joinPath } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';

/**
 * What is wrong with coverage-config.json and the baselines beside it: malformed, a floor of no project, a tested project
 * that has no floor and did not opt out.
 */
export function coverageFindings(read: ReadText, graph: GraphView, targets: TargetNames): FindingDraft[] {
  return [...configFindings(read, graph, targets), ...baselineFindings(read), ...orphanFindings(read)];
}

function configFindings(read: ReadText, graph: GraphView, targets: TargetNames): FindingDraft[] {
  const text = read(coverageConfigFile);
  if (text === undefined) return [];
  const parsed = parseCoverageConfig(text);
  if (!parsed.ok) return parsed.failure.map(configFinding);
  const { thresholds } = parsed.value;
  const ofNoProject = [...thresholds]
    .filter(([project]) => !Object.hasOwn(graph.projects, project))
    .map(
      ([project, { at }]): FindingDraft => ({
        severity: 'error',
        file: coverageConfigFile,
        line: at.line,
        column: at.column,
        message: `${coverageConfigFile} has a floor for "${project}", but there is no such project`,
        expected: `one of ${Object.keys(graph.projects).sort().join(', ')}`,
        fix: 'correct the name, or remove the entry',
      }),
    );
  const untold = Object.entries(graph.projects)
    .filter(([name, project]) => !thresholds.has(name) && isTested(project.targets, targets))
    .filter(([, { root }]) => optOutOf((file) => read(joinPath(root, file)), 'coverage') === undefined)
    .map(([name]) => withoutFloor(name, text));
  return [...ofNoProject, ...untold];
}

function isTested(own: GraphView['projects'][string]['targets'], { test, coverage }: TargetNames): boolean {
  return Object.hasOwn(own, test) || Object.hasOwn(own, coverage);
}

function withoutFloor(project: string, text: string): FindingDraft {
  const parsed = parseJson(text);
  return {
    severity: 'warning',
    file: coverageConfigFile,
    ...(parsed.ok && parsed.document.locate(['thresholds'])),
    message: `${project} is tested, but has no floor in ${coverageConfigFile}`,
    expected: 'an entry for every tested project, or an opt-out of the check coverage with a reason',
    fix: `add "${project}": { "min": … } to "thresholds", or say in its project.json why not (metadata.invariants.optOut.coverage)`,
  };
}

/** A project that is renamed leaves its bar behind: nobody is held to it then. */
function orphanFindings(read: ReadText): FindingDraft[] {
  const config = parseCoverageConfig(read(coverageConfigFile) ?? '');
  if (!config.ok) return [];
  const { thresholds, ratchet } = config.value;
  const text = read(coverageBaselineFile) ?? '';
  const { baselines } = parseBaselines(text);
  const lines = text.split('\n');
  const lineOf = (project: string) =>
    lines.findIndex((line) => line.startsWith(`{"project":${JSON.stringify(project)},`)) + 1;
  const names = new Set(baselines.map(({ project }) => project));
  return [...names]
    .filter((project) => ratchet.enabled && !thresholds.has(project))
    .map((project) => ({
      severity: ratchet.mode === 'fail' ? 'error' : 'warning',
      file: coverageBaselineFile,
      line: lineOf(project) || 1,
      column: 1,
      message: `${coverageBaselineFile} has a bar of "${project}", but ${coverageConfigFile} has no entry of that name, so nothing is held to it`,
      expected: `a bar for each entry of ${coverageConfigFile}, and no other`,
      fix: 'if the project was renamed, rename it in its line too; if it is gone, delete the line',
    }));
}

function baselineFindings(read: ReadText): FindingDraft[] {
  return parseBaselines(read(coverageBaselineFile) ?? '').problems.map(({ line, message }) => ({
    severity: 'error',
    file: coverageBaselineFile,
    line,
    column: 1,
    message: `the line is no baseline: ${message}`,
    fix: 'restore the line, or write it anew with "nx generate nx-invariants:ratchet" on the default branch',
  }));
}
