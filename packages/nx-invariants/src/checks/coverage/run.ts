import { realpath } from 'node:fs/promises';
import { type ConfiguredFloor, judgeProject } from '@nx-invariants/coverage';
import type { CheckContext, CheckResult } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import type { Position } from '../../config/json-document';
import {
  coverageConfigFile,
  measuringTool,
  readCoverageEntries,
  reportPaths,
} from '../../plugin/coverage-entries';
import type { Language } from '../../workspace/language';
import { detailsOf } from './details';
import { floorFindings } from './floor-findings';
import { unmeasured } from './measured-report';
import { measurementOf, measurementRow } from './measurement';
import { patch } from './patch';
import { baselineColumns, ratchet } from './ratchet';
import { placeReports, readReports } from './read-reports';
import { staleFindings, unplacedFindings, unreportedFiles, unreportedFindings } from './reported-files';
import { readThreshold } from './threshold';
import { declaredToolVersion } from './tool-version';
import { unseenFindings } from './unseen-files';

/** Reads the reports of the coverage target and holds them to the floors of the project's entry. */
export async function run(context: CheckContext<unknown>): Promise<CheckResult> {
  const { project, files, parameters } = context;
  const config = files.read(coverageConfigFile);
  if (config.kind !== 'read') {
    const message = config.kind === 'missing' ? 'it does not exist' : config.reason;
    return { subjects: [], findings: [brokenConfig(message)], details: null };
  }
  const threshold = readThreshold(config.text, project.name);
  if (!threshold.ok) return { subjects: [], findings: threshold.findings, details: null };
  const entries = readCoverageEntries(config.text);
  if (!entries.ok) {
    return { subjects: [], findings: [brokenConfig(entries.message, entries.position)], details: null };
  }
  const target = String(parameters.coverageTarget);
  const command = `nx run ${project.name}:${target}`;
  const settings = entries.entries.get(project.name) ?? { reports: [] };
  const language = (parameters.language ?? undefined) as Language | undefined;
  const paths = reportPaths(project.root, language, settings);
  const unmade = await Promise.all(
    paths.map((path) => unmeasured(path, files, context.workspaceRoot, target)),
  );
  const faults = unmade.filter((finding) => finding !== undefined);
  if (faults.length > 0) return { subjects: [], findings: faults, details: null };
  const read = readReports(files, paths, project.name, threshold.value, command);
  if (!read.ok) return { subjects: read.empty, findings: read.findings, details: null };
  const workspaceRoot = await realpath(context.workspaceRoot);
  const coverage = placeReports(files, workspaceRoot, project.root, read.reports);
  if (!coverage.ok) return { subjects: [], findings: coverage.findings, details: null };
  const { floors } = judgeProject<ConfiguredFloor>(coverage.value, threshold.value, project.root);
  const tool = measuringTool(language, settings);
  const measured = measurementOf(
    floors[0].judgement,
    coverage.value,
    read.reports,
    threshold.value,
    tool,
    (name) => declaredToolVersion(name, project.root, files),
  );
  const ratcheted =
    measured && threshold.ratchet.enabled
      ? await ratchet(context, measured, threshold.value, threshold.ratchet)
      : { findings: [], compared: undefined };
  const unreported = unreportedFiles(coverage.value, files, project.root);
  const patched = threshold.value.patch
    ? await patch(
        context,
        coverage.value,
        threshold.value.patch,
        threshold.value.requireAll ? [] : unreported,
        command,
      )
    : { findings: [], row: null };
  return {
    subjects: paths,
    findings: [
      ...read.findings,
      ...(await unplacedFindings(coverage.value, files, context, paths, command)),
      ...staleFindings(coverage.value, files, command),
      ...unseenFindings(coverage.value, files, project.name, target, paths[0] ?? coverageConfigFile),
      ...unreportedFindings(coverage.value, unreported, project, threshold.value.requireAll, paths),
      ...floors.flatMap((floor) => floorFindings(project.name, floor, command)),
      ...ratcheted.findings,
      ...patched.findings,
    ],
    details: detailsOf(floors, coverage.value, read.reports, {
      ...baselineColumns(measured, ratcheted),
      measured: measured ? measurementRow(measured) : null,
      ratchet: ratcheted.compared?.judgement.kind ?? null,
      patch: patched.row,
      unreported,
    }),
  };
}

/** What the graph cannot read: the leaf then lacks the inputs that its reports are. The engine reads no `$comment`. */
function brokenConfig(message: string, position?: Position): FindingDraft {
  return {
    severity: 'error',
    file: coverageConfigFile,
    ...position,
    message: `${coverageConfigFile} cannot be read: ${message}`,
    fix: position ? 'mend the file there' : 'make it a readable file',
  };
}
