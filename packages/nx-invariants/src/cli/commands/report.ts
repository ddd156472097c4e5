import { resolve } from 'node:path';
import { git } from '../../baseline/git';
import type { Registry } from '../../check/registry';
import type { Invariant } from '../../config/catalogue';
import { today } from '../../config/day';
import { readNxJson } from '../../config/nx-json';
import { readPluginOptions } from '../../config/plugin-options';
import { pluginVersion } from '../../plugin/own-manifest';
import { coverageBadge } from '../../report/coverage/coverage-badge';
import { type CoverageStatus, coverageStatusOf } from '../../report/coverage/coverage-status';
import { type DocumentFormat, documentFormats } from '../../report/formats';
import { judgeInvariant } from '../../report/invariant-status';
import type { LeafName, LeafState } from '../../report/leaf-state';
import { renderStatus } from '../../report/render-status';
import { sourceLinks } from '../../report/source-links';
import type { Style } from '../../report/style';
import type { CheckText, WorkspaceStatus } from '../../report/workspace-status';
import { readText } from '../../workspace/read-text';
import { SourceTree } from '../../workspace/source-tree';
import {
  type Command,
  type ExitCode,
  type Failure,
  failure,
  type Invocation,
  type Outcome,
  optionValue,
  type Surroundings,
} from '../command';
import { resultDocument } from '../json-document';
import { suggestion } from '../nearest';
import { pageFileOf, pageOf } from '../pages';
import { readHistory } from '../read-history';
import { readWorkspaceState } from '../workspace-state';
import { exitCodeOf, invariantsIn } from '../workspace-verdict';
import { writeBadges } from '../write-badges';
import { statusJson } from './report-json';

const formats = ['text', 'json', ...(Object.keys(documentFormats) as DocumentFormat[])] as const;
type Format = (typeof formats)[number];

/** How the invariants stand, from the reports that the last runs left behind. */
export const report: Command = {
  name: 'report',
  summary: 'Show how the invariants stand, from the reports of the checks that have run',
  operands: { usage: '', min: 0, max: 0 },
  options: {
    format: { kind: 'value', argument: 'F', text: `one of ${formats.join(', ')} (default: text)` },
    output: { kind: 'value', argument: 'FILE', text: 'write it into this file instead of printing it' },
    badges: {
      kind: 'value',
      argument: 'DIR',
      text: 'also write a coverage badge of each project into this folder (SVG, and JSON for shields.io)',
    },
    history: {
      kind: 'values',
      argument: 'FILE',
      text: 'with --format html: an earlier report, as --json prints it; the oldest first',
    },
    all: { kind: 'flag', text: 'first run every check that has no current report (nx run-many)' },
    project: { kind: 'value', argument: 'P', text: 'only the checks of this project' },
    check: { kind: 'value', argument: 'C', text: 'only this check' },
    base: {
      kind: 'value',
      argument: 'REV',
      text: 'the base revision of the run (default: as a run finds it; see "nx-invariants doctor")',
    },
  },
  exitCodes: [
    'every check holds by a report of this state of the workspace, or the change leaves it alone',
    'a check is violated',
    'none is violated, but one has not run, failed, is stale, malformed, undecided or could not judge',
  ],
  example: 'nx-invariants report --project gateway',
  needsWorkspace: true,

  async run(invocation, surroundings): Promise<Outcome> {
    const { cwd, workspaceRoot = '', env, style } = surroundings;
    const format = formatOf(invocation);
    if (typeof format === 'object') return format;
    const earlier = readHistory(invocation.values.get('history') ?? [], cwd);
    if ('kind' in earlier) return earlier;
    const base = optionValue(invocation, 'base');
    const project = optionValue(invocation, 'project');
    const check = optionValue(invocation, 'check');
    if (invocation.flags.has('all')) {
      const run = await runAll(workspaceRoot, base, project, surroundings);
      if (run !== undefined) return run;
    }
    const state = await readWorkspaceState(workspaceRoot, base, surroundings);
    if (state.kind === 'failure') return state;
    const asked = (leaf: LeafName) =>
      (project === undefined || leaf.project === project) && (check === undefined || leaf.check === check);
    const leaves = state.leaves.filter(asked);
    if (leaves.length === 0) return nothingAsked(state.leaves, project, check);
    const catalogue = invariantsIn(state.catalogue);
    if ('kind' in catalogue) return catalogue;
    const isNarrowed = project !== undefined || check !== undefined;
    const invariants = catalogue
      .map((invariant) => judgeInvariant(invariant, state.leaves, asked))
      .filter(({ leaves: upholding }) => !isNarrowed || upholding.length > 0);
    const sources = new SourceTree(workspaceRoot);
    const prefix = await git(workspaceRoot, ['rev-parse', '--show-prefix']);
    const status: WorkspaceStatus = {
      invariants,
      leaves,
      coverage: coverageStatusOf(leaves),
      checks: checkTexts(leaves, state.registry, catalogue, workspaceRoot),
      links: sourceLinks(prefix.ok ? prefix.text.trim() : '', env),
      read: (path) => (sources.ignores(path) ? undefined : readText(workspaceRoot, path)),
      earlier,
      today: today(),
      version: pluginVersion(),
    };
    const badges = optionValue(invocation, 'badges');
    const refused =
      badges === undefined ? undefined : writeBadges(resolve(cwd, badges), badgesOf(status.coverage));
    if (refused !== undefined) return refused;
    const exitCode = exitCodeOf(leaves, invariants);
    return {
      kind: 'result',
      exitCode,
      text: textIn(format, status, exitCode, style),
      json: statusJson(status),
    };
  },
};

