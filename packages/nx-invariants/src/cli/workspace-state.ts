import { loadRegistry, type Registry } from '../check/registry';
import { catalogueFile, type Invariant, readCatalogue } from '../config/catalogue';
import { today } from '../config/day';
import { type NxJson, namedInputsOf, readNxJson } from '../config/nx-json';
import { readPluginOptions } from '../config/plugin-options';
import { hookVariables } from '../plugin/hooks';
import type { LeafState } from '../report/leaf-state';
import { readLeafStates } from '../report/read-leaf-states';
import { readText } from '../workspace/read-text';
import { type Failure, failure, type Surroundings } from './command';

/** The leaves of a workspace with their evidence, and the catalogue they uphold. */
export interface WorkspaceState {
  readonly kind: 'state';
  readonly leaves: readonly LeafState[];
  readonly catalogue: CatalogueState;
  readonly registry: Registry;
}

export type CatalogueState =
  | { readonly kind: 'read'; readonly invariants: readonly Invariant[] }
  | { readonly kind: 'missing' }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/**
 * Reads what is known of every leaf now.
 *
 * @param base the base revision that leaves compare with, where it is not to be found as in a run.
 */
export async function readWorkspaceState(
  workspaceRoot: string,
  base: string | undefined,
  { env, projectGraph }: Pick<Surroundings, 'env' | 'projectGraph'>,
): Promise<WorkspaceState | Failure> {
  const reading = await projectGraph(workspaceRoot);
  if (reading.kind === 'unreadable') {
    return failure(
      `Nx cannot make the project graph: ${reading.reason}`,
      'mend what it names; "nx-invariants doctor" shows what the plugin sees without the graph',
    );
  }
  const nxJson = readNxJson(workspaceRoot);
  const { options } = readPluginOptions(nxJson);
  const registry = await loadRegistry(workspaceRoot, options);
  const argv = base === undefined ? [] : [`--base=${base}`];
  const variables = await hookVariables(workspaceRoot, argv, { ...env }, defaultBaseOf(nxJson));
  const leaves = await readLeafStates({
    root: workspaceRoot,
    graph: reading.graph,
    options,
    namedInputs: namedInputsOf(nxJson),
    registry,
    env: { ...env, ...variables },
    today: today(),
  });
  return { kind: 'state', leaves, catalogue: readCatalogueState(workspaceRoot), registry };
}

/** The catalogue, or why it cannot be read, each problem in a line with its place. */
export function readCatalogueState(workspaceRoot: string): CatalogueState {
  const read = readCatalogue(readText(workspaceRoot, catalogueFile));
  switch (read.kind) {
    case 'read':
      return { kind: 'read', invariants: read.value };
    case 'missing':
      return { kind: 'missing' };
    case 'invalid':
      return {
        kind: 'invalid',
        problems: read.problems.map(
          ({ file, line, column, message }) => `${file}:${line}:${column} ${message}`,
        ),
      };
  }
}

/** The default branch as nx.json names it. */
export function defaultBaseOf({ value: { defaultBase } }: NxJson): string | undefined {
  return typeof defaultBase === 'string' ? defaultBase : undefined;
}
