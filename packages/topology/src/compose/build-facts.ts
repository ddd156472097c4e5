import { resolvePath } from '../paths';
import type { Diagnostics } from '../result';
import { type Fact, textFact } from '../topology';
import { at, entriesOf, isNull, keyOf, type Location, printed, type Tree, textOf } from '../yaml/tree';
import type { Lookup } from './interpolate';
import { pairsOf } from './pairs';

/** Where a build takes its files from. Paths are relative to the root. */
export type BuildContext =
  | { readonly kind: 'local'; readonly path: string }
  /** A folder that is not in the repository: absolute, in a home folder, or above the root. */
  | { readonly kind: 'outside-root'; readonly path: string }
  | { readonly kind: 'remote'; readonly url: string }
  | { readonly kind: 'service'; readonly service: string };

/** `path` is relative to the root for a local context, else as written. */
export type Dockerfile =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'outside-root'; readonly path: string }
  | { readonly kind: 'inline'; readonly text: string };

export interface BuildFacts {
  readonly location: Location;
  readonly context: Fact<BuildContext>;
  readonly dockerfile: Fact<Dockerfile>;
  readonly target: Fact<string> | undefined;
  /** Values as given or taken from the environment; an argument without either is absent. */
  readonly args: ReadonlyMap<string, Fact<string>>;
  readonly additionalContexts: ReadonlyMap<string, Fact<BuildContext>>;
}

/** What a canonical service says of its build; undefined where it has none. */
export function readBuild(
  name: string,
  tree: Tree,
  lookup: Lookup,
  diagnostics: Diagnostics,
): BuildFacts | undefined {
  const entry = tree.kind === 'mapping' ? tree.entries.get('build') : undefined;
  if (entry === undefined || isNull(entry.value)) return undefined;
  const build = entry.value;
  const location = entry.key.location;

  const context = contextFact(at(build, 'context'), build, location);
  if (context.value.kind === 'outside-root') {
    diagnostics.cannotDecide(
      'build-context-outside-root',
      context.location,
      `The build context ${context.value.path} of service "${name}" lies outside the repository.`,
    );
  }
  const additionalContexts = new Map<string, Fact<BuildContext>>();
  for (const additional of entriesOf(at(build, 'additional_contexts'))) {
    additionalContexts.set(keyOf(additional), contextFact(additional.value, build, additional.key.location));
  }
  return {
    location,
    context,
    dockerfile: dockerfileFact(build, context.value, location),
    target: textFact(at(build, 'target')),
    args: readArguments(at(build, 'args'), lookup),
    additionalContexts,
  };
}

/** What compose-go's `paths/context.go` takes for something else than a folder. */
const REMOTE = /:\/\/|^github\.com\/|^git@/;

function contextFact(written: Tree | undefined, build: Tree, fallback: Location): Fact<BuildContext> {
  const text = printed(written) ?? '.';
  const location = written?.location ?? fallback;
  if (text.startsWith('service:')) {
    return { value: { kind: 'service', service: text.slice('service:'.length) }, location };
  }
  if (REMOTE.test(text)) return { value: { kind: 'remote', url: text }, location };
  const resolved = resolvePath(baseOf(written) ?? baseOf(build) ?? '.', text);
  return resolved.kind === 'inside'
    ? { value: { kind: 'local', path: resolved.path }, location }
    : { value: { kind: 'outside-root', path: resolved.path }, location };
}

/** The folder of the scalar, or of the first scalar below a mapping. */
function baseOf(tree: Tree | undefined): string | undefined {
  if (tree?.kind === 'scalar') return tree.base;
  for (const entry of entriesOf(tree)) {
    const base = baseOf(entry.value);
    if (base !== undefined) return base;
  }
  return undefined;
}

function dockerfileFact(build: Tree, context: BuildContext, fallback: Location): Fact<Dockerfile> {
  const inline = textOf(at(build, 'dockerfile_inline'));
  if (inline) {
    const location = at(build, 'dockerfile_inline')?.location ?? fallback;
    return { value: { kind: 'inline', text: inline }, location };
  }
  const written = at(build, 'dockerfile');
  const location = written?.location ?? fallback;
  const text = printed(written) || 'Dockerfile';
  if (context.kind !== 'local') return { value: { kind: 'file', path: text }, location };
  const resolved = resolvePath(context.path, text);
  return resolved.kind === 'inside'
    ? { value: { kind: 'file', path: resolved.path }, location }
    : { value: { kind: 'outside-root', path: resolved.path }, location };
}

function readArguments(tree: Tree | undefined, lookup: Lookup): Map<string, Fact<string>> {
  const args = new Map<string, Fact<string>>();
  for (const { key, value = lookup(key), location } of pairsOf(tree)) {
    if (value !== undefined) args.set(key, { value, location });
  }
  return args;
}
