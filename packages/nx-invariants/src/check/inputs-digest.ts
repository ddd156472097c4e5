import { pluginVersion } from '../plugin/own-manifest';
import type { SourceTree } from '../workspace/source-tree';
import { canonicalJson } from './canonical-json';
import { DeclaredFiles } from './declared-files';
import type { TargetInput } from './define-check';
import type { LeafRequest } from './leaf-request';

/** What a leaf sees besides files. */
export interface LeafMoment {
  /** Values of the declared `{ env }` inputs. */
  readonly env: { readonly [name: string]: string | undefined };
  /** The day, for checks that are not cached. */
  readonly today: string | undefined;
}

/**
 * A digest of all that a leaf's verdict follows from: its declared inputs, its options and parameters, the graph
 * and the day where the check is given them, and the version of the plugin. A report with another digest is not
 * of this state.
 */
export function inputsDigest(request: LeafRequest, sources: SourceTree, { env, today }: LeafMoment): string {
  const files = new DeclaredFiles(
    request.workspaceRoot,
    sources,
    request.project.root,
    request.inputs,
    request.otherProjectRoots,
    request.dependencyOutputs,
  );
  // Not cachedDependencies: Nx hashes no inputs of other targets into a task either (24.0.6). The leaf that asks for them
  // has what they are written in, project.json and nx.json, among its own inputs.
  const { options, parameters, graph, dependencyOutputs } = request;
  const rest = {
    ...{ options, parameters, graph, dependencyOutputs },
    ...{ today, codeVersion: pluginVersion() },
  };
  return files.digest({ ...env, 'beside the files': canonicalJson(rest) });
}

/** The values of the environment variables that a leaf declares. */
export function declaredEnvironment(
  inputs: readonly TargetInput[],
  env: { readonly [name: string]: string | undefined },
): { [name: string]: string | undefined } {
  const names = inputs.flatMap((input) => (typeof input === 'object' && 'env' in input ? [input.env] : []));
  return Object.fromEntries(names.map((name) => [name, env[name]]));
}
