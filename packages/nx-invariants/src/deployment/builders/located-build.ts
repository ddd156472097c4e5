import type { Location } from '../../check/finding';
import { joinPath, leavesWorkspace } from '../../workspace/paths';
import type { BuildCommandReading } from './build-command';
import { type BuilderReading, type ImageBuilder, noBuilders } from './builder';

/**
 * A `docker build` command as a builder: paths are relative to the folder it runs in, the Dockerfile defaults to
 * the context's.
 *
 * @param scriptFolder the workspace folder that the command's script starts in.
 */
export function locatedBuild(
  reading: BuildCommandReading,
  source: ImageBuilder['source'],
  label: string,
  location: Location,
  scriptFolder: string,
): BuilderReading {
  if (reading.kind === 'unreadable') {
    return { builders: [], unreadable: [{ label, location, reason: reading.reason }] };
  }
  const { command } = reading;
  if (command.context === '-' || /^(https?:|git@|git:)/.test(command.context)) return noBuilders;
  const folder = command.folder.startsWith('/') ? command.folder : joinPath(scriptFolder, command.folder);
  const context = joinPath(folder, command.context);
  const dockerfile =
    command.file === undefined ? joinPath(context, 'Dockerfile') : joinPath(folder, command.file);
  if (leavesWorkspace(context) || leavesWorkspace(dockerfile)) {
    return {
      builders: [],
      unreadable: [{ label, location, reason: 'its context or Dockerfile lies outside this repository' }],
    };
  }
  const namedContexts = new Map(
    [...command.namedContexts].map(([name, value]) => [
      name,
      /^(docker-image|https?|git|oci-layout|target|service):/.test(value)
        ? undefined
        : joinPath(folder, value),
    ]),
  );
  const { target, args } = command;
  return {
    builders: [
      { source, label, location, dockerfile, context, appliesIgnoreFile: true, target, args, namedContexts },
    ],
    unreadable: [],
  };
}
