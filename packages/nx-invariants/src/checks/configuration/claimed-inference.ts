import type { FindingDraft } from '../../check/finding';
import type { GraphView } from '../../check/graph-view';
import { parseJson } from '../../config/json-document';
import { metadataPlaces } from '../../config/project-metadata';
import { isRecord } from '../../config/record';
import { joinPath } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';

/** What the plugin says of a leaf that it infers, for invariant-map to compare with what became of it. */
const claim = ['metadata', 'inferredAs'] as const;

/**
 * Where a project or nx.json says it instead: it would make an override of a leaf look like the leaf itself.
 *
 * @param nxJsonFiles nx.json, and what it extends in the workspace.
 */
export function claimedInference(
  read: ReadText,
  graph: GraphView,
  nxJsonFiles: readonly string[],
): FindingDraft[] {
  const manifests = Object.values(graph.projects).flatMap(({ root }) =>
    metadataPlaces.map(({ file }) => joinPath(root, file)),
  );
  return [...nxJsonFiles, ...manifests].flatMap((file): FindingDraft[] => {
    const text = read(file);
    const parsed = text?.includes(claim[1]) ? parseJson(text) : undefined;
    if (!parsed?.ok) return [];
    return claimsBelow(parsed.document.value, []).map((path) => ({
      severity: 'error',
      file,
      ...parsed.document.locate(path),
      message: `${path.join('.')} is for the plugin alone to say: it would hide that a check is overridden`,
      expected: 'targets of checks as the plugin infers them',
      fix: 'remove it, and what it overrides; a check is configured in the options of the plugin',
    }));
  });
}

type Path = readonly (string | number)[];

/** The paths that end in the claim. */
function claimsBelow(value: unknown, path: Path): Path[] {
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(isRecord(value) ? value : {});
  return entries.flatMap(([key, inside]) => {
    const here = [...path, key];
    const isClaim = key === claim[1] && path.at(-1) === claim[0];
    return isClaim ? [here] : claimsBelow(inside, here);
  });
}
