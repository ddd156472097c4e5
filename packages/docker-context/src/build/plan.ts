import { type Environment, NO_VARIABLES, Variables } from '../dockerfile/environment';
import {
  type CopyInstruction,
  type Instruction,
  type ReadInstruction,
  type RunInstruction,
  readInstruction,
} from '../dockerfile/instruction';
import type { Dockerfile, Stage } from '../dockerfile/parse-dockerfile';
import type { SourceRange } from '../dockerfile/position';
import { expandWord } from '../dockerfile/shell-lexer';
import { quote } from '../go/text';
import { familiarName, isImageReference } from './image-reference';

/** What decides which stages are built and from what, besides the Dockerfile. */
export interface PlanOptions {
  readonly target: string | undefined;
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly platform: string;
  /** The names given with `--build-context`. */
  readonly namedContexts: ReadonlySet<string>;
}

/** The stages that a build consists of, in the order they are built. */
export interface BuildPlan {
  readonly kind: 'plan';
  /** In build order: what comes from outside the Dockerfile, then its stages. */
  readonly nodes: readonly StageNode[];
  readonly reachable: ReadonlySet<StageNode>;
  readonly target: StageNode;
  readonly globalArgs: Environment;
}

/** The build cannot be planned. `fails` is BuildKit's reason. */
export interface PlanProblem {
  readonly kind: 'fails' | 'unknown';
  readonly reason: string;
  readonly range?: SourceRange;
}

/** A stage of the Dockerfile, or an image or context that an instruction takes files from directly. */
export interface StageNode {
  readonly stage: Stage | undefined;
  readonly baseName: string;
  /** Where it starts from. */
  readonly base: StageBase;
  /** Its instructions, those inherited by ONBUILD first. */
  steps: readonly PlannedStep[];
  readonly dependencies: Set<StageNode>;
}

export type StageBase =
  | { readonly kind: 'scratch' }
  | { readonly kind: 'stage'; readonly node: StageNode }
  /** `replacesStage`: the context stands for the stage itself, whose instructions are then not run. */
  | { readonly kind: 'named-context'; readonly name: string; readonly replacesStage: boolean }
  | { readonly kind: 'image'; readonly reference: string };

/** An instruction in its place; `origins` are the nodes its sources come from, `undefined` being the context. */
export interface PlannedStep {
  readonly instruction: Instruction;
  readonly range: SourceRange;
  readonly onbuild?: SourceRange;
  readonly origins: readonly (StageNode | undefined)[];
}

/** An instruction of ONBUILD, which is not checked until a stage runs it. */
interface Trigger {
  readonly read: ReadInstruction;
  readonly onbuild: SourceRange;
}

/** ONBUILD multiplies: triggers times stages. Nothing real comes near. */
const MAX_STEPS = 200_000;

/** Resolves bases and `--from`, finds what the target needs, and inherits ONBUILD instructions. */
export function planBuild(dockerfile: Dockerfile, options: PlanOptions): BuildPlan | PlanProblem {
  return new Planner(dockerfile, options).plan();
}

class Planner {
  readonly #nodes: StageNode[] = [];
  readonly #byName = new Map<string, StageNode>();
  readonly #triggers = new Map<StageNode, readonly Trigger[]>();
  #steps = 0;
  readonly #contexts: ReadonlyMap<string, string>;

  constructor(
    readonly dockerfile: Dockerfile,
    readonly options: PlanOptions,
  ) {
    this.#contexts = new Map([...options.namedContexts].map((name) => [familiarName(name), name]));
  }

