import type { Location } from '../yaml/tree';
import type { BuildContext, Dockerfile } from './build-facts';
import type { ComposeModel } from './read';
import type { ComposeService } from './service';

/** What a service says of its build, whatever its context. */
export interface ServiceBuild {
  readonly service: string;
  readonly target: string | undefined;
  readonly args: ReadonlyMap<string, string>;
  readonly additionalContexts: ReadonlyMap<string, BuildContext>;
  readonly location: Location;
}

/**
 * What Compose would build for a service. Only `local` can be checked against the repository's files; its
 * paths are relative to the root.
 */
export type ComposeBuild =
  | (ServiceBuild & { readonly kind: 'local'; readonly contextPath: string; readonly dockerfilePath: string })
  | (ServiceBuild & { readonly kind: 'inline'; readonly contextPath: string; readonly dockerfile: string })
  /** A remote context, or a context or Dockerfile outside the root. */
  | (ServiceBuild & {
      readonly kind: 'elsewhere';
      readonly context: BuildContext;
      readonly dockerfile: Dockerfile;
    });

/** The builds of every enabled service, in the order of their names. */
export function composeBuilds(model: ComposeModel): ComposeBuild[] {
  return [...model.services.values()].flatMap((service) => buildOf(service) ?? []);
}

function buildOf({ name, build }: ComposeService): ComposeBuild | undefined {
  if (build === undefined) return undefined;
  const common: ServiceBuild = {
    service: name,
    target: build.target?.value,
    args: new Map([...build.args].map(([key, fact]) => [key, fact.value])),
    additionalContexts: new Map([...build.additionalContexts].map(([key, fact]) => [key, fact.value])),
    location: build.location,
  };
  const context = build.context.value;
  const dockerfile = build.dockerfile.value;
  if (context.kind !== 'local' || dockerfile.kind === 'outside-root') {
    return { ...common, kind: 'elsewhere', context, dockerfile };
  }
  return dockerfile.kind === 'file'
    ? { ...common, kind: 'local', contextPath: context.path, dockerfilePath: dockerfile.path }
    : { ...common, kind: 'inline', contextPath: context.path, dockerfile: dockerfile.text };
}
