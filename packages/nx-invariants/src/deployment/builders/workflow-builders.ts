import { isMap, isScalar, isSeq } from 'yaml';
import { distinctFindings, type FindingDraft, type Location } from '../../check/finding';
import { joinPath, leavesWorkspace } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import {
  type BuilderReading,
  localBuilder,
  mergeBuilders,
  noBuilders,
  type Refusal,
  unread,
  unreadableBuilder,
  unsaid,
} from './builder';
import { expand, type Values, valuesOf } from './expressions';
import { stepBuilders } from './step-builders';
import { matrixCombinations } from './workflow-matrix';
import { parseYamlTree, type TreeReading, type YamlTree } from './yaml-tree';

export interface WorkflowReading extends BuilderReading {
  readonly findings: readonly FindingDraft[];
}

/**
 * The images that GitHub Actions workflows build: in their own steps, and in those of the composite actions and reusable
 * workflows of the repository that they use, with the inputs they are given. A workflow that only others start is read
 * where they use it, and by itself if none does. An action or workflow of another repository is not read.
 *
 * @param files the workflows; `read` is asked for the actions and workflows that they use as well.
 */
export function workflowBuilders(files: readonly string[], read: ReadText): WorkflowReading {
  const reader = new WorkflowReader(read);
  const isStarted = (file: string) => !reader.isOnlyCalled(file);
  const started = files.filter(isStarted).map((file) => reader.workflow(file, noCaller));
  const others = files.filter((file) => !isStarted(file));
  const unused = others.flatMap((file) => (reader.hasRead(file) ? [] : [reader.workflow(file, noCaller)]));
  const readings = [...started, ...unused].flat();
  // A file that cannot be read is one to everybody who uses it.
  const findings = distinctFindings(readings.flatMap((reading) => reading.findings));
  return { ...mergeBuilders(readings), findings };
}

/** GitHub lets calls go ten deep (GitHub Docs, "Reusing workflows": limitations; actions/runner: composite actions). */
const maxDepth = 10;
/** With other inputs each; nobody writes as many. */
const maxCalls = 1000;

/** Who reads a file, and with what. */
interface Caller {
  /** Undefined for a workflow that is read by itself. */
  readonly label: string | undefined;
  readonly inputs: Values;
  /** The files on the way to it. */
  readonly chain: readonly string[];
}

const noCaller: Caller = { label: undefined, inputs: new Map(), chain: [] };

/** A step or a job that uses an action or a workflow of the repository. */
interface Use {
  readonly label: string;
  readonly location: Location;
  readonly given: Values;
  readonly chain: readonly string[];
}

class WorkflowReader {
  private readonly trees = new Map<string, TreeReading | undefined>();
  private readonly told = new Set<string>();
  private readonly workflows = new Set<string>();

  constructor(private readonly read: ReadText) {}

  /** Whether nothing but a call starts a workflow. */
  isOnlyCalled(file: string): boolean {
    const reading = this.parse(file, 'workflow');
    if (!reading?.ok) return false;
    const { tree } = reading;
    const events = tree.nodeAt(tree.root, ['on']);
    const names = isMap(events)
      ? events.items.map(({ key }) => String(key))
      : isSeq(events)
        ? events.items.map(String)
        : [String(events)];
    return names.length === 1 && names[0] === 'workflow_call';
  }

  hasRead(workflow: string): boolean {
    return this.workflows.has(workflow);
  }

  workflow(file: string, caller: Caller): WorkflowReading[] {
    this.workflows.add(file);
    const reading = this.parse(file, 'workflow');
    if (reading === undefined) return [found(unreadableWorkflow(file))];
    if (!reading.ok) return [found(reading.finding)];
    const { tree } = reading;
    const jobs = tree.nodeAt(tree.root, ['jobs']);
    if (!isMap(jobs)) return [];
    const values = withEnvironment(tree, tree.root, new Map([...caller.inputs, ...checkout]));
    return jobs.items.flatMap(({ key, value }) =>
      this.job(String(key), value, tree, { ...caller, inputs: values, file }),
    );
  }

