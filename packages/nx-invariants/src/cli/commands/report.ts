import type { Json } from '../../check/define-check';
import { isPassing, type JudgedInvariant, judgeInvariant, wordOf } from '../../report/invariant-status';
import type { LeafName, LeafState } from '../../report/leaf-state';
import { renderStatus } from '../../report/render-status';
import { type Command, type ExitCode, type Failure, failure, type Outcome, optionValue } from '../command';
import { suggestion } from '../nearest';
import { type CatalogueState, readWorkspaceState } from '../workspace-state';

/** How the invariants stand, from the reports that the last runs left behind. */
export const report: Command = {
  name: 'report',
  summary: 'Show how the invariants stand, from the reports of the checks that have run; runs nothing',
  operands: { usage: '', min: 0, max: 0 },
  options: {
    project: { kind: 'value', argument: 'P', text: 'only the checks of this project' },
    check: { kind: 'value', argument: 'C', text: 'only this check' },
    base: {
      kind: 'value',
      argument: 'REV',
      text: 'the base revision of the run (default: as a run finds it; see "nx-invariants doctor")',
    },
  },
  exitCodes: [
    'every check holds, and its report is of this state of the workspace',
    'a check is violated',
    'none is violated, but one has not run, is stale, malformed, undecided or could not judge',
  ],
  example: 'nx-invariants report --project gateway',
  needsWorkspace: true,

  async run(invocation, surroundings): Promise<Outcome> {
    const { workspaceRoot = '', style } = surroundings;
    const state = await readWorkspaceState(workspaceRoot, optionValue(invocation, 'base'), surroundings);
    if (state.kind === 'failure') return state;
    const project = optionValue(invocation, 'project');
    const check = optionValue(invocation, 'check');
    const asked = (leaf: LeafName) =>
      (project === undefined || leaf.project === project) && (check === undefined || leaf.check === check);
    const leaves = state.leaves.filter(asked);
    if (leaves.length === 0) return nothingAsked(state.leaves, project, check);
    const catalogue = invariantsOf(state.catalogue);
    if ('kind' in catalogue) return catalogue;
    const isNarrowed = project !== undefined || check !== undefined;
    const invariants = catalogue
      .map((invariant) => judgeInvariant(invariant, state.leaves, asked))
      .filter(({ leaves: upholding }) => !isNarrowed || upholding.length > 0);
    return {
      kind: 'result',
      exitCode: exitCodeOf(leaves, invariants),
      text: renderStatus(invariants, leaves, style),
      json: { invariants: invariants.map(invariantJson), checks: leaves.map(leafJson) },
    };
  },
};

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

function invariantsOf(catalogue: CatalogueState) {
  switch (catalogue.kind) {
    case 'read':
      return catalogue.invariants;
    case 'missing':
      return [];
    case 'invalid':
      return failure(
        `The catalogue cannot be read: ${catalogue.problems.join('; ')}.`,
        'mend invariants.json; its "$schema" lets an editor say what is wrong',
      );
  }
}

function exitCodeOf(leaves: readonly LeafState[], invariants: readonly JudgedInvariant[]): ExitCode {
  const words = leaves.map(wordOf);
  const statuses = invariants.map(({ status }) => status);
  if (words.includes('violated') || statuses.includes('violated')) return 1;
  return words.every(isPassing) && !statuses.includes('unknown') ? 0 : 2;
}

function invariantJson({ invariant, status, leaves, total }: JudgedInvariant): Json {
  return {
    id: invariant.id,
    statement: invariant.statement,
    status,
    isWhole: leaves.length === total,
    upheldBy: leaves.map(({ project, check, state }) => ({ project, check, state: wordOf(state) })),
  };
}

function leafJson(leaf: LeafState): Json {
  const head = { project: leaf.project, check: leaf.check, file: leaf.path, state: leaf.kind };
  switch (leaf.kind) {
    case 'current':
      return {
        ...head,
        verdict: leaf.report.verdict,
        fromCache: leaf.isFromCache,
        findings: leaf.report.findings as unknown as Json,
      };
    case 'stale':
      return { ...head, verdict: null, findings: leaf.report.findings as unknown as Json };
    case 'missing':
    case 'failed':
      return { ...head, verdict: null, findings: [] };
    case 'unaffected':
      return { ...head, verdict: null, findings: [], since: leaf.base };
    case 'malformed':
      return { ...head, verdict: null, findings: [], reason: leaf.reason };
  }
}
