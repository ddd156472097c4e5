import { parseJson } from '../../config/json-document';
import { manifestCommands } from '../../workspace/manifest-commands';
import { buildCommands } from './build-command';
import { type BuilderReading, mergeBuilders, noBuilders } from './builder';
import { locatedBuild } from './located-build';

/** Whether a file is one that `manifestBuilders` reads. */
export function isBuilderManifest(file: string): boolean {
  return /(^|\/)(project|package)\.json$/.test(file);
}

/**
 * The images that `docker build` commands of a project build: those of the targets of project.json, or of the `nx`
 * property of package.json (nx:run-commands), and those of the scripts of package.json.
 *
 * @param file the workspace path of the project.json or package.json.
 */
export function manifestBuilders(file: string, text: string): BuilderReading {
  const parsed = namesProgram.test(text) ? parseJson(text) : undefined;
  if (!parsed?.ok) return noBuilders;
  const { document } = parsed;
  const commands = manifestCommands(file, document);
  return mergeBuilders(
    commands.flatMap(({ script, folder, label, path }) =>
      buildCommands(script).map((reading) =>
        locatedBuild(reading, 'target', label, { file, ...document.locate(path) }, folder),
      ),
    ),
  );
}

/** Most manifests name none, and need no parsing. */
const namesProgram = /docker|podman|nerdctl/;
