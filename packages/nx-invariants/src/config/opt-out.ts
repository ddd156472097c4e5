import { parseJson } from './json-document';
import { valueAt } from './record';

/** The checks that say what the others miss: no project does without them. */
const indispensable = new Set(['configuration', 'invariant-map']);

/**
 * Why a project does without a check, where its project.json says so under `metadata.invariants.optOut`.
 *
 * @param projectJson the text of project.json, where there is one.
 */
export function optOutReasonIn(projectJson: string | undefined, check: string): string | undefined {
  const parsed = projectJson === undefined ? undefined : parseJson(projectJson);
  const document = parsed?.ok ? parsed.document.value : undefined;
  const value = valueAt(document, ['metadata', 'invariants', 'optOut', check]);
  return typeof value === 'string' && value.trim() !== '' && !indispensable.has(check) ? value : undefined;
}
