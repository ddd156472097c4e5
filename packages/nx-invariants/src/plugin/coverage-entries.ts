import { parseJson } from '../config/json-document';
import { isRecord } from '../config/record';
import { type CoverageSettings, defaultReports, defaultTools } from '../native/command';
import type { Language } from '../workspace/language';
import { joinPath, leavesWorkspace } from '../workspace/paths';
import type { WorkspaceFacts } from '../workspace/workspace-facts';

export const coverageConfigFile = 'coverage-config.json';

/**
 * The entries of coverage-config.json as far as the graph needs them. A file that cannot be read has none here;
 * what is wrong with it is said by the `configuration` check.
 */
export function coverageEntries(workspace: WorkspaceFacts): ReadonlyMap<string, CoverageSettings> {
  const entries = entriesOf.get(workspace) ?? readCoverageEntries(workspace.text(coverageConfigFile));
  entriesOf.set(workspace, entries);
  return entries;
}

const entriesOf = new WeakMap<WorkspaceFacts, ReadonlyMap<string, CoverageSettings>>();

/** The same from the file's text. */
export function readCoverageEntries(text: string | undefined): ReadonlyMap<string, CoverageSettings> {
  const parsed = text === undefined ? undefined : parseJson(text);
  const document = parsed?.ok ? parsed.document.value : undefined;
  const thresholds = isRecord(document) && isRecord(document.thresholds) ? document.thresholds : {};
  return new Map(
    Object.entries(thresholds).flatMap(([project, entry]) =>
      isRecord(entry) ? [[project, settingsOf(entry)] as const] : [],
    ),
  );
}

function settingsOf(entry: Record<string, unknown>): CoverageSettings {
  const { tool, measurement, report } = entry;
  const reports = Array.isArray(report) ? report : [report];
  return {
    ...(typeof tool === 'string' ? { tool } : {}),
    ...(typeof measurement === 'string' ? { measurement } : {}),
    reports: reports.filter((path) => typeof path === 'string' && !climbs(path)),
  };
}

/** No report lies outside of the workspace: targets write, delete and cache what is named here. */
function climbs(path: string): boolean {
  return leavesWorkspace(path.replace(/^\{workspaceRoot\}\//, '')) || path.split(/[\\/]/).includes('..');
}

/**
 * The workspace paths of a project's coverage reports: as configured, else where the `coverage` target of its
 * tool leaves one.
 */
export function reportPaths(
  projectRoot: string,
  language: Language | undefined,
  settings: CoverageSettings,
): string[] {
  const tool = settings.tool ?? (language === undefined ? undefined : defaultTools[language]);
  const standard = tool === undefined ? undefined : defaultReports[tool];
  const reports = settings.reports.length > 0 ? settings.reports : standard === undefined ? [] : [standard];
  return reports.map((report) =>
    report.startsWith('{workspaceRoot}/')
      ? report.slice('{workspaceRoot}/'.length)
      : joinPath(projectRoot, report),
  );
}

/**
 * An input over one entry only, so that another project's threshold is no miss. Nx splits fields at dots: a
 * project with a dot in its name depends on the whole file.
 */
export function coverageEntryInput(project: string, keys: readonly string[]) {
  const json = `{workspaceRoot}/${coverageConfigFile}`;
  return project.includes('.') ? { json } : { json, fields: keys.map((key) => key.replace('*', project)) };
}
