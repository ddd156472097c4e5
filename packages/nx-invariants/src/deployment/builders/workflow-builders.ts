import { isAlias, isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import type { FindingDraft, Location } from '../../check/finding';
import { parseYamlDocument } from '../../config/yaml-document';
import { joinPath } from '../../workspace/paths';
import { bakeCommand, buildCommands } from './build-command';
import {
  type BuilderReading,
  isRemote,
  localBuilder,
  mergeBuilders,
  namedFolders,
  noBuilders,
  pathFrom,
  unreadableBuilder,
  unsaid,
} from './builder';
import { locatedBuild } from './located-build';
import { type Combination, expand, matrixCombinations } from './workflow-matrix';

export interface WorkflowReading extends BuilderReading {
  readonly findings: readonly FindingDraft[];
}

/** The images that a GitHub Actions workflow builds: docker/build-push-action, and `docker build` in run steps. */
export function workflowBuilders(file: string, text: string): WorkflowReading {
  const parsed = parseYamlDocument(text);
  if (!parsed.ok) {
    const finding: FindingDraft = {
      severity: 'error',
      file,
      ...parsed.position,
      message: `the workflow is not YAML: ${parsed.message}`,
      fix: 'mend the syntax: what it builds cannot be told until then',
    };
    return { ...noBuilders, findings: [finding] };
  }
  const { document } = parsed;
  const locate = (offset: number | undefined): Location => ({ file, ...parsed.locate(offset ?? 0) });
  const follow = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
  const nodeAt = (node: unknown, path: readonly string[]) =>
    path.reduce<unknown>((at, key) => (isMap(at) ? follow(at.get(key, true)) : undefined), follow(node));
  const tree: WorkflowTree = { locate, nodeAt };
  const jobs = nodeAt(document.contents, ['jobs']);
  if (!isMap(jobs)) return { ...noBuilders, findings: [] };
  const readings = jobs.items.flatMap(({ key, value }) => jobBuilders(String(key), value, tree));
  return { ...mergeBuilders(readings), findings: [] };
}

/** A workflow's nodes; an alias stands for what it names (GitHub Actions, "YAML anchors and aliases"). */
interface WorkflowTree {
  locate(offset: number | undefined): Location;
  /** The node at a path of keys below another; undefined if there is none. */
  nodeAt(node: unknown, path: readonly string[]): unknown;
}

/** The scalars of a step by their path of keys. */
type StepText = (...path: string[]) => string | undefined;

function jobBuilders(job: string, node: unknown, tree: WorkflowTree): BuilderReading[] {
  const steps = tree.nodeAt(node, ['steps']);
  if (!isSeq(steps)) return [];
  const label = `the job ${job} of the workflow`;
  const defaults = scalarText(tree.nodeAt(node, ['defaults', 'run', 'working-directory']));
  const combinations = matrixCombinations(tree.nodeAt(node, ['strategy', 'matrix']));
  return steps.items.flatMap((item) => {
    const step = tree.nodeAt(item, []);
    if (!isMap(step)) return [];
    const text: StepText = (...path) => scalarText(tree.nodeAt(step, path));
    const at = tree.locate((item as YAMLMap).range?.[0]);
    return combinations.flatMap((combination) => [
      ...(/^docker\/build-push-action@/.test(text('uses') ?? '')
        ? [actionBuilder(text, combination, label, at)]
        : []),
      ...(/^docker\/bake-action@/.test(text('uses') ?? '') ? [bakeAction(text, combination, label, at)] : []),
      ...runBuilders(text, combination, defaults, label, at),
    ]);
  });
}

/**
 * docker/build-push-action (v6): without `context` it builds from a Git context, to which no ignore file applies;
 * `file` defaults to the context's Dockerfile and is relative to the workspace for a path context.
 */
function actionBuilder(
  text: StepText,
  combination: Combination,
  label: string,
  location: Location,
): BuilderReading {
  const input = (name: string) => expand(text('with', name) ?? '', combination);
  const given = input('context');
  const context = given === '' ? '.' : given.replace(/^\{\{defaultContext\}\}:?/, '') || '.';
  const isGit = given === '' || given.startsWith('{{defaultContext}}');
  const file = input('file');
  const target = input('target');
  const unreadable = [context, file, target].find((value) => value.includes('${{'));
  if (unreadable !== undefined) {
    return unreadableBuilder({ label, location }, unsaid(`it is given by an expression, ${unreadable}`));
  }
  if (isRemote(context)) return noBuilders;
  const base = file === '' || (isGit && given !== '') ? context : '.';
  return localBuilder({
    source: 'workflow',
    label,
    location,
    dockerfile: pathFrom(base, file === '' ? 'Dockerfile' : file),
    context: joinPath(context),
    appliesIgnoreFile: !isGit,
    target: target === '' ? undefined : target,
    args: pairLines(input('build-args')),
    namedContexts: namedFolders('.', pairLines(input('build-contexts'))),
  });
}

/** docker/bake-action (v6): `files` and `targets` as lists; the files of a Git source are those of the repository. */
function bakeAction(
  text: StepText,
  combination: Combination,
  label: string,
  location: Location,
): BuilderReading {
  const input = (name: string) => expand(text('with', name) ?? '', combination);
  const listed = (name: string) =>
    input(name)
      .split(/[\n,]/)
      .map((item) => item.trim())
      .filter((item) => item !== '');
  const source = input('source');
  const folder = input('workdir') || (/^[{a-z]+[:{]/.test(source) ? '.' : source) || '.';
  const [files, targets] = [listed('files'), listed('targets')];
  const expression = [folder, input('set'), ...files, ...targets].find((value) => value.includes('${{'));
  if (expression !== undefined) {
    return unreadableBuilder({ label, location }, unsaid(`it is given by an expression, ${expression}`));
  }
  const flags = [
    ...files.map((file) => `--file=${file}`),
    ...listed('set').map((setting) => `--set=${setting}`),
  ];
  return locatedBuild(bakeCommand([...flags, ...targets], '.'), 'workflow', label, location, folder);
}

function runBuilders(
  text: StepText,
  combination: Combination,
  defaults: string | undefined,
  label: string,
  location: Location,
): BuilderReading[] {
  const script = text('run');
  if (script === undefined) return [];
  const folder = expand(text('working-directory') ?? defaults ?? '.', combination);
  return buildCommands(expand(script, combination)).map((reading) =>
    folder.includes('${{')
      ? unreadableBuilder({ label, location }, unsaid(`its folder is given by an expression, ${folder}`))
      : locatedBuild(reading, 'workflow', label, location, folder),
  );
}

function scalarText(node: unknown): string | undefined {
  return isScalar(node) && node.value !== null ? String(node.value) : undefined;
}

function pairLines(text: string): Map<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const equals = line.indexOf('=');
      return equals < 0 ? [] : [[line.slice(0, equals).trim(), line.slice(equals + 1).trim()] as const];
    }),
  );
}
