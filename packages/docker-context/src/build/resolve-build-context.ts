import type { ContextTree } from '../context/context-tree';
import type { IgnoreFile, IgnoreRules } from '../context/ignore-file';
import { type Transfer, transfer } from '../context/transfer';
import { type Dockerfile, parseDockerfile } from '../dockerfile/parse-dockerfile';
import { containsWildcards } from '../go/glob';
import { pathParts } from '../go/path';
import { EMPTY_DIRECTORY, nodesBelow } from '../image/node';
import { localContext, type NamedContext, transferNamed } from './contexts';
import { wantedPath } from './copy-source';
import { type Contents, type Executed, type ExecutionResult, execute, type FailurePhase } from './execute';
import { lintOutcome } from './lint-directive';
import { entryAt, nearMiss, type Surroundings } from './near-miss';
import { type BuildPlan, type PlannedStep, planBuild, type StageNode } from './plan';
import type {
  BuildResolution,
  ImageContent,
  InstructionResolution,
  InstructionSite,
  OutcomeReason,
  Resolution,
  ResolvedBuild,
  SourceOrigin,
  StageSummary,
  WrittenSource,
} from './result';
import { expandStages, type Operation, type StageProgram } from './stage-program';

/** A build as a builder is asked for it. Paths of files are relative to the workspace, slash-separated. */
export interface BuildRequest {
  readonly dockerfile: { readonly path: string; readonly text: string };
  /** The context directory: its path in the workspace (`''` or `.` for the root) and the tree below it. */
  readonly context: { readonly path: string; readonly tree: ContextTree };
  /** The file that `chooseIgnoreFile` found. A context that is a Git repository or URL has none. */
  readonly ignoreFile?: IgnoreFile | undefined;
  /** The stage to build; the last when absent. */
  readonly target?: string | undefined;
  readonly buildArgs?: ReadonlyMap<string, string>;
  readonly namedContexts?: ReadonlyMap<string, NamedContext>;
  /** The platform built for, as `TARGETPLATFORM`. Default `linux/amd64`. */
  readonly platform?: string;
  /** The whole workspace, so that near misses are also found outside the context. */
  readonly workspace?: ContextTree | undefined;
}

/**
 * Decides what BuildKit will do with the COPY, ADD and bind mount sources of a build: whether each resolves and
 * exactly which files it takes. Reads names from the trees, never contents; starts no process. Never throws on bad
 * input: a text that is no Dockerfile is a `parse-error`, everything else is in the outcome.
 *
 * The verdicts are those of a cold cache and the stable frontend of BuildKit 0.32 on Linux.
 */
export function resolveBuildContext(request: BuildRequest): BuildResolution {
  const dockerfile = parseDockerfile(request.dockerfile.text);
  if (dockerfile.kind === 'parse-error') return dockerfile;
  const namedContexts = request.namedContexts ?? new Map<string, NamedContext>();
  const buildArgs = request.buildArgs ?? new Map<string, string>();
  const plan = planBuild(dockerfile, {
    target: request.target,
    buildArgs,
    platform: request.platform ?? 'linux/amd64',
    namedContexts: new Set(namedContexts.keys()),
  });
  if (plan.kind !== 'plan') return undone(plan.kind, plan, dockerfile);
  const context = localContext(request.context.tree, request.ignoreFile);
  if (context.kind === 'invalid') return undone('fails', { reason: context.reason }, dockerfile);

  const programs = expandStages(plan, { escape: dockerfile.escape, buildArgs });
  const wanted = wantedPaths(programs, plan.target);
  const ofContext = wanted.get(undefined);
  const sent: Transfer =
    ofContext === undefined
      ? { kind: 'sent', root: EMPTY_DIRECTORY }
      : transfer(context.tree, ofContext, context.rules);
  const { executed, contents } = execute({
    programs,
    context: sent,
    transferComplete: !programs.some(({ operations }) => operations.some(({ kind }) => kind === 'unknown')),
    initial: (node) => initialContents(node, wanted, namedContexts),
  });
  const reporter = new Reporter(plan, context.rules, {
    context: request.context,
    dockerfile: request.dockerfile.path,
    workspace: request.workspace,
  });
  const instructions = executed.flatMap((entry) => reporter.resolution(entry) ?? []);
  const lint = lintOutcome(dockerfile, buildArgs, context.rules, programs);
  const failures = [
    ...failureReasons(executed, lint?.kind === 'fails' ? lint.reason : undefined),
    ...[...contents.values()].flatMap((found) => (found.kind === 'fails' ? [{ reason: found.reason }] : [])),
  ];
  const doubts = [
    ...executed.flatMap((entry) => doubtOf(entry)),
    ...(lint?.kind === 'unknown' ? [{ reason: lint.reason, because: 'engine' as const }] : []),
  ];
  let image: ImageContent | undefined;
  const outcome = failures.length > 0 ? 'fails' : doubts.length > 0 ? 'unknown' : 'builds';
  return {
    kind: 'resolved',
    outcome,
    reasons: failures.length > 0 ? failures : doubts,
    stages: stageSummaries(dockerfile, plan),
    instructions,
    // Listing a large image takes longer than all the rest, and few ask for it.
    get image() {
      image ??= imageContent(contents.get(plan.target));
      return image;
    },
  };
}

