import type { ConfigProblem } from '@nx-invariants/coverage';
import type { CoverageNeeds } from '../baseline/coverage-base';
import type { FindingDraft } from '../check/finding';
import { type Position, parseJson } from '../config/json-document';
import { isRecord } from '../config/record';
import { type CoverageSettings, defaultReports, defaultTools } from '../native/command';
import type { Language } from '../workspace/language';
import { joinPath, leavesWorkspace } from '../workspace/paths';
import type { WorkspaceFacts } from '../workspace/workspace-facts';

export const coverageConfigFile = 'coverage-config.json';

/** An entry as far as the graph needs it. */
export interface CoverageEntry extends CoverageSettings {
  /** Changed lines have a floor of their own. */
  readonly hasPatch?: true;
}

/** The entries of coverage-config.json as far as the graph needs them, or where the file is broken. */
export type CoverageEntries =
  | {
      readonly ok: true;
      readonly entries: ReadonlyMap<string, CoverageEntry>;
      /** Whether the ratchet is on. */
      readonly ratchet: boolean;
    }
  | { readonly ok: false; readonly message: string; readonly position: Position };

/** The entries of the workspace; none where there is no such file, or where it is broken. */
export function coverageEntries(workspace: WorkspaceFacts): ReadonlyMap<string, CoverageEntry> {
  const reading = readingOf(workspace);
  return reading.ok ? reading.entries : new Map();
}

/** What has to be known of the base revision. */
export function coverageNeeds(workspace: WorkspaceFacts): CoverageNeeds {
  const reading = readingOf(workspace);
  if (!reading.ok) return { ratchet: false, patch: false };
  const patch = [...reading.entries.values()].some(({ hasPatch }) => hasPatch === true);
  return { ratchet: reading.ratchet && reading.entries.size > 0, patch };
}

/** Whether the file exists and nobody can say which projects have an entry in it. */
export function isCoverageConfigBroken(workspace: WorkspaceFacts): boolean {
  return !readingOf(workspace).ok;
}

const readings = new WeakMap<WorkspaceFacts, CoverageEntries>();

function readingOf(workspace: WorkspaceFacts): CoverageEntries {
  const reading = readings.get(workspace) ?? readFrom(workspace);
  readings.set(workspace, reading);
  return reading;
}

function readFrom(workspace: WorkspaceFacts): CoverageEntries {
  const text = workspace.text(coverageConfigFile);
  if (text !== undefined) return readCoverageEntries(text);
  return workspace.sources.has(coverageConfigFile)
    ? broken('it cannot be read', { line: 1, column: 1 })
    : { ok: true, entries: new Map(), ratchet: false };
}

/** The same from the file's text. An entry that is malformed is an entry: its project has the check, which says so. */
export function readCoverageEntries(text: string): CoverageEntries {
  const parsed = parseJson(text);
  if (!parsed.ok) return broken(`it is not JSON: ${parsed.message}`, parsed.position);
  const { value, locate } = parsed.document;
  if (!isRecord(value)) return broken('it holds no object', locate([]));
  if (!isRecord(value.thresholds)) return broken('it has no object "thresholds"', locate(['thresholds']));
  const entries = Object.entries(value.thresholds).map(
    ([project, entry]) => [project, settingsOf(isRecord(entry) ? entry : {})] as const,
  );
  const ratchet = isRecord(value.ratchet) && value.ratchet.enabled === true;
  return { ok: true, entries: new Map(entries), ratchet };
}

function broken(message: string, position: Position): CoverageEntries {
  return { ok: false, message, position };
}

function settingsOf(entry: Record<string, unknown>): CoverageEntry {
  const { tool, measurement, report, patch } = entry;
  const reports = Array.isArray(report) ? report : [report];
  return {
    ...(typeof tool === 'string' ? { tool } : {}),
    ...(typeof measurement === 'string' ? { measurement } : {}),
    ...(patch === undefined ? {} : { hasPatch: true }),
    reports: reports.filter((path) => typeof path === 'string' && !climbs(path)),
  };
}

/** No report lies outside of the workspace: targets write, delete and cache what is named here. */
function climbs(path: string): boolean {
  return leavesWorkspace(path.replace(/^\{workspaceRoot\}\//, '')) || path.split(/[\\/]/).includes('..');
}

/** The tool of an entry, else the one that its language is measured with. */
export function measuringTool(
  language: Language | undefined,
  { tool }: CoverageSettings,
): string | undefined {
  return tool ?? (language ? defaultTools[language] : undefined);
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
  const tool = measuringTool(language, settings);
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

/** A problem of coverage-config.json as a finding. */
export function configFinding({ line, column, message, expected, fix }: ConfigProblem): FindingDraft {
  return { severity: 'error', file: coverageConfigFile, line, column, message, expected, fix };
}
