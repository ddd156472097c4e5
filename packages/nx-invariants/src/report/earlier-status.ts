import { isRecord } from '../config/record';
import type { InvariantStatus } from './invariant-status';

/** How the invariants stood when an earlier report was written. */
export interface EarlierStatus {
  /** What its reader calls it. */
  readonly label: string;
  /** By the id of the invariant. */
  readonly statuses: ReadonlyMap<string, InvariantStatus>;
}

const known = {
  holds: true,
  warns: true,
  unaffected: true,
  violated: true,
  unknown: true,
  'documented-only': true,
  planned: true,
  'not-asked': true,
} satisfies Record<InvariantStatus, true>;

/** The statuses in a document of `nx-invariants report --json`; undefined if the text is none. */
export function earlierStatuses(text: string): EarlierStatus['statuses'] | undefined {
  const document = parsed(text);
  if (!isRecord(document) || document.version !== 1 || document.command !== 'report') return undefined;
  const { result } = document;
  if (!isRecord(result) || !Array.isArray(result.invariants)) return undefined;
  const entries = result.invariants.flatMap((row: unknown): [string, InvariantStatus][] =>
    isRecord(row) && typeof row.id === 'string' && isStatus(row.status) ? [[row.id, row.status]] : [],
  );
  return entries.length === result.invariants.length ? new Map(entries) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isStatus(value: unknown): value is InvariantStatus {
  return typeof value === 'string' && Object.hasOwn(known, value);
}