/** A build that ends before any source is looked at. */
function undone(
  kind: 'fails' | 'unknown',
  { reason, range }: OutcomeReason,
  dockerfile: Dockerfile,
): ResolvedBuild {
  return {
    kind: 'resolved',
    outcome: kind,
    reasons: [{ reason, ...(kind === 'unknown' && { because: 'engine' }), ...(range && { range }) }],
    stages: dockerfile.stages.map(({ index, name, base, range: from }) => ({
      index,
      name,
      base,
      range: from,
      built: false,
    })),
    instructions: [],
    image: { kind: 'unknown', because: 'engine', reason },
  };
}

/** What is asked of each origin, rooted paths; `undefined` is the main context. */
type Wanted = ReadonlyMap<StageNode | undefined, ReadonlySet<string>>;

function wantedPaths(programs: readonly StageProgram[], target: StageNode): Wanted {
  const wanted = new Map<StageNode | undefined, Set<string>>();
  // A stage shares its files with the one it starts from, and so does what is asked of it.
  const bottoms = new Map<StageNode, StageNode>();
  const want = (origin: StageNode | undefined, path: string) => {
    const key = origin && (bottoms.get(origin) ?? origin);
    wanted.set(key, (wanted.get(key) ?? new Set()).add(path));
  };
  for (const { node, operations } of programs) {
    const { base } = node;
    bottoms.set(node, base.kind === 'stage' ? (bottoms.get(base.node) ?? base.node) : node);
    for (const operation of operations) {
      if (operation.kind === 'run') want(node, '/');
      if (operation.kind === 'bind')
        want(operation.step.origins[operation.origin], `/${operation.source.path}`);
      if (operation.kind !== 'copy') continue;
      for (const { source } of operation.sources) {
        const path = wantedPath(source);
        if (path !== undefined) want(operation.step.origins[0], path);
      }
    }
  }
  want(target, '/');
  return wanted;
}

/** The files of a named context that something starts from or is taken from. */
function initialContents(
  node: StageNode,
  wanted: Wanted,
  namedContexts: ReadonlyMap<string, NamedContext>,
): Contents | undefined {
  if (node.base.kind !== 'named-context') return undefined;
  const context = namedContexts.get(node.base.name);
  if (context === undefined) return undefined;
  const sent = transferNamed(context, wanted.get(node) ?? []);
  switch (sent?.kind) {
    case 'sent':
      return { kind: 'known', root: sent.root };
    case 'fails':
      return sent;
    case 'unknown':
      return { kind: 'unknown', because: 'engine', reason: sent.reason };
    case undefined:
      return {
        kind: 'unknown',
        because: 'remote',
        reason: `the files of the context ${node.base.name} are not known`,
      };
    default:
      return sent satisfies never;
  }
}

/** Failures in the order of BuildKit's phases: it computes all checksums, the last instruction's first, before it copies. */
const PHASES: readonly FailurePhase[] = ['conversion', 'transfer', 'checksum', 'copy'];

function failureReasons(executed: readonly Executed[], lint: string | undefined): OutcomeReason[] {
  const failures = executed.flatMap(({ operation, result }) => {
    if (result.kind !== 'fails' || operation.kind === 'workdir') return [];
    return [{ phase: result.phase, reason: result.reason, range: operation.step.range }];
  });
  const ordered = PHASES.flatMap((phase) => {
    const inPhase = failures.filter((failure) => failure.phase === phase);
    const found = phase === 'checksum' ? inPhase.reverse() : inPhase;
    const reasons = found.map(({ reason, range }) => ({ reason, range }));
    return phase === 'conversion' && lint !== undefined ? [...reasons, { reason: lint }] : reasons;
  });
  return ordered;
}

function doubtOf({ operation, result }: Executed): OutcomeReason[] {
  if (result.kind !== 'unknown' || operation.kind === 'workdir') return [];
  return [{ reason: result.reason, because: result.because, range: operation.step.range }];
}