function badgesOf({ projects }: CoverageStatus) {
  return projects.map((project) => [project.leaf.project, coverageBadge(project)] as const);
}

function formatOf(invocation: Invocation): Format | Failure {
  const given = optionValue(invocation, 'format');
  if (given === undefined) return invocation.values.has('history') ? historyWithoutPage() : 'text';
  const known = formats.find((format) => format === given);
  if (known === undefined) {
    return failure(
      `There is no format ${given}.${suggestion(given, formats)}`,
      `name one of ${formats.join(', ')}`,
    );
  }
  if (invocation.flags.has('json') && known !== 'json') {
    return failure(`--json and --format ${known} ask for two formats.`, 'leave one of them out');
  }
  if (invocation.values.has('history') && known !== 'html') return historyWithoutPage();
  return known;
}

function historyWithoutPage(): Failure {
  return failure('Only the HTML page shows a history.', 'ask for --format html, or leave --history out');
}

function textIn(format: Format, status: WorkspaceStatus, exitCode: ExitCode, style: Style): string {
  switch (format) {
    case 'text':
      return renderStatus(status, style);
    case 'json':
      return resultDocument(report.name, exitCode, statusJson(status));
    default:
      return documentFormats[format](status);
  }
}

/** Completes the matrix: what has a current report comes from cache. */
async function runAll(
  workspaceRoot: string,
  base: string | undefined,
  project: string | undefined,
  { runNx }: Surroundings,
): Promise<Failure | undefined> {
  const { options } = readPluginOptions(readNxJson(workspaceRoot));
  const projects = project === undefined ? [] : [`--projects=${project}`];
  const run = await runNx(
    workspaceRoot,
    ['run-many', `--target=${options.targets.aggregate}`, ...projects],
    base === undefined ? {} : { NX_BASE: base },
  );
  return run.kind === 'ran'
    ? undefined
    : failure(`Nx cannot be started: ${run.reason}`, 'install the packages of the workspace, then try again');
}

function checkTexts(
  leaves: readonly LeafState[],
  { checks }: Registry,
  catalogue: readonly Invariant[],
  workspaceRoot: string,
): ReadonlyMap<string, CheckText> {
  const ids = [...new Set(leaves.map(({ check }) => check))].sort();
  return new Map(
    ids.map((id) => {
      const upholds = catalogue.filter(({ upheldBy = [] }) => upheldBy.some(({ check }) => check === id));
      return [
        id,
        {
          title: checks.find(({ definition }) => definition.id === id)?.definition.title ?? id,
          upholds: upholds.map((invariant) => invariant.id),
          page: pageOf(id, workspaceRoot),
          pageFile: pageFileOf(id, workspaceRoot),
        },
      ];
    }),
  );
}

function nothingAsked(all: readonly LeafState[], project?: string, check?: string): Failure {
  const projects = [...new Set(all.map((leaf) => leaf.project))];
  const checks = [...new Set(all.map((leaf) => leaf.check))];
  if (all.length === 0) {
    return failure(
      'The project graph holds no check, so nothing can be said to hold.',
      'add "nx-invariants" to the plugins of nx.json; "nx-invariants doctor" says what it infers and why',
    );
  }
  if (project !== undefined && !projects.includes(project)) {
    return failure(
      `No project ${project} has checks.${suggestion(project, projects)}`,
      `name one of ${projects.join(', ')}`,
    );
  }
  if (check !== undefined && !checks.includes(check)) {
    return failure(
      `No project has the check ${check}.${suggestion(check, checks)}`,
      `name one of ${checks.join(', ')}`,
    );
  }
  return failure(
    `${project} has no check ${check}.`,
    '"nx-invariants doctor" says which checks a project has and why',
  );
}
