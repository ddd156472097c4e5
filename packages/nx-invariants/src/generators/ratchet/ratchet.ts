import { logger, type Tree } from '@nx/devkit';
import {
  type Baseline,
  formatBaselines,
  parseBaselines,
  parseCoverageConfig,
  type Raise,
  type RatchetConfig,
  raiseBaseline,
} from '@nx-invariants/coverage';
import { coverageBaselineFile } from '../../baseline/coverage-base';
import { passes } from '../../check/report';
import type { CoverageDetails } from '../../checks/coverage/details';
import { measurementIn } from '../../checks/coverage/measurement';
import { readProjectGraph } from '../../cli/project-graph';
import { defaultBaseOf, readWorkspaceState } from '../../cli/workspace-state';
import { readNxJson } from '../../config/nx-json';
import { coverageConfigFile } from '../../plugin/coverage-entries';
import type { LeafState } from '../../report/leaf-state';
import { unreachable } from '../../unreachable';
import { measuredCommit } from './measured-commit';

export interface RatchetOptions {
  readonly rebaseline?: readonly string[];
}

const gitAttributes = '.gitattributes';

/**
 * `nx generate nx-invariants:ratchet`: writes coverage-baseline.jsonl from the reports that check-coverage left behind.
 * Lets git unite the lines of branches that raise the same project: the reader takes the stricter one.
 *
 * @throws Error where a bar cannot be set: the ratchet is off, HEAD is not on the default branch, a report is missing,
 * of another state, or of a check that does not hold. Nothing is written then.
 */
export default async function ratchet(
  tree: Tree,
  { rebaseline = [] }: RatchetOptions,
  projectGraph = readProjectGraph,
): Promise<void> {
  const config = readConfig(tree);
  const projects = [...config.thresholds.keys()];
  const unknown = rebaseline.find((name) => !projects.includes(name));
  if (unknown !== undefined) throw new Error(`${coverageConfigFile} has no entry for ${unknown}.`);
  const measured = await measuredCommit(tree.root, defaultBaseOf(readNxJson(tree.root)) ?? 'main');
  if (measured.kind === 'refused') throw new Error(`No baseline can be written: ${measured.reason}.`);
  const state = await readWorkspaceState(tree.root, undefined, { env: process.env, projectGraph });
  if (state.kind === 'failure') throw new Error(`${state.message} ${state.fix}`);
  const old = readBaselines(tree);
  const raised = projects.map((project) => ({
    project,
    ...raise(project, state.leaves, measured.sha, old, config.ratchet, rebaseline.includes(project)),
  }));
  write(
    tree,
    raised.map(({ baseline }) => baseline),
  );
  for (const { project, baseline, raise } of raised) logger.info(account(project, baseline, raise));
}

function readConfig(tree: Tree) {
  const text = tree.read(coverageConfigFile, 'utf-8');
  if (text === null) throw new Error(`There is no ${coverageConfigFile}.`);
  const config = parseCoverageConfig(text);
  if (!config.ok) {
    const [first] = config.failure;
    throw new Error(`${coverageConfigFile}:${first?.line}:${first?.column} ${first?.message}`);
  }
  if (!config.value.ratchet.enabled) {
    throw new Error(`The ratchet is off: set "ratchet": { "enabled": true } in ${coverageConfigFile}.`);
  }
  return config.value;
}

function readBaselines(tree: Tree): readonly Baseline[] {
  const { baselines, problems } = parseBaselines(tree.read(coverageBaselineFile, 'utf-8') ?? '');
  const [problem] = problems;
  if (problem) throw new Error(`${coverageBaselineFile}:${problem.line} ${problem.message}`);
  return baselines;
}

function raise(
  project: string,
  leaves: readonly LeafState[],
  commit: string,
  old: readonly Baseline[],
  settings: RatchetConfig,
  isReset: boolean,
): { readonly baseline: Baseline; readonly raise: Raise } {
  const leaf = leaves.find((one) => one.project === project && one.check === 'coverage');
  const again = `run "nx run-many -t check-coverage" first`;
  if (!leaf) throw new Error(`${project} has no check coverage.`);
  if (leaf.kind !== 'current')
    throw new Error(`The coverage report of ${project} is ${leaf.kind}; ${again}.`);
  if (!passes(leaf.report.verdict)) {
    throw new Error(
      `The coverage of ${project} is ${leaf.report.verdict}, and no bar is set by that; ${again}.`,
    );
  }
  const details = leaf.report.details as CoverageDetails | null;
  if (!details?.measured)
    throw new Error(`The coverage report of ${project} holds no measurement; ${again}.`);
  const ofProject = old.filter((baseline) => baseline.project === project);
  const mayLower = isReset || details.ratchet === 'shrunk';
  return raiseBaseline(project, measurementIn(details.measured), commit, ofProject, settings, mayLower);
}

function write(tree: Tree, baselines: readonly Baseline[]): void {
  const text = formatBaselines(baselines);
  if (parseBaselines(text).problems.length > 0)
    throw new Error('A coverage report holds no whole measurement.');
  tree.write(coverageBaselineFile, text);
  const attributes = tree.read(gitAttributes, 'utf-8') ?? '';
  if (attributes.includes(coverageBaselineFile)) return;
  const end = attributes === '' || attributes.endsWith('\n') ? '' : '\n';
  tree.write(gitAttributes, `${attributes}${end}${coverageBaselineFile} merge=union\n`);
}

function account(project: string, { bar }: Baseline, raise: Raise): string {
  switch (raise.kind) {
    case 'new':
      return `${project}: the bar is ${bar}%`;
    case 'kept':
      return `${project}: the bar stays at ${bar}%`;
    case 'raised':
    case 'lowered':
      return `${project}: the bar is ${raise.kind} from ${raise.from.bar}% to ${bar}%`;
    case 'remeasured':
      return `${project}: the bar is ${bar}%, since ${raise.differences.join(' and ')} changed`;
    default:
      return unreachable(raise);
  }
}
