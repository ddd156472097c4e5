import type { BuildResolution, InstructionResolution, MemoryEntry } from '@nx-invariants/docker-context';
import type { FindingDraft, Location } from '../../check/finding';
import type { ImageBuilder } from '../../deployment/builders/builder';
import { joinPath } from '../../workspace/paths';
import { said } from './instruction-text';
import { makerOf, type ProjectTarget, runsAfter } from './project-targets';
import { literalPrefix } from './wildcard';

export type FailingInstruction = Extract<InstructionResolution, { kind: 'fails' }>;

/** A build of a Dockerfile that was resolved over the files of a checkout. */
export interface JudgedBuild {
  readonly dockerfile: string;
  readonly context: string;
  /** Who builds it, for messages: `built by the Compose service a`. */
  readonly by: string;
  readonly runBy: ImageBuilder['runBy'];
  /** The same build over more entries, by their workspace paths. */
  withFiles(more: ReadonlyMap<string, MemoryEntry>): BuildResolution;
}

/** What tells a file that a build makes from one that is missing. */
export interface MadeView {
  /** Whether an ignore file of the repository names the path. */
  isIgnored(path: string): boolean;
  readonly projectRoot: string;
  readonly targets: readonly ProjectTarget[];
}

/** The finding for a source that is not there because a build makes it; undefined where it is none. */
export function needsBuild(
  instruction: FailingInstruction,
  build: JudgedBuild,
  view: MadeView,
): FindingDraft | undefined {
  const wanted = madeSource(instruction, build, view);
  if (wanted === undefined) return undefined;
  const place = { file: build.dockerfile, ...(instruction.source?.range ?? instruction.range) };
  return neededBuild(said(instruction), place, wanted, build, view);
}

/**
 * The finding for what a build makes and something takes.
 *
 * @param taker for messages: `COPY dist`.
 */
export function neededBuild(
  taker: string,
  place: Location,
  wanted: string,
  { by, runBy }: Pick<JudgedBuild, 'by' | 'runBy'>,
  view: MadeView,
): FindingDraft {
  const maker = makerOf(wanted, view.targets);
  if (maker === undefined) {
    return {
      severity: 'warning',
      ...place,
      message: `${taker} takes ${wanted}, which no checkout holds: the repository ignores it`,
      expected: 'a target that makes it, run before the image is built',
      fix: "let the image's target depend on the target that makes it, or build it in a stage of this Dockerfile",
    };
  }
  const message = `${taker} needs build: ${wanted} is an output of the target ${maker}`;
  return runBy?.projectRoot === view.projectRoot && !runsAfter(runBy.target, maker, view.targets)
    ? {
        severity: 'error',
        ...place,
        message: `${message}, which the target ${runBy.target} does not depend on`,
        expected: `${maker} in dependsOn of the target ${runBy.target}`,
        fix: `add "${maker}" to its dependsOn, or build it in a stage of this Dockerfile`,
      }
    : {
        severity: 'warning',
        ...place,
        message,
        expected: `the target ${maker} to run before the image is built`,
        fix: `run it first where the image is ${by}, or build it in a stage of this Dockerfile`,
      };
}

/**
 * What would fail all the same once the files that builds make are there: BuildKit names one source of an instruction,
 * and an ignore file may keep out what is made.
 */
export function hiddenFailures(
  resolution: BuildResolution,
  build: JudgedBuild,
  view: MadeView,
): FailingInstruction[] {
  if (resolution.kind === 'parse-error') return [];
  const waiting = resolution.instructions.filter(
    (instruction) => instruction.kind === 'fails' && madeSource(instruction, build, view) !== undefined,
  );
  if (waiting.length === 0) return [];
  const made = waiting
    .flatMap(({ sources }) => sources)
    .flatMap(({ path }) => (path === undefined ? [] : [joinPath(build.context, literalPrefix(path))]))
    .filter((path) => isMade(path, view));
  const later = build.withFiles(new Map(made.map((path) => [path, { kind: 'directory' }])));
  if (later.kind === 'parse-error') return [];
  const places = new Set(waiting.map(placeOf));
  return later.instructions.filter(
    (instruction): instruction is FailingInstruction =>
      instruction.kind === 'fails' && places.has(placeOf(instruction)),
  );
}

/** The workspace path of the source that is missing, if a build makes it. */
function madeSource(
  { source, origin, ignoredBy }: FailingInstruction,
  { context }: JudgedBuild,
  view: MadeView,
): string | undefined {
  if (source?.path === undefined || origin.kind !== 'context' || ignoredBy !== undefined) return undefined;
  const wanted = joinPath(context, source.path);
  return isMade(wanted, view) ? wanted : undefined;
}

/** Whether what lies at a path is not in a checkout because a build makes it. */
export function isMade(path: string, view: MadeView): boolean {
  return view.isIgnored(path) || makerOf(path, view.targets) !== undefined;
}

function placeOf({ stage, range, origin }: InstructionResolution): string {
  return JSON.stringify([stage, range, origin]);
}
