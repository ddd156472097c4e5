import { parseJson } from './json-document';
import { isRecord } from './record';

const indispensable = new Set(['configuration', 'invariant-map']);

/** Whether a check says what the others miss: no project and no workspace does without it. */
export function isIndispensable(check: string): boolean {
  return indispensable.has(check);
}

/**
 * Why a project does without a check, where its project.json says so under `metadata.invariants.optOut`.
 *
 * @param projectJson the text of project.json, where there is one.
 */
export function optOutReasonIn(projectJson: string | undefined, check: string): string | undefined {
  const parsed = projectJson === undefined ? undefined : parseJson(projectJson);
  let value: unknown = parsed?.ok ? parsed.document.value : undefined;
  for (const key of ['metadata', 'invariants', 'optOut', check]) {
    value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return typeof value === 'string' && value.trim() !== '' && !isIndispensable(check) ? value : undefined;
}
