import {
  type CoverageReport,
  goModulePath,
  judgeCoverage,
  LOWEST_FLOOR,
  mapToWorkspace,
  readCoverage,
} from '@nx-invariants/coverage';
import { defaultReports, defaultTools } from '../../native/command';
import { joinPath } from '../../workspace/paths';
import type { ProjectFacts, WorkspaceFacts } from '../../workspace/workspace-facts';

/** A floor that a project holds already, by the report that lies in its folder. */
export interface MeasuredFloor {
  readonly project: string;
  readonly entry: { readonly min: number; readonly tool: string };
  readonly report: string;
  readonly percent: string;
}

/** A project that could have a floor but has no report to take it from. */
export interface UnmeasuredProject {
  readonly project: string;
  readonly tool: string;
  readonly reason: string;
}

export interface FloorSurvey {
  readonly measured: readonly MeasuredFloor[];
  readonly unmeasured: readonly UnmeasuredProject[];
}

/**
 * The floors of the services that have a coverage report of their language's tool: what it measures, rounded
 * down to a whole percent. A service without one gets no floor, since any number would be invented: too low it
 * guards nothing, too high it is red for a reason nobody stated.
 */
export function surveyFloors(workspace: WorkspaceFacts, projects: readonly ProjectFacts[]): FloorSurvey {
  const results = projects
    .filter((project) => project.isService && project.languages.length > 0)
    .map((project) => measure(workspace, project));
  return {
    measured: results.flatMap((result) => ('entry' in result ? [result] : [])),
    unmeasured: results.flatMap((result) => ('reason' in result ? [result] : [])),
  };
}

function measure(workspace: WorkspaceFacts, project: ProjectFacts): MeasuredFloor | UnmeasuredProject {
  const [language = 'typescript'] = project.languages;
  const tool = defaultTools[language];
  const path = joinPath(project.root, defaultReports[tool] ?? '');
  const unmeasured = (reason: string) => ({ project: project.name, tool, reason });
  const text = workspace.text(path);
  if (text === undefined) return unmeasured(`there is no ${path}`);
  const read = readCoverage(text, { path });
  if (!read.ok) return unmeasured(`${path} cannot be read as a coverage report`);
  const floor = floorOf(workspace, project, tool, read.value);
  if (floor === undefined) return unmeasured(`${path} measures nothing of it`);
  return floor.entry.min < LOWEST_FLOOR
    ? unmeasured(`${path} measures ${floor.percent}, and a floor is at least ${LOWEST_FLOOR} %`)
    : floor;
}

function floorOf(
  workspace: WorkspaceFacts,
  project: ProjectFacts,
  tool: string,
  report: CoverageReport,
): MeasuredFloor | undefined {
  const module = goModulePath(workspace.text(joinPath(project.root, 'go.mod')) ?? '');
  const root = project.root === '.' ? '' : project.root;
  const placed = mapToWorkspace(report, {
    workspaceRoot: workspace.root,
    projectRoot: project.root,
    otherProjectRoots: project.nestedRoots,
    files: workspace.sources.filesIn(project.root),
    goModules: module === undefined ? [] : [{ module, root }],
  });
  if (!placed.ok) return undefined;
  const measured = judgeCoverage(placed.value, { min: 0 });
  if (!('percent' in measured)) return undefined;
  const { percent, covered, total } = measured;
  const min = Math.floor((covered * 100) / total);
  return { project: project.name, entry: { min, tool }, report: report.report, percent };
}