function stageSummaries(dockerfile: Dockerfile, plan: BuildPlan): StageSummary[] {
  const nodes = new Map(plan.nodes.map((node) => [node.stage, node]));
  return dockerfile.stages.map((stage) => {
    const node = nodes.get(stage);
    return {
      index: stage.index,
      name: stage.name,
      base: node?.baseName ?? stage.base,
      range: stage.range,
      built: node !== undefined && plan.reachable.has(node),
    };
  });
}

function imageContent(contents: Contents | undefined): ImageContent {
  switch (contents?.kind) {
    case 'known': {
      const entries = [...nodesBelow(contents.root)].map(([path, node]) => {
        if (node.kind === 'directory') return `${path}/`;
        return node.kind === 'link' ? `${path} -> ${node.target}` : path;
      });
      return { kind: 'known', entries: entries.sort() };
    }
    case 'unknown':
      return contents;
    case 'fails':
      return { kind: 'unknown', because: 'engine', reason: contents.reason };
    case undefined:
      return { kind: 'unknown', because: 'engine', reason: 'the target is not built' };
    default:
      return contents satisfies never;
  }
}

/** Turns what was executed into what is told about each instruction. */
class Reporter {
  readonly #programOf = new Map<PlannedStep, StageNode>();

  constructor(
    plan: BuildPlan,
    readonly rules: IgnoreRules | undefined,
    readonly surroundings: Surroundings,
  ) {
    for (const node of plan.nodes) for (const step of node.steps) this.#programOf.set(step, node);
  }

  /** Nothing for instructions that can fail but take no files, such as ENV. */
  resolution({ operation, result }: Executed): InstructionResolution | undefined {
    const site = this.#site(operation);
    return site && { ...site, ...this.#resolve(site, result) };
  }

  #site(operation: Operation): InstructionSite | undefined {
    if (operation.kind === 'workdir') return undefined;
    const { step } = operation;
    const { instruction } = step;
    if (instruction.kind !== 'copy' && instruction.kind !== 'run') return undefined;
    const origin = operation.kind === 'bind' || operation.kind === 'unknown' ? operation.origin : 0;
    return {
      keyword: instruction.kind === 'copy' ? instruction.keyword : 'RUN',
      stage: this.#programOf.get(step)?.stage?.index ?? 0,
      range: step.range,
      ...(step.onbuild && { onbuild: step.onbuild }),
      origin: sourceOrigin(step.origins[origin]),
      sources: writtenSources(operation),
    };
  }

  #resolve(site: InstructionSite, result: ExecutionResult): Resolution {
    switch (result.kind) {
      case 'took':
        return result.files.length === 0
          ? { kind: 'takes-nothing' }
          : { kind: 'resolves', files: result.files };
      case 'unknown':
        return result;
      case 'fails':
        return this.#failure(site, result);
      default:
        return result satisfies never;
    }
  }

  #failure(site: InstructionSite, result: Extract<ExecutionResult, { kind: 'fails' }>): Resolution {
    const { reason, source, missing } = result;
    const failure = { kind: 'fails' as const, reason, ...(source && { source }) };
    if (missing === undefined || site.origin.kind !== 'context') return failure;
    const path = containsWildcards(missing) ? literalPrefix(missing) : missing;
    const exists = entryAt(this.surroundings.context.tree, path) !== undefined;
    const ignoredBy = exists ? this.rules?.ruleAgainst(path) : undefined;
    if (ignoredBy !== undefined) return { ...failure, ignoredBy };
    const near = exists ? undefined : nearMiss(path, this.surroundings);
    return near === undefined ? failure : { ...failure, nearMiss: near };
  }
}

function literalPrefix(path: string): string {
  const parts = pathParts(path);
  return parts.slice(0, parts.findIndex(containsWildcards)).join('/');
}

function sourceOrigin(node: StageNode | undefined): SourceOrigin {
  if (node === undefined) return { kind: 'context' };
  if (node.stage !== undefined) return { kind: 'stage', index: node.stage.index, name: node.stage.name };
  if (node.base.kind === 'named-context') return { kind: 'named-context', name: node.base.name };
  return { kind: 'image', reference: node.baseName };
}

function writtenSources(operation: Exclude<Operation, { kind: 'workdir' }>): readonly WrittenSource[] {
  if (operation.kind === 'copy') return operation.sources.map(({ written }) => written);
  if (operation.kind === 'bind') return [operation.written];
  const { instruction } = operation.step;
  return instruction.kind === 'copy' ? instruction.sources : [];
}
