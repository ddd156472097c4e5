import type { ComposeModel } from '@nx-invariants/topology';
import { loadTopology } from '../topology';
import { type BuilderReading, type ImageBuilder, outside, type UnreadableBuilder } from './builder';

/** The images that Compose would build. An inline Dockerfile is not a file of the workspace and is left out. */
export function composeBuilders(model: ComposeModel): BuilderReading {
  const builders: ImageBuilder[] = [];
  const unreadable: UnreadableBuilder[] = [];
  for (const build of loadTopology().composeBuilds(model)) {
    const label = `the Compose service ${build.service}`;
    switch (build.kind) {
      case 'local':
        builders.push({
          source: 'compose',
          label,
          location: build.location,
          dockerfile: build.dockerfilePath,
          context: build.contextPath,
          appliesIgnoreFile: true,
          target: build.target,
          args: build.args,
          namedContexts: new Map(
            [...build.additionalContexts].map(([name, context]) => [
              name,
              context.kind === 'local' ? context.path : undefined,
            ]),
          ),
        });
        break;
      case 'elsewhere':
        unreadable.push({ label, location: build.location, ...outside });
        break;
      case 'inline':
        break;
    }
  }
  return { builders, unreadable, definitionBuilds: [] };
}
