import { isRecord } from '../config/record';
import type { Placement } from './define-check';

/** Parameters nest no deeper: whoever walks the project graph must not run out of stack. */
const maxDepth = 32;

/**
 * The placement that a user-written check returned: only what Nx can hold may reach the graph.
 *
 * @param value a JSON value; `null` and `false` place nothing.
 * @throws TypeError if it is no placement.
 */
export function plainPlacement(value: unknown): Placement | undefined {
  if (value === null || value === undefined || value === false) return undefined;
  if (!isRecord(value) || !Array.isArray(value.inputs) || !value.inputs.every(isInput)) {
    throw new TypeError(
      'it returned no list of inputs (filesets that begin with {projectRoot}/ or {workspaceRoot}/, or objects as TargetInput has them)',
    );
  }
  const { inputs, parameters = {}, dependsOn = [], edges = [] } = value;
  if (!isRecord(parameters) || !isTextList(dependsOn) || !isEdgeList(edges)) {
    throw new TypeError('parameters, dependsOn or edges of what it returned are malformed');
  }
  if (!isShallow(parameters, maxDepth)) {
    throw new TypeError(`the parameters it returned are nested more than ${maxDepth} deep`);
  }
  return {
    inputs: inputs as Placement['inputs'],
    ...(value.dependsOn === undefined ? {} : { dependsOn }),
    ...(value.parameters === undefined ? {} : { parameters: parameters as Placement['parameters'] }),
    ...(value.edges === undefined ? {} : { edges: edges as Placement['edges'] }),
  } as Placement;
}

/** A single input that Nx does not know makes it refuse every task of the workspace. */
function isInput(input: unknown): boolean {
  if (typeof input === 'string') return /^!?\{(projectRoot|workspaceRoot)\}(\/|$)/.test(input);
  if (!isRecord(input)) return false;
  const { json, fields, env, externalDependencies, dependentTasksOutputFiles, transitive } = input;
  const has = (...names: string[]) => Object.keys(input).every((name) => names.includes(name));
  if (typeof json === 'string') return has('json', 'fields') && (fields === undefined || isTextList(fields));
  if (typeof env === 'string') return has('env');
  if (isTextList(externalDependencies)) return has('externalDependencies');
  return (
    typeof dependentTasksOutputFiles === 'string' &&
    ['undefined', 'boolean'].includes(typeof transitive) &&
    has('dependentTasksOutputFiles', 'transitive')
  );
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isEdgeList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (edge) =>
        isRecord(edge) &&
        typeof edge.path === 'string' &&
        ['string', 'undefined'].includes(typeof edge.decidedBy) &&
        [undefined, 'check'].includes(edge.readBy as never),
    )
  );
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}
