import picomatch from 'picomatch';
import { parseJson } from '../../config/json-document';
import type { NxJson } from '../../config/nx-json';
import { isRecord } from '../../config/record';
import { defaultsOf } from '../../config/target-defaults';
import { textsIn } from '../../config/text-list';
import { withRoots } from '../../workspace/manifest-commands';
import { manifestOf, targetsIn } from '../../workspace/manifest-targets';
import { isInside, joinPath } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import { containsWildcard, literalPrefix } from './wildcard';

/** A target of a project, as far as its manifests and `targetDefaults` say what it makes and what it runs after. */
export interface ProjectTarget {
  readonly name: string;
  /** Workspace paths or globs. */
  readonly outputs: readonly string[];
  /** Names or globs of targets of the same project. */
  readonly dependsOn: readonly string[];
}

/** The targets that the manifests of a project have. What plugins infer is not among them. */
export function projectTargets(root: string, nxJson: NxJson, read: ReadText): ProjectTarget[] {
  return ['package.json', 'project.json'].flatMap((name) => {
    const file = joinPath(root, name);
    const parsed = parseJson(read(file) ?? '');
    if (!parsed.ok) return [];
    return targetsIn(manifestOf(file, parsed.document)).map(([target, own]) => {
      const [defaults = []] = defaultsOf(nxJson, target, own.value);
      const values = [...defaults, own].map(({ value }) => value);
      const merged: Record<string, unknown> = Object.assign({}, ...values);
      const options: Record<string, unknown> = Object.assign({}, ...values.map((value) => value.options));
      return {
        name: target,
        outputs: textsIn(merged.outputs).flatMap((output) => outputPath(output, root, options)),
        dependsOn: (Array.isArray(merged.dependsOn) ? merged.dependsOn : []).flatMap(ownDependency),
      };
    });
  });
}

/** An output with what stands for its tokens (Nx, "Outputs of tasks"); none of an option that is not given. */
function outputPath(output: string, root: string, options: Readonly<Record<string, unknown>>): string[] {
  const given = output.replace(/\{options\.([^{}]+)\}/g, (token, name: string) =>
    typeof options[name] === 'string' ? options[name] : token,
  );
  if (given.startsWith('!') || given.includes('{options.')) return [];
  const path = joinPath(withRoots(given, root));
  return isWhole(path, root) ? [] : [path];
}

/** Whether an output says nothing of what is made, since it is all of the project. */
function isWhole(output: string, root: string): boolean {
  const isAnyDepth = !containsWildcard(output) || output.includes('**');
  return isAnyDepth && isInside(root, literalPrefix(output));
}

function ownDependency(entry: unknown): string[] {
  if (typeof entry === 'string') return entry.startsWith('^') ? [] : [entry];
  if (!isRecord(entry) || typeof entry.target !== 'string') return [];
  const isOwn = (entry.projects === undefined || entry.projects === 'self') && entry.dependencies !== true;
  return isOwn ? [entry.target] : [];
}

/** The target that makes what is, or lies, at a path; undefined if none says so. */
export function makerOf(path: string, targets: readonly ProjectTarget[]): string | undefined {
  const makes = (output: string) =>
    isInside(path, output) || isInside(output, path) || picomatch.isMatch(path, output, { dot: true });
  return targets.find(({ outputs }) => outputs.some(makes))?.name;
}

/** Whether a target of a project runs after another of the same, however many others stand between them. */
export function runsAfter(target: string, other: string, targets: readonly ProjectTarget[]): boolean {
  const reached = new Set([target]);
  for (const name of reached) {
    const patterns = targets.filter((each) => each.name === name).flatMap(({ dependsOn }) => dependsOn);
    for (const { name: next } of targets) {
      if (patterns.some((pattern) => next === pattern || picomatch.isMatch(next, pattern))) reached.add(next);
    }
  }
  return target !== other && reached.has(other);
}
