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
    ...dockerfileOf(command, folder, context),
    context,
    appliesIgnoreFile: true,
    target: command.target,
    args: command.args,
    namedContexts: namedFolders(folder, command.namedContexts),
  });
}

/**
 * The Dockerfile of a command, and where its program looks for it:
 * - docker: Dockerfile, or `dockerfile` (withFoundDockerfile in builder.ts)
 * - podman: without a file Containerfile, then Dockerfile (podman 5, ParseBuildOpts); a file that is not there in the context
 *   (buildah 1.41, imagebuildah.BuildDockerfiles)
 * - nerdctl: Containerfile where Dockerfile is not there, also where that is named (nerdctl 1.7, BuildKitFile)
 */
function dockerfileOf(
  { program, file }: BuildCommand,
  folder: string,
  context: string,
): Pick<ImageBuilder, 'dockerfile' | 'usualDockerfiles'> {
  const inContext = (name: string) => joinPath(context, name);
  const dockerfile = file === undefined ? inContext('Dockerfile') : pathFrom(folder, file);
  switch (program) {
    case 'docker':
      return { dockerfile };
    case 'podman': {
      const usualDockerfiles =
        file === undefined ? [inContext('Containerfile'), dockerfile] : [dockerfile, pathFrom(context, file)];
      return { dockerfile, usualDockerfiles };
    }
    case 'nerdctl': {
      const containerfile = dockerfile.replace(/(^|\/)Dockerfile$/, '$1Containerfile');
      return { dockerfile, usualDockerfiles: [dockerfile, containerfile] };
    }
    default:
      return unreachable(program);
  }
}
