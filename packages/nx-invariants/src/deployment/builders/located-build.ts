import type { Location } from '../../check/finding';
import { unreachable } from '../../unreachable';
import { joinPath, leavesWorkspace } from '../../workspace/paths';
import type { BuildCommand, BuildCommandReading } from './build-command';
import {
  type BuilderReading,
  type ImageBuilder,
  isRemote,
  localBuilder,
  namedFolders,
  noBuilders,
  pathFrom,
  unreadableBuilder,
  unsaid,
} from './builder';

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
    return unreadableBuilder({ label, location }, reading.refusal);
  }
  const folder = pathFrom(scriptFolder, reading.command.folder);
  if (reading.kind === 'files') {
    const { program, targets } = reading.command;
    const files = reading.command.files.map((file) => (isRemote(file) ? file : pathFrom(folder, file)));
    const outside = [folder, ...files].find((path) => isRemote(path) || leavesWorkspace(path));
    return outside === undefined
      ? { ...noBuilders, definitionBuilds: [{ program, source, label, location, folder, files, targets }] }
      : unreadableBuilder({ label, location }, unsaid(`${outside} lies outside this repository`));
  }
  const { command } = reading;
  if (isRemote(command.context)) return noBuilders;
  const context = pathFrom(folder, command.context);
  return localBuilder({
    source,
    label,
    location,
    ...(command.file === undefined
      ? usualDockerfile(command.program, context)
      : { dockerfile: pathFrom(folder, command.file) }),
    context,
    appliesIgnoreFile: true,
    target: command.target,
    args: command.args,
    namedContexts: namedFolders(folder, command.namedContexts),
  });
}

/** What a program builds that is given no file (podman-build(1) and nerdctl's build: a Containerfile as well). */
function usualDockerfile(
  program: BuildCommand['program'],
  context: string,
): Pick<ImageBuilder, 'dockerfile' | 'usualDockerfiles'> {
  const dockerfile = joinPath(context, 'Dockerfile');
  const containerfile = joinPath(context, 'Containerfile');
  switch (program) {
    case 'docker':
      return { dockerfile };
    case 'podman':
      return { dockerfile, usualDockerfiles: [containerfile, dockerfile] };
    case 'nerdctl':
      return { dockerfile, usualDockerfiles: [dockerfile, containerfile] };
    default:
      return unreachable(program);
  }
}
