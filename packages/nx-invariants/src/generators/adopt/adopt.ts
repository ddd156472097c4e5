import { logger, type Tree } from '@nx/devkit';
import { readProjectGraph } from '../../cli/project-graph';
import { readWorkspaceState } from '../../cli/workspace-state';
import { dayAfter, today } from '../../config/day';
import { readPluginOptions } from '../../config/plugin-options';
import { isRecord } from '../../config/record';
import { waiversFile } from '../../config/waivers';
import { counted } from '../../report/counted';
import type { LeafName, LeafState } from '../../report/leaf-state';
import { type Account, renderAccount } from '../account';
import { nxCommand } from '../tree/nx-installation';
import { nxJsonOf } from '../tree/nx-json-edits';
import { addMeasuredFloors, lowerMissedFloors } from './coverage-floors';
import { comparesWithBase } from './of-the-base';
import { type RedLeaf, todaysFindings, unjudged } from './todays-findings';
import { writeWaivers } from './write-waivers';

export interface AdoptOptions {
  readonly owner: string;
  /** Days. */
  readonly expires?: number;
  readonly reason?: string;
}

/**
 * `nx generate nx-invariants:adopt`: from the reports of the last run, sets the coverage floors that are missed to what
 * is measured and waives what else fails, each finding for itself and all until one day. A finding that comes later is
 * in no waiver, so it is red.
 *
 * @throws Error where a check has no report of the present state. Nothing is written then.
 */
export default async function adopt(
  tree: Tree,
  { owner, expires = 90, reason }: AdoptOptions,
  projectGraph = readProjectGraph,
): Promise<void> {
  const nx = nxCommand(tree);
  const command = `${nx} run-many -t ${readPluginOptions(nxJsonOf(tree)).options.targets.aggregate}`;
  const state = await readWorkspaceState(tree.root, undefined, { env: process.env, projectGraph });
  if (state.kind === 'failure') throw new Error(`${state.message} ${state.fix}`);
  refuseUnjudged(state.leaves, command);
  const isOfTheBase = comparesWithBase(tree);
  const found = todaysFindings(state.leaves, (report, finding) =>
    isOfTheBase(report, finding)
      ? 'it compares with the base revision, and is gone with the next one'
      : undefined,
  );
  const floors = lowerMissedFloors(tree, found.red);
  const red = found.red.flatMap(({ report, findings }): RedLeaf[] => {
    const rest = findings.filter((finding) => !floors.settled.has(finding));
    return rest.length > 0 ? [{ report, findings: rest }] : [];
  });
  const day = today();
  const terms = {
    owner,
    reason: reason ?? `was there on ${day}, when the checks came`,
    expires: dayAfter(day, expires),
  };
  writeWaivers(tree, red, terms);
  const done = [
    ...floors.done,
    ...addMeasuredFloors(tree),
    ...red.map((leaf) => sayWaived(leaf, terms.expires)),
  ];
  const account: Account = {
    found: found.red.map(
      ({ report, findings }) => `${nameOf(report)}: ${counted(findings.length, 'finding')}`,
    ),
    done: done.length > 0 ? done : ['nothing: no check fails with what a waiver could accept'],
    left: found.left,
    next: done.length > 0 ? [...(mustSync(tree) ? [`${nx} sync`] : []), command] : [],
  };
  logger.info(`\nnx-invariants\n\n${renderAccount(account)}\n`);
}

function refuseUnjudged(leaves: readonly LeafState[], command: string): void {
  const unknown = unjudged(leaves);
  if (leaves.length > 0 && unknown.length === 0) return;
  const [first] = unknown;
  const others = unknown.length > 1 ? ` and ${unknown.length - 1} more` : '';
  const what = first ? `${nameOf(first)} is ${first.kind}${others}` : 'the project graph holds no check';
  throw new Error(
    `What fails today is not known: ${what}. Run "${command}" first, red or not, then run the generator again.`,
  );
}

function sayWaived({ report, findings }: RedLeaf, expires: string): string {
  const waivers = new Set(findings.map(({ fingerprint }) => fingerprint)).size;
  return `${waiversFile}: ${counted(waivers, 'waiver')} for ${nameOf(report)}, until ${expires}`;
}

function nameOf({ check, project }: LeafName): string {
  return `${check} of ${project}`;
}

/** Whether `nx sync` writes the floors into documents. */
function mustSync(tree: Tree): boolean {
  const { sync } = nxJsonOf(tree).value;
  const generators = isRecord(sync) ? sync.globalGenerators : undefined;
  return Array.isArray(generators) && generators.includes('nx-invariants:sync-docs');
}
