import {
  type ContextInput,
  contextInputs,
  memoryTree,
  resolveBuildContext,
} from '@nx-invariants/docker-context';
import { joinPath } from '../../workspace/paths';
import { containsWildcard, literalPrefix } from './wildcard';

/** What a build asks for follows from the Dockerfile alone; what it gets is judged when the check runs. */
const nothing = memoryTree(new Map());

/** What a Dockerfile asks of a context, as workspace paths; a wildcard stands for the folder before it. */
export function askedPaths(
  dockerfile: { readonly path: string; readonly text: string },
  context: string,
  request: { readonly target: string | undefined; readonly args: ReadonlyMap<string, string> },
): string[] {
  const resolution = resolveBuildContext({
    dockerfile,
    context: { path: context, tree: nothing },
    target: request.target,
    buildArgs: request.args,
  });
  const inputs = contextInputs(resolution);
  return [...new Set(inputs.map((input) => joinPath(context, plainPath(input))))].sort();
}

function plainPath({ path, wildcard }: ContextInput): string {
  return wildcard || containsWildcard(path) ? literalPrefix(path) : path;
}
