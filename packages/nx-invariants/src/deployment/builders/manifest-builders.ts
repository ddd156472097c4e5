import { parseJson } from '../../config/json-document';
import type { NxJson } from '../../config/nx-json';
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
 * property of package.json (nx:run-commands), with what `targetDefaults` puts under them, and those of the scripts of
 * package.json.
 *
 * @param file the workspace path of the project.json or package.json.
 */
export function manifestBuilders(file: string, text: string, nxJson: NxJson): BuilderReading {
  const mayBuild = namesProgram(text) || namesProgram(JSON.stringify(nxJson.value.targetDefaults ?? null));
  const parsed = mayBuild ? parseJson(text) : undefined;
  if (!parsed?.ok) return noBuilders;
  return mergeBuilders(
    manifestCommands(file, parsed.document, nxJson).flatMap(({ script, folder, label, ownerPlace }) =>
      buildCommands(script).map((reading) => locatedBuild(reading, 'target', label, ownerPlace, folder)),
    ),
  );
}

/** Most manifests name none, and need no parsing. */
function namesProgram(text: string): boolean {
  return /docker|podman|nerdctl/.test(text);
}
