import { isRecord } from '../config/record';
import { isTextList } from '../config/text-list';
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
      'it returned no list of inputs (filesets that begin with {projectRoot}/ or {workspaceRoot}/, { json, fields }, { env } or { dependentTasksOutputFiles })',
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

/**
 * A single input that Nx does not know, or cannot parse, makes it refuse every task of the workspace (24.0.6). So does a
 * package that the lockfile does not list: those have a place of their own in the definition, `packages`.
 */
function isInput(input: unknown): boolean {
  if (typeof input === 'string') return isFileset(input.replace(/^!/, ''));
  if (!isRecord(input)) return false;
  const { json, fields, env, dependentTasksOutputFiles, transitive } = input;
  const has = (...names: string[]) => Object.keys(input).every((name) => names.includes(name));
  if (typeof json === 'string') {
    return isFileset(json) && has('json', 'fields') && (fields === undefined || isTextList(fields));
  }
  if (typeof env === 'string') return has('env');
  return (
    typeof dependentTasksOutputFiles === 'string' &&
    isPattern(dependentTasksOutputFiles) &&
    ['undefined', 'boolean'].includes(typeof transitive) &&
    has('dependentTasksOutputFiles', 'transitive')
  );
}

function isFileset(text: string): boolean {
  const [, path] = /^\{(?:projectRoot|workspaceRoot)\}(|\/.*)$/s.exec(text) ?? [];
  return path !== undefined && isPattern(path);
}

/** Whether its braces and parentheses close, without classes of characters: the patterns that Nx parses for certain. */
function isPattern(pattern: string): boolean {
  const open: string[] = [];
  for (const char of pattern.replace(/\\./gs, '')) {
    if ('[]\\'.includes(char)) return false;
    if ('{('.includes(char)) open.push(char === '{' ? '}' : ')');
    if ('})'.includes(char) && open.pop() !== char) return false;
  }
  return open.length === 0;
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
