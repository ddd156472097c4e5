import type { FindingDraft } from '../../check/finding';
import type { GraphView } from '../../check/graph-view';
import { parseJson } from '../../config/json-document';
import { metadataPlaces } from '../../config/project-metadata';
import { publishedSchema } from '../../config/published-schemas';
import { isRecord, valueAt } from '../../config/record';
import { violationsOf } from '../../config/validate';
import { manifestOf } from '../../workspace/manifest-targets';
import { joinPath } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';

/**
 * What is wrong in what projects say in their metadata: a key that nobody reads would be taken for one that holds. Of
 * `builds` the check docker-context says it, of `contracts` contract-consumers.
 */
export function metadataFindings(read: ReadText, graph: GraphView): FindingDraft[] {
  return Object.values(graph.projects).flatMap(({ root }) =>
    metadataPlaces.flatMap(({ file, path }) => violationsIn(joinPath(root, file), path, read)),
  );
}

const saidElsewhere = new Set(['builds', 'contracts']);

function violationsIn(file: string, path: readonly string[], read: ReadText): FindingDraft[] {
  const text = read(file);
  const parsed = text?.includes('invariants') ? parseJson(text) : undefined;
  if (!parsed?.ok) return [];
  const manifest = manifestOf(file, parsed.document);
  const given = valueAt(manifest.value, path);
  if (given === undefined) return [];
  const said = isRecord(given)
    ? Object.fromEntries(Object.entries(given).filter(([key]) => !saidElsewhere.has(key)))
    : given;
  return violationsOf(manifest, path, said, publishedSchema('project-metadata')).map((problem) => ({
    severity: 'error',
    ...problem,
    expected: '"optOut", with a reason for each check, "builds" and "contracts"',
    fix: 'correct it, or remove it: until then it has no effect',
  }));
}
