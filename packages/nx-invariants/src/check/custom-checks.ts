import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { PluginOptions } from '../config/plugin-options';
import { isRecord } from '../config/record';
import type { ProjectFacts } from '../workspace/workspace-facts';
import { checkOptions } from './check-options';
import { type Answer, CheckThread, outOfPlace } from './check-thread';
import { readDeclaration } from './declaration';
import { type CheckDeclaration, mistakeIn, type Placement } from './define-check';
import type { CustomCheckSource, PlacementAnswer, PlacementRequest } from './placement-request';
import { plainPlacement } from './plain-placement';

/** What a user-written check may take at graph time for all that it is asked, and to load: every Nx command waits for it. */
const graphDeadlineSeconds = 10;
const limits = { maxOldGenerationMb: 512, maxAnswerCharacters: 1024 * 1024 };

/** Where a check sits, or why that cannot be told. */
export type Placed =
  | { readonly kind: 'placed'; readonly placement: Placement }
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'failed'; readonly reason: string };

/** A check that the workspace has written: its data. Its code stays in threads. */
export interface CustomCheck {
  readonly definition: CheckDeclaration;
  readonly modulePath: string;
  /** By the names of the projects that were asked for. */
  readonly placements: ReadonlyMap<string, Placed>;
}

export interface RegistryProblem {
  readonly file: string;
  readonly message: string;
  readonly fix: string;
}

export type CustomCheckReading =
  | { readonly kind: 'check'; readonly check: CustomCheck }
  | { readonly kind: 'problem'; readonly problem: RegistryProblem };

/**
 * Loads user-written checks and asks them where they sit, each in a thread of its own: none can end or hang this
 * process, print to its output, or alter what another one sees. Never rejects.
 *
 * @param projects those to place the checks on.
 * @param deadlineSeconds what each check may take.
 * @returns a reading per module, in their order.
 */
export async function readCustomChecks(
  workspaceRoot: string,
  options: PluginOptions,
  projects: readonly ProjectFacts[],
  deadlineSeconds = graphDeadlineSeconds,
): Promise<CustomCheckReading[]> {
  const readings: CustomCheckReading[] = [];
  const left = options.customChecks.entries();
  const readOn = async () => {
    for (const [index, modulePath] of left) {
      const source = { workspaceRoot, modulePath, options };
      readings[index] = await readCustomCheck(source, projects, deadlineSeconds);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, readOn));
  return readings;
}

async function readCustomCheck(
  source: CustomCheckSource,
  projects: readonly ProjectFacts[],
  deadlineSeconds: number,
): Promise<CustomCheckReading> {
  const { workspaceRoot, modulePath, options } = source;
  if (!existsSync(join(workspaceRoot, modulePath))) {
    return problem(
      modulePath,
      'it does not exist',
      'restore the module, or take it off customChecks in nx.json',
    );
  }
  const thread = new CheckThread('placement-worker.js', source, limits);
  for (const output of thread.outputs) output.resume();
  const deadline = thread.stopAfter(deadlineSeconds);
  try {
    const declared = definitionIn(modulePath, await ask(thread, { kind: 'declare' }));
    if (declared.kind === 'problem') return declared;
    const { definition } = declared;
    const given = checkOptions(definition, options.checks[definition.id]);
    const placements = given === false ? new Map() : await placeOn(projects, thread, given);
    return { kind: 'check', check: { definition, modulePath, placements } };
  } finally {
    clearTimeout(deadline);
    void thread.stop();
  }
}

type Ended = Extract<Answer, { kind: 'ended' }>;

async function ask(thread: CheckThread, request: PlacementRequest): Promise<PlacementAnswer | Ended> {
  const answer = await thread.ask(request);
  if (answer.kind === 'ended') return answer;
  return isRecord(answer.value) ? (answer.value as PlacementAnswer) : { kind: 'failed', reason: outOfPlace };
}

type DefinitionReading =
  | { readonly kind: 'definition'; readonly definition: CheckDeclaration }
  | Extract<CustomCheckReading, { kind: 'problem' }>;

function definitionIn(modulePath: string, answer: PlacementAnswer | Ended): DefinitionReading {
  if (answer.kind === 'failed' || answer.kind === 'ended') return notLoaded(modulePath, answer.reason);
  if (answer.kind !== 'declared') {
    return problem(modulePath, 'it exports no check', 'export default defineCheck({ ... }) from this module');
  }
  const read = readDeclaration(answer.declaration);
  if (!read.ok) {
    const what = `it exports no check: its field "${read.malformed}" is missing or malformed`;
    return problem(modulePath, what, 'export default defineCheck({ ... }) from this module');
  }
  const mistake = mistakeIn(read.declaration);
  return mistake === undefined
    ? { kind: 'definition', definition: read.declaration }
    : notLoaded(modulePath, mistake);
}

/** Once its code has ended the thread, the check cannot be placed on any of the projects that are left. */
async function placeOn(
  projects: readonly ProjectFacts[],
  thread: CheckThread,
  options: object,
): Promise<ReadonlyMap<string, Placed>> {
  const placements = new Map<string, Placed>();
  for (const [index, project] of projects.entries()) {
    const answer = await ask(thread, { kind: 'place', project, options });
    if (answer.kind === 'ended') {
      const reason = `when it was asked about ${project.name}: ${answer.reason}`;
      for (const { name } of projects.slice(index)) placements.set(name, { kind: 'failed', reason });
      return placements;
    }
    placements.set(project.name, placedBy(answer));
  }
  return placements;
}

function placedBy(answer: PlacementAnswer): Placed {
  if (answer.kind === 'failed') return answer;
  if (answer.kind !== 'placed') return { kind: 'failed', reason: outOfPlace };
  try {
    const placement = plainPlacement(answer.placement);
    return placement === undefined ? { kind: 'elsewhere' } : { kind: 'placed', placement };
  } catch (error) {
    return { kind: 'failed', reason: (error as Error).message };
  }
}

function notLoaded(file: string, reason: string): Extract<CustomCheckReading, { kind: 'problem' }> {
  return problem(
    file,
    `it cannot be loaded: ${reason}`,
    'mend the module, or take it off customChecks in nx.json',
  );
}

function problem(file: string, what: string, fix: string): Extract<CustomCheckReading, { kind: 'problem' }> {
  return { kind: 'problem', problem: { file, message: `the check module ${file}: ${what}`, fix } };
}
