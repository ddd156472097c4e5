import { posix } from 'node:path';
import { parseJson } from '../../config/json-document';
import type { NxJson } from '../../config/nx-json';
import { manifestCommands } from '../../workspace/manifest-commands';
import { manifestOf, targetRuns, targetsIn } from '../../workspace/manifest-targets';
import { buildCommands } from './build-command';
import { type ManifestReading, mergeBuilders, nothingBuilt, runByTarget, untoldManifest } from './builder';
import { containerBuilders } from './container-target';
import { locatedBuild } from './located-build';

/** Whether a file is one that `manifestBuilders` reads. */
export function isBuilderManifest(file: string): boolean {
  return /(^|\/)(project|package)\.json$/.test(file);
}

/**
 * The images that `docker build` commands and @nx-tools/nx-container of a project build: those of the targets of project.json, or of the `nx`
 * property of package.json (nx:run-commands), with what `targetDefaults` puts under them, and those of the scripts of
 * package.json.
 *
 * @param file the workspace path of the project.json or package.json.
 */
export function manifestBuilders(file: string, text: string, nxJson: NxJson): ManifestReading {
  if (!mayBuildImages(text, nxJson)) return nothingBuilt;
  const parsed = parseJson(text);
  if (!parsed.ok) return untoldManifest(file, parsed);
  const { document } = parsed;
  const projectRoot = posix.dirname(file);
  const reading = mergeBuilders([
    ...manifestCommands(file, document, nxJson).flatMap(({ script, folder, label, target, ownerPlace }) =>
      buildCommands(script)
        .map((reading) => locatedBuild(reading, 'target', label, ownerPlace, folder))
        .map((reading) => (target === undefined ? reading : runByTarget(reading, { projectRoot, target }))),
    ),
    ...targetsIn(manifestOf(file, document)).flatMap(([target, own]) =>
      containerBuilders(`the target ${target}`, targetRuns(target, own, nxJson), projectRoot).map((reading) =>
        runByTarget(reading, { projectRoot, target }),
      ),
    ),
  ]);
  return { ...reading, findings: [] };
}

/** Whether a manifest need be parsed for what builds images: most name nothing that does. */
export function mayBuildImages(text: string, nxJson: NxJson): boolean {
  return namesBuilder(text) || namesBuilder(JSON.stringify(nxJson.value.targetDefaults ?? null));
}

function namesBuilder(text: string): boolean {
  return /docker|podman|nerdctl|nx-container/.test(text);
}
