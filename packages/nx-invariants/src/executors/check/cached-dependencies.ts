import type { ProjectConfiguration } from '@nx/devkit';
import type { CachedDependency } from '../../check/declared-files';
import type { NamedInputs } from '../../config/nx-json';
import { isRecord } from '../../config/record';
import { isOfOthers, ownDependencies, type Targets } from './own-dependencies';

/**
 * The targets of the same project that a target depends on and Nx takes from the cache, with the filesets among their
 * inputs. The files of a target whose output is an input count as well. As Nx expands inputs (24.0.6,
 * hasher/task-hasher.js).
 *
 * @param namedInputs of nx.json.
 */
export function cachedDependencies(
  project: ProjectConfiguration,
  target: string,
  namedInputs: NamedInputs,
): CachedDependency[] {
  const targets = project.targets ?? {};
  const named = { default: [everything], ...namedInputs, ...project.namedInputs };
  return ownDependencies(targets, target).flatMap((name) =>
    targets[name]?.cache === true
      ? [{ target: name, filesets: filesetsOf(targets, name, named, new Set()) }]
      : [],
  );
}

const everything = '{projectRoot}/**/*';

function filesetsOf(targets: Targets, name: string, named: NamedInputs, seen: Set<string>): string[] {
  if (seen.has(name)) return [];
  seen.add(name);
  const inputs = expanded(targets[name]?.inputs ?? ['default'], named, new Set());
  const readsOutputs = inputs.some((input) => isRecord(input) && 'dependentTasksOutputFiles' in input);
  const behind = readsOutputs ? ownDependencies(targets, name) : [];
  return [
    ...inputs.filter((input) => typeof input === 'string'),
    ...behind.flatMap((other) =>
      targets[other]?.cache === true ? filesetsOf(targets, other, named, seen) : everything,
    ),
  ];
}

/** Inputs with what their names stand for, filesets as texts. What is of other projects is left out. */
function expanded(inputs: unknown, named: NamedInputs, seen: Set<string>): unknown[] {
  if (!Array.isArray(inputs)) return [];
  return inputs.flatMap((input: unknown) => {
    if (isOfOthers(input)) return [];
    const text = isRecord(input) ? (input.fileset ?? input.input) : input;
    if (typeof text !== 'string') return [input];
    if (!Object.hasOwn(named, text)) return [text];
    if (seen.has(text)) return [];
    seen.add(text);
    return expanded(named[text], named, seen);
  });
}
