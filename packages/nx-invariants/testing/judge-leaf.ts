import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import type { CheckDefinition } from '../src/check/define-check';
import type { GraphView } from '../src/check/graph-view';
import { importCheck } from '../src/check/import-check';
import { knownChecks, type RegisteredCheck } from '../src/check/registry';
import { buildReport, type Report } from '../src/check/report';
import { runLeaf } from '../src/check/run-leaf';
import { namedInputsOf, readNxJson } from '../src/config/nx-json';
import { publishedSchema } from '../src/config/published-schemas';
import { validatorOf } from '../src/config/validate';
import { readWaivers, waiversFile, waiversOf } from '../src/config/waivers';
import { cachedDependencies } from '../src/executors/check/cached-dependencies';
import { dependencyOutputs } from '../src/executors/check/dependency-outputs';
import { type InferredProject, inferWorkspace, projectManifests } from '../src/plugin/infer';
import type { Leaf } from '../src/plugin/leaves';
import { SourceTree } from '../src/workspace/source-tree';

/** What a leaf is judged with besides the files of its workspace. */
export interface Circumstances {
  readonly env?: { readonly [name: string]: string };
  readonly graph?: GraphView;
  /** What the project's own configuration says of targets. */
  readonly targets?: { readonly [name: string]: TargetConfiguration };
}

/** The manifests of a workspace, as Nx would find them for the plugin's glob. */
export function foundManifests(root: string): string[] {
  return projectManifests(new SourceTree(root));
}

export async function inferredProject(root: string, name: string): Promise<InferredProject> {
  const { projects } = await inferWorkspace(root, foundManifests(root));
  const found = projects.find(({ project }) => project.name === name);
  if (!found) throw new Error(`no project ${name} among ${projects.map(({ project }) => project.name)}`);
  return found;
}

/** The leaf of a check on a project; undefined where the check does not apply. */
export async function leafOf(root: string, project: string, check: string): Promise<Leaf | undefined> {
  const { leaves } = await inferredProject(root, project);
  return leaves.find((leaf) => leaf.check.definition.id === check);
}

/**
 * The report of a check on a project of a workspace on disk: placed, run on what it declared and nothing else, and
 * reported as a task would. Throws if the check does not apply or the report has not the published shape.
 */
export async function judgeLeaf(
  root: string,
  project: string,
  check: string,
  { env = {}, graph, targets = {} }: Circumstances = {},
): Promise<Report> {
  const { projects, registry, options } = await inferWorkspace(root, foundManifests(root));
  const inferred = projects.find((candidate) => candidate.project.name === project);
  const leaf = inferred?.leaves.find((candidate) => candidate.check.definition.id === check);
  if (!inferred || !leaf) throw new Error(`${check} does not apply to ${project}`);
  const given = options.options.checks[check];
  const configuration = {
    name: project,
    root: inferred.project.root,
    targets: { ...inferred.targets, ...targets },
  };
  const request = {
    task: `${project}:check-${check}`,
    workspaceRoot: root,
    check,
    project: { name: project, root: inferred.project.root },
    parameters: leaf.placement.parameters ?? {},
    options: given === false || given === undefined ? {} : given,
    inputs: leaf.placement.inputs,
    ownInputs: leaf.placement.inputs,
    otherProjectRoots: projects
      .map(({ project: other }) => other.root)
      .filter((root) => root !== inferred.project.root),
    dependencyOutputs: dependencyOutputs(configuration, `check-${check}`),
    cachedDependencies: cachedDependencies(configuration, `check-${check}`, namedInputsOf(readNxJson(root))),
    modulePath: leaf.check.modulePath,
    knownChecks: knownChecks(registry),
    graph,
  };
  const definition = await codeOf(leaf.check, root);
  const outcome = await withEnvironment(env, () => runLeaf(request, definition, new SourceTree(root)));
  const identity = {
    check,
    project,
    projectRoot: inferred.project.root,
    task: request.task,
    invariants: leaf.check.definition.upholds,
  };
  const waivers = waiversOf(readWaivers(leafText(root, waiversFile)), project, check);
  return published(buildReport(identity, outcome, waivers, ''));
}

/** A check with its code, as its thread would load it: here in the test's own process. */
export function codeOf(check: RegisteredCheck, root: string): Promise<CheckDefinition<never> | undefined> {
  return check.modulePath === undefined
    ? Promise.resolve(check.definition)
    : importCheck(root, check.modulePath);
}

/** The findings of a report without what follows from its check: `severity file:line:column message`. */
export function findingLines(report: Report): string[] {
  return report.findings.map(
    ({ severity, undecided, file, line, column, message }) =>
      `${undecided ? 'undecided' : severity} ${[file, line, column].filter((part) => part !== undefined).join(':')} ${message}`,
  );
}

/** The report itself, if it has the shape of schemas/report.json. */
export function published(report: Report): Report {
  const validate = validatorOf(publishedSchema('report'));
  const plain: unknown = JSON.parse(JSON.stringify(report));
  if (!validate(plain)) throw new Error(`not a report: ${JSON.stringify(validate.errors)}`);
  return report;
}

function leafText(root: string, file: string): string | undefined {
  const read = new SourceTree(root).has(file);
  return read ? readFileSync(join(root, file), 'utf8') : undefined;
}

async function withEnvironment<T>(
  env: { readonly [name: string]: string },
  run: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    return await run();
  } finally {
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