  private job(
    name: string,
    job: unknown,
    tree: YamlTree,
    { file, label: calledBy, inputs, chain }: Caller & { readonly file: string },
  ): WorkflowReading[] {
    const called = calledBy === undefined ? '' : ` that ${calledBy} calls`;
    const label = `the job ${name} of the workflow${called}`;
    const within = [...chain, file];
    const [folder] = [job, tree.root].flatMap(
      (node) => tree.textAt(node, ['defaults', 'run', 'working-directory']) ?? [],
    );
    const uses = tree.textAt(job, ['uses']) ?? '';
    const runs = matrixCombinations(tree.nodeAt(job, ['strategy', 'matrix']), tree).map((combination) =>
      withEnvironment(tree, job, new Map([...inputs, ...valuesOf('matrix', combination)])),
    );
    return runs.flatMap((values) => [
      ...(isLocal(uses)
        ? this.calledWorkflow(joinPath(uses), {
            label,
            location: tree.locate(tree.nodeAt(job, [])),
            given: givenInputs(tree, job, values),
            chain: within,
          })
        : []),
      ...this.steps(tree.nodeAt(job, ['steps']), tree, { label, folder, values, chain: within }),
    ]);
  }

  private steps(
    steps: unknown,
    tree: YamlTree,
    {
      label,
      folder,
      values: ofJob,
      chain,
    }: Pick<Use, 'label' | 'chain'> & { readonly folder: string | undefined; readonly values: Values },
  ): WorkflowReading[] {
    if (!isSeq(steps)) return [];
    return steps.items.flatMap((step) => {
      const text = (...path: string[]) => tree.textAt(step, path);
      const location = tree.locate(step);
      const values = withEnvironment(tree, step, ofJob);
      const uses = text('uses') ?? '';
      return [
        ...stepBuilders({ text, values, folder, label, location }).map(withoutFindings),
        ...(isLocal(uses)
          ? this.action(joinPath(uses), { label, location, given: givenInputs(tree, step, values), chain })
          : []),
      ];
    });
  }

  private calledWorkflow(file: string, use: Use): WorkflowReading[] {
    const reading = leavesWorkspace(file) ? undefined : this.parse(file, 'workflow');
    if (reading === undefined) {
      return [refused(use, unread(`${file} cannot be read`, 'call a workflow of this repository'))];
    }
    const declared = reading.ok
      ? reading.tree.nodeAt(reading.tree.root, ['on', 'workflow_call', 'inputs'])
      : undefined;
    const inputs = reading.ok ? inputValues(reading.tree, declared, use.given) : new Map();
    return this.called(file, use, inputs, () =>
      this.workflow(file, { label: use.label, inputs, chain: use.chain }),
    );
  }

  private action(folder: string, use: Use): WorkflowReading[] {
    const file = ['action.yml', 'action.yaml']
      .map((name) => joinPath(folder, name))
      .find((path) => !leavesWorkspace(path) && this.read(path) !== undefined);
    const reading = file === undefined ? undefined : this.parse(file, 'action');
    if (file === undefined || reading === undefined)
      return [refused(use, unsaid(`its action ${folder} is not in this repository`))];
    if (!reading.ok) return [found(reading.finding)];
    const { tree } = reading;
    const inputs = inputValues(tree, tree.nodeAt(tree.root, ['inputs']), use.given);
    return this.called(file, use, inputs, () => this.actionRuns(file, folder, tree, inputs, use));
  }

  /** A JavaScript action is a program, and what programs build is not read. */
  private actionRuns(
    file: string,
    folder: string,
    tree: YamlTree,
    inputs: Values,
    use: Use,
  ): WorkflowReading[] {
    const runs = tree.nodeAt(tree.root, ['runs']);
    const label = `${use.label} through ${folder}`;
    switch (tree.textAt(runs, ['using'])?.toLowerCase()) {
      case undefined:
        return [refused(use, unread(`${file} does not say how the action runs`, 'write its "runs.using"'))];
      case 'composite': {
        const values = new Map([...inputs, ...checkout, ...valuesOf('github', [['action_path', folder]])]);
        const steps = tree.nodeAt(runs, ['steps']);
        return this.steps(steps, tree, { label, folder: undefined, values, chain: [...use.chain, file] });
      }
      case 'docker':
        return dockerAction(tree.textAt(runs, ['image']), folder, label, tree.locate(runs));
      default:
        return [];
    }
  }