  plan(): BuildPlan | PlanProblem {
    const globalArgs = this.#globalArgs();
    if (!(globalArgs instanceof Variables)) return globalArgs;
    for (const stage of this.dockerfile.stages) {
      const problem = this.#addStage(stage, globalArgs);
      if (problem !== undefined) return problem;
    }
    const target = this.#target();
    if ('kind' in target) return target;
    for (const node of [...this.#nodes]) {
      const planned = this.#planSteps(node, node.stage?.instructions ?? []);
      if ('kind' in planned) return planned;
      node.steps = planned.steps;
    }
    const problem = this.#circularDependency() ?? this.#invalidReference();
    if (problem !== undefined) return problem;
    for (const node of this.#nodes) {
      // What a context stands for is checked like any stage, and not run.
      if (node.base.kind !== 'named-context' || !node.base.replacesStage) continue;
      node.steps = [];
      node.dependencies.clear();
    }
    const reachable = this.#inheritTriggers(target);
    if ('kind' in reachable) return reachable;
    const nodes = [...this.#nodes.filter(isExternal), ...this.#nodes.filter((node) => !isExternal(node))];
    return { kind: 'plan', nodes, reachable, target, globalArgs };
  }

  #globalArgs(): Variables | PlanProblem {
    const targetName = this.options.target ?? this.dockerfile.stages.at(-1)?.name ?? 'default';
    const variables = new Variables();
    for (const [name, text] of platformArguments(this.options, targetName))
      variables.set(name, { kind: 'text', text });
    for (const { names, range } of this.dockerfile.globalArgs) {
      for (const { name, value } of names) {
        const given = this.options.buildArgs.get(name);
        if (given !== undefined) variables.set(name, { kind: 'text', text: given });
        else if (value !== undefined) {
          const expansion = expandWord(value, variables, { escape: this.dockerfile.escape });
          if (expansion.kind !== 'text') return { ...expansion, range };
          variables.set(name, expansion);
        }
      }
    }
    return variables;
  }

  #addStage(stage: Stage, globalArgs: Environment): PlanProblem | undefined {
    const { range } = stage;
    const expansion = expandWord(stage.base, globalArgs, { escape: this.dockerfile.escape });
    if (expansion.kind !== 'text') return { ...expansion, range };
    if (expansion.text === '')
      return { kind: 'fails', reason: `base name (${stage.base}) should not be blank`, range };
    if (stage.platform !== undefined && stage.platform !== '') {
      const platform = expandWord(stage.platform, globalArgs, { escape: this.dockerfile.escape });
      if (platform.kind !== 'text') return { ...platform, range };
      if (platform.text === '') {
        return { kind: 'fails', reason: `empty platform value from expression ${stage.platform}`, range };
      }
    }
    const base = this.#baseOf(expansion.text, stage.name);
    const node: StageNode = { stage, baseName: expansion.text, base, steps: [], dependencies: new Set() };
    this.#nodes.push(node);
    if (stage.name !== undefined) this.#byName.set(stage.name, node);
    return undefined;
  }

  /** A named context replaces a stage of its name; then come earlier stages, named contexts again, and images. */
  #baseOf(baseName: string, stageName: string | undefined): StageBase {
    const override = stageName === undefined ? undefined : this.#namedContext(stageName);
    if (override !== undefined) return { kind: 'named-context', name: override, replacesStage: true };
    const node = this.#byName.get(baseName);
    if (node !== undefined) return { kind: 'stage', node };
    if (baseName === 'scratch') return { kind: 'scratch' };
    const context = this.#namedContext(baseName);
    if (context !== undefined) return { kind: 'named-context', name: context, replacesStage: false };
    return { kind: 'image', reference: baseName };
  }

  #namedContext(name: string): string | undefined {
    const reserved = name.toLowerCase() === 'scratch' || name.toLowerCase() === 'context';
    return reserved ? undefined : this.#contexts.get(familiarName(name));
  }

  #target(): StageNode | PlanProblem {
    const { target } = this.options;
    const node =
      target === undefined || target === '' ? this.#nodes.at(-1) : this.#byName.get(target.toLowerCase());
    return node ?? { kind: 'fails', reason: `target stage ${quote(target ?? '')} could not be found` };
  }

  #planSteps(
    node: StageNode,
    instructions: readonly Instruction[],
    inherited?: { readonly range: SourceRange; readonly onbuild: SourceRange },
  ): { readonly steps: readonly PlannedStep[] } | PlanProblem {
    const steps: PlannedStep[] = [];
    for (const instruction of instructions) {
      const origins = this.#originsOf(instruction);
      if ('kind' in origins) return { ...origins, range: inherited?.range ?? instruction.range };
      for (const origin of origins.origins) if (origin !== undefined) node.dependencies.add(origin);
      steps.push({ instruction, range: instruction.range, ...inherited, origins: origins.origins });
      this.#steps += 1;
      if (this.#steps > MAX_STEPS)
        return { kind: 'unknown', reason: `more than ${MAX_STEPS} instructions to run` };
    }
    return { steps };
  }

  #originsOf(
    instruction: Instruction,
  ): { readonly origins: readonly (StageNode | undefined)[] } | PlanProblem {
    switch (instruction.kind) {
      case 'copy':
        return this.#copyOrigin(instruction);
      case 'run':
        return { origins: this.#mountOrigins(instruction) };
      default:
        return { origins: [] };
    }
  }

  #copyOrigin({
    from,
  }: CopyInstruction): { readonly origins: readonly (StageNode | undefined)[] } | PlanProblem {
    if (from === undefined) return { origins: [undefined] };
    const expansion = expandWord(from, NO_VARIABLES, { escape: this.dockerfile.escape });
    if (expansion.kind !== 'text') return expansion;
    if (expansion.text !== from) {
      const remedy = 'define a new stage with FROM using ARG from global scope as a workaround';
      return { kind: 'fails', reason: `variable expansion is not supported for --from, ${remedy}` };
    }
    if (!/^[+-]?\d+$/.test(from))
      return { origins: [this.#byName.get(from.toLowerCase()) ?? this.#unregistered(from)] };
    const node = this.#nodes[Number(from)];
    if (node === undefined) return { kind: 'fails', reason: `invalid stage index ${Number(from)}` };
    return { origins: [node] };
  }

  #mountOrigins({ mounts }: RunInstruction): readonly (StageNode | undefined)[] {
    return mounts.map(({ from }) =>
      from === '' ? undefined : (this.#byName.get(from.toLowerCase()) ?? this.#unregistered(from)),
    );
  }

  /** Files taken from an image or a named context directly: a node without a stage, which numbers count too. */
  #unregistered(from: string): StageNode {
    const base = this.#baseOf(from, undefined);
    const node: StageNode = { stage: undefined, baseName: from, base, steps: [], dependencies: new Set() };
    this.#nodes.push(node);
    return node;
  }

  /** Only files taken from one another make a cycle: a base always comes earlier. */
  #circularDependency(): PlanProblem | undefined {
    const finished = new Set<StageNode>();
    for (const start of this.#nodes) {
      const path = new Set<StageNode>();
      const pending: { node: StageNode; leave: boolean }[] = [{ node: start, leave: false }];
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        if (next.leave) {
          path.delete(next.node);
          continue;
        }
        if (finished.has(next.node)) continue;
        finished.add(next.node);
        path.add(next.node);
        pending.push({ node: next.node, leave: true });
        for (const dependency of next.node.dependencies) {
          if (path.has(dependency)) return circular(start, next.node, dependency);
          pending.push({ node: dependency, leave: false });
        }
      }
    }
    return undefined;
  }

  #invalidReference(): PlanProblem | undefined {
    for (const { base, stage } of this.#nodes) {
      if (base.kind !== 'image' || isImageReference(base.reference)) continue;
      const reason = `failed to parse stage name ${quote(base.reference)}: invalid reference format`;
      return { kind: 'fails', reason, ...(stage && { range: stage.range }) };
    }
    return undefined;
  }

  /** Triggers may need stages that were not needed before, so this repeats until nothing is added. */
  #inheritTriggers(target: StageNode): Set<StageNode> | PlanProblem {
    const inherited = new Set<StageNode>();
    for (;;) {
      const reachable = reachableFrom(target);
      const fresh = [...reachable].filter((node) => !inherited.has(node));
      if (fresh.length === 0) return reachable;
      for (const node of fresh) {
        inherited.add(node);
        const problem = this.#inherit(node);
        if (problem !== undefined) return problem;
      }
    }
  }

  #inherit(node: StageNode): PlanProblem | undefined {
    if (node.base.kind !== 'stage' || node.stage === undefined) return undefined;
    const { range } = node.stage;
    const triggers = this.#triggersOf(node.base.node);
    const steps: PlannedStep[] = [];
    for (const { read, onbuild } of triggers) {
      if ('problem' in read) return { kind: 'fails', reason: read.problem, range };
      const planned = this.#planSteps(node, [read], { range, onbuild });
      if ('kind' in planned) return planned;
      for (const step of planned.steps) steps.push(step);
    }
    if (steps.length > 0) node.steps = [...steps, ...node.steps];
    return undefined;
  }

  /** Each is read once, however many stages run it. */
  #triggersOf(node: StageNode): readonly Trigger[] {
    const known = this.#triggers.get(node);
    if (known !== undefined) return known;
    const triggers = node.steps.flatMap(({ instruction }) =>
      instruction.kind === 'onbuild'
        ? [{ read: readInstruction(instruction.trigger, instruction.documents), onbuild: instruction.range }]
        : [],
    );
    this.#triggers.set(node, triggers);
    return triggers;
  }
}

