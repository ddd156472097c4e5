import { fileInput, isInside } from './paths';
import type { SourceTree } from './source-tree';

/**
 * Places are YAML files or folders of them. A target that reads a place names the place, not the files now in it:
 * names of files in a target's options would make each new file a cache miss for every task of the project.
 */
const isYaml = (path: string) => /\.ya?ml$/.test(path);

/** The YAML files at some places, among the workspace's sources. */
export function yamlFilesAt(sources: SourceTree, places: readonly string[]): string[] {
  return places.flatMap((place) => (sources.has(place) ? [place] : sources.filesIn(place).filter(isYaml)));
}

/** The same among the files that a check declared. */
export function yamlFilesAmong(files: readonly string[], places: readonly string[]): string[] {
  return places.flatMap((place) =>
    files.filter((file) => file === place || (isInside(file, place) && isYaml(file))),
  );
}

/** Nx inputs for all YAML files that are, or will be, at some places. */
export function yamlInputs(places: readonly string[]): string[] {
  return places.flatMap((place) =>
    place === '.'
      ? ['{workspaceRoot}/**/*.{yml,yaml}']
      : [fileInput(place), `{workspaceRoot}/${place}/**/*.{yml,yaml}`],
  );
}