  /** What a file says that something uses, once for the same inputs. */
  private called(file: string, use: Use, inputs: Values, read: () => WorkflowReading[]): WorkflowReading[] {
    if (use.chain.includes(file) || use.chain.length > maxDepth) {
      const way = [...use.chain, file].join(' uses ');
      return [refused(use, unread(`calls go in a circle or too deep: ${way}`, 'remove one of the calls'))];
    }
    const key = JSON.stringify([file, use.label, use.chain, [...inputs]]);
    if (this.told.has(key)) return [];
    if (this.told.size === maxCalls) {
      return [refused(use, unread(`there are more than ${maxCalls} calls before it`, 'call fewer of them'))];
    }
    this.told.add(key);
    return read();
  }

  private parse(file: string, what: 'workflow' | 'action'): TreeReading | undefined {
    if (!this.trees.has(file)) {
      const text = this.read(file);
      this.trees.set(file, text === undefined ? undefined : parseYamlTree(file, text, what));
    }
    return this.trees.get(file);
  }
}

/** The runner builds the action's Dockerfile with its folder as the context (actions/runner, ContainerActionHandler). */
function dockerAction(
  image: string | undefined,
  folder: string,
  label: string,
  location: Location,
): WorkflowReading[] {
  if (image === undefined || image.startsWith('docker://')) return [];
  const dockerfile = joinPath(folder, image);
  const builder = localBuilder({
    source: 'workflow',
    label,
    location,
    dockerfile,
    context: joinPath(dockerfile, '..'),
    appliesIgnoreFile: true,
    target: undefined,
    args: new Map(),
    namedContexts: new Map(),
  });
  return [withoutFindings(builder)];
}

function isLocal(uses: string): boolean {
  return uses.startsWith('./');
}

/** Where the workspace is checked out: paths are relative to it. */
const checkout = valuesOf('github', [['workspace', '.']]);

/** The inputs that a job or a step hands on. */
function givenInputs(tree: YamlTree, node: unknown, values: Values): Values {
  return valuesOf('inputs', pairsAt(tree, node, 'with', values));
}

/** The values with those that the `env` of a workflow, a job or a step sets. */
function withEnvironment(tree: YamlTree, node: unknown, values: Values): Values {
  return new Map([...values, ...valuesOf('env', pairsAt(tree, node, 'env', values))]);
}

function pairsAt(tree: YamlTree, node: unknown, key: string, values: Values): [string, string][] {
  const map = tree.nodeAt(node, [key]);
  if (!isMap(map)) return [];
  return map.items.flatMap(({ key: name }) => {
    const text = tree.textAt(map, [String(name)]);
    return text === undefined ? [] : [[String(name), expand(text, values)] as [string, string]];
  });
}

/** Those that an action or a workflow declares: as given, else their default, else nothing. */
function inputValues(tree: YamlTree, declared: unknown, given: Values): Values {
  if (!isMap(declared)) return new Map();
  const names = declared.items.map(({ key }) => (isScalar(key) ? String(key.value) : String(key)));
  const defaults = valuesOf(
    'inputs',
    names.map((name) => [name, tree.textAt(declared, [name, 'default']) ?? '']),
  );
  return new Map([...defaults].map(([name, value]) => [name, given.get(name) ?? value]));
}

function found(finding: FindingDraft): WorkflowReading {
  return { ...noBuilders, findings: [finding] };
}

function refused(use: Use, refusal: Refusal): WorkflowReading {
  return withoutFindings(unreadableBuilder(use, refusal));
}

function withoutFindings(reading: BuilderReading): WorkflowReading {
  return { ...reading, findings: [] };
}

function unreadableWorkflow(file: string): FindingDraft {
  return {
    severity: 'error',
    file,
    message: `the workflow ${file} cannot be read, so what it builds cannot be told`,
    fix: 'make it a readable file in the repository',
  };
}
