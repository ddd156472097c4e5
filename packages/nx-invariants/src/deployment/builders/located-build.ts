import type { Location } from '../../check/finding';
import { joinPath, leavesWorkspace } from '../../workspace/paths';
import type { BuildCommandReading } from './build-command';
import { type BuilderReading, type ImageBuilder, noBuilders, unreadableBuilder } from './builder';

/**
 * A build command as a builder: paths are relative to the folder it runs in, the Dockerfile defaults to
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
    return unreadableBuilder({ label, location, reason: reading.reason });
  }
  const folder = reading.command.folder.startsWith('/')
    ? reading.command.folder
    : joinPath(scriptFolder, reading.command.folder);
  if (reading.kind === 'files') {
    const { program, targets } = reading.command;
    const files = reading.command.files.map((file) => (isElsewhere(file) ? file : joinPath(folder, file)));
    const outside = [folder, ...files].find((path) => isElsewhere(path) || leavesWorkspace(path));
    return outside === undefined
      ? { ...noBuilders, byFiles: [{ program, source, label, location, folder, files, targets }] }
      : unreadableBuilder({ label, location, reason: `${outside} lies outside this repository` });
  }
  const { command } = reading;
  if (command.context === '-' || /^(https?:|git@|git:)/.test(command.context)) return noBuilders;
  const context = joinPath(folder, command.context);
  const dockerfile =
    command.file === undefined ? joinPath(context, 'Dockerfile') : joinPath(folder, command.file);
  if (leavesWorkspace(context) || leavesWorkspace(dockerfile)) {
    return unreadableBuilder({
      label,
      location,
      reason: 'its context or Dockerfile lies outside this repository',
    });
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
    ...noBuilders,
    builders: [
      { source, label, location, dockerfile, context, appliesIgnoreFile: true, target, args, namedContexts },
    ],
  };
}

/** Standard input, and what is fetched. */
function isElsewhere(file: string): boolean {
  return file === '-' || /^([a-z][a-z0-9+.-]*:|git@)/.test(file);
}
