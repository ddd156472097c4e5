import {
  type BuildResolution,
  type ContextInput,
  contextInputs,
  memoryTree,
  resolveBuildContext,
} from '@nx-invariants/docker-context';
import { joinPath } from '../../workspace/paths';
import { containsWildcard, literalPrefix } from './wildcard';

/** What a build asks for follows from the Dockerfile alone; what it gets is judged when the check runs. */
const nothing = memoryTree(new Map());

interface AskedOf {
  readonly path: string;
  readonly text: string;
}

interface AskedFor {
  readonly target: string | undefined;
  readonly args: ReadonlyMap<string, string>;
}

/** What a Dockerfile asks of a context, as workspace paths; a wildcard stands for the folder before it. */
export function askedPaths(dockerfile: AskedOf, context: string, request: AskedFor): string[] {
  return pathsOf(resolve(dockerfile, context, request), context);
}

/** All that a Dockerfile asks of a context, as {@link askedPaths} tells it, or why that is not all. */
export type AskedWhole =
  | { readonly kind: 'told'; readonly paths: readonly string[] }
  | { readonly kind: 'untold'; readonly because: string };

/** The arguments that BuildKit sets by the machine and `--platform`, for another one than is usual. */
const otherPlatform: readonly (readonly [string, string])[] = ['TARGET', 'BUILD'].flatMap((side) => [
  [`${side}PLATFORM`, 'linux/arm64/v8'],
  [`${side}ARCH`, 'arm64'],
  [`${side}VARIANT`, 'v8'],
]);

/** The same where nothing that only a build can tell, such as an image's own ENV or the platform, changes it. */
export function askedWhole(dockerfile: AskedOf, context: string, request: AskedFor): AskedWhole {
  const resolution = resolve(dockerfile, context, request);
  const because = whyNotAll(resolution);
  if (because !== undefined) return { kind: 'untold', because };
  const paths = pathsOf(resolution, context);
  const elsewhere = askedPaths(dockerfile, context, {
    ...request,
    args: new Map([...otherPlatform, ...request.args]),
  });
  return paths.join('\n') === elsewhere.join('\n')
    ? { kind: 'told', paths }
    : { kind: 'untold', because: `what ${dockerfile.path} takes depends on the platform` };
}

function whyNotAll(resolution: BuildResolution): string | undefined {
  if (resolution.kind === 'parse-error') return `its Dockerfile does not parse: ${resolution.message}`;
  const { instructions, reasons, outcome } = resolution;
  const engine = reasons.find(({ because }) => because === 'engine');
  if (engine !== undefined) return engine.reason;
  if (instructions.length === 0 && outcome === 'fails') return reasons[0]?.reason;
  const open = instructions.find(
    (instruction) =>
      instruction.origin.kind === 'context' &&
      instruction.kind === 'unknown' &&
      instruction.because !== 'remote' &&
      instruction.sources.some(({ path }) => path === undefined),
  );
  return open?.kind === 'unknown' ? open.reason : undefined;
}

function resolve(dockerfile: AskedOf, context: string, { target, args }: AskedFor): BuildResolution {
  return resolveBuildContext({
    dockerfile,
    context: { path: context, tree: nothing },
    target,
    buildArgs: args,
  });
}

function pathsOf(resolution: BuildResolution, context: string): string[] {
  const inputs = contextInputs(resolution);
  return [...new Set(inputs.map((input) => joinPath(context, plainPath(input))))].sort();
}

function plainPath({ path, wildcard }: ContextInput): string {
  return wildcard || containsWildcard(path) ? literalPrefix(path) : path;
}
