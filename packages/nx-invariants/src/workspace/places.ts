import { parseJson } from '../config/json-document';
import { isRecord } from '../config/record';
import { exactInput, isInside } from './paths';
import type { ReadText } from './read-text';
import type { SourceTree } from './source-tree';

/**
 * Places are files or folders of them. A target that reads a place names the place, not the files now in it: names of
 * files in a target's options would make each new file a cache miss for every task of the project.
 */
export type Endings = readonly ('yml' | 'yaml' | 'json')[];

export const workflowEndings: Endings = ['yml', 'yaml'];
/** What `kubectl apply -f` takes of a folder: JSON is YAML. */
export const manifestEndings: Endings = ['yml', 'yaml', 'json'];

/** The files at some places, among the workspace's sources. */
export function filesAt(sources: SourceTree, places: readonly string[], endings: Endings): string[] {
  return places.flatMap((place) =>
    sources.has(place) ? [place] : sources.filesIn(place).filter((file) => hasEnding(file, endings)),
  );
}

/** The same among the files that a check declared. */
export function filesAmong(files: readonly string[], places: readonly string[], endings: Endings): string[] {
  return places.flatMap((place) =>
    files.filter((file) => file === place || (isInside(file, place) && hasEnding(file, endings))),
  );
}

/** Nx inputs for all such files that are, or will be, at some places. */
export function placeInputs(places: readonly string[], endings: Endings): string[] {
  const pattern = `**/*.{${endings.join(',')}}`;
  return places.flatMap((place) =>
    place === '.'
      ? [`{workspaceRoot}/${pattern}`]
      : [exactInput(place), `{workspaceRoot}/${place}/${pattern}`],
  );
}

/**
 * Those of the files at some places that may be Kubernetes manifests. Dashboards, patches and settings lie among them:
 * JSON of no kind is none, unless the place names it. What cannot be read may be one.
 */
export function kubernetesManifests(
  files: readonly string[],
  places: readonly string[],
  read: ReadText,
): string[] {
  return files.filter(
    (file) => !file.endsWith('.json') || places.includes(file) || mayBeManifest(read(file)),
  );
}

function mayBeManifest(json: string | undefined): boolean {
  const parsed = json === undefined ? undefined : parseJson(json);
  if (!parsed?.ok) return true;
  const { value } = parsed.document;
  return isRecord(value) && Object.hasOwn(value, 'apiVersion') && Object.hasOwn(value, 'kind');
}

function hasEnding(file: string, endings: Endings): boolean {
  return endings.some((ending) => file.endsWith(`.${ending}`));
}