/** Whether a node is there before any stage is built. */
function isExternal({ stage, base }: StageNode): boolean {
  return stage === undefined || (base.kind === 'named-context' && base.replacesStage);
}

function reachableFrom(target: StageNode): Set<StageNode> {
  const reachable = new Set([target]);
  for (const node of reachable) {
    if (node.base.kind === 'stage') reachable.add(node.base.node);
    for (const dependency of node.dependencies) reachable.add(dependency);
  }
  return reachable;
}

function circular(start: StageNode, node: StageNode, dependency: StageNode): PlanProblem {
  const name = start.stage?.name ?? `stage-${start.stage?.index ?? 0}`;
  const step = node.steps.findLast(({ origins }) => origins.includes(dependency));
  const reason = `circular dependency detected on stage: ${name}`;
  return { kind: 'fails', reason, ...(step && { range: step.range }) };
}

/** The arguments every build has; they count in FROM, and in a stage once it declares them. */
function platformArguments({ buildArgs, platform }: PlanOptions, targetStage: string): [string, string][] {
  const defaults: [string, string][] = [
    ...platformParts('BUILD', 'linux/amd64'),
    ...platformParts('TARGET', platform),
    ['TARGETSTAGE', targetStage],
  ];
  return defaults.map(([name, text]) => [name, buildArgs.get(name) ?? text]);
}

function platformParts(prefix: string, platform: string): [string, string][] {
  const [os = '', architecture = '', variant = ''] = platform.split('/');
  return [
    [`${prefix}PLATFORM`, platform],
    [`${prefix}OS`, os],
    [`${prefix}OSVERSION`, ''],
    [`${prefix}ARCH`, architecture],
    [`${prefix}VARIANT`, variant],
  ];
}
