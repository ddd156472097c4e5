import type { ReadText } from '../workspace/read-text';
import { jsonValue } from './json-document';
import { metadataPlaces } from './project-metadata';
import { valueAt } from './record';

const indispensable = new Set(['configuration', 'invariant-map']);

/** Whether a check says what the others miss: no project and no workspace does without it. */
export function isIndispensable(check: string): boolean {
  return indispensable.has(check);
}

/** The files that may opt a project out, and the part of each that says so. */
export const optOutPlaces = metadataPlaces.map(({ file, path }) => ({
  file,
  field: [...path, 'optOut'].join('.'),
}));

export interface OptOut {
  readonly reason: string;
  /** The file in the project's folder that says so. */
  readonly file: string;
}

/**
 * Whether and why a project does without a check: its project.json says so under `metadata.invariants.optOut`, or
 * its package.json under `nx.metadata.invariants.optOut`.
 *
 * @param textOf the text of a file in the project's folder, where there is one.
 */
export function optOutOf(textOf: ReadText, check: string): OptOut | undefined {
  if (isIndispensable(check)) return undefined;
  for (const { file, path } of metadataPlaces) {
    const reason = valueAt(jsonValue(textOf(file)), [...path, 'optOut', check]);
    if (typeof reason === 'string' && reason.trim() !== '') return { reason, file };
  }
  return undefined;
}
