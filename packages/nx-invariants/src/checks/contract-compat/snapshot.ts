import type { FindingDraft } from '../../check/finding';
import {
  type ContractPlaces,
  type ContractSchema,
  isSchemaFile,
  parseContract,
  type Unreadable,
} from '../../contracts/contract-folder';

/** The contracts at one time. */
export type Snapshot = readonly ContractSchema[];

/** What the contracts were. */
export type EarlierContracts =
  | {
      readonly kind: 'known';
      /** How reports call the base: a git tree, a release, or none. */
      readonly name: string;
      readonly base: Snapshot;
      /** Every other time that is known, the last one first; compared with in transitive modes alone. */
      readonly before: readonly Snapshot[];
      readonly findings: readonly FindingDraft[];
    }
  | { readonly kind: 'unknown'; readonly reason: string; readonly fix: string };

export const fetchHistory =
  'fetch the history (actions/checkout with fetch-depth: 0), or name the base in NX_BASE';

/** The schemas among some files; what cannot be parsed is a problem. */
export function parseSnapshot(
  texts: readonly (readonly [file: string, text: string])[],
  places: ContractPlaces,
): { readonly schemas: Snapshot; readonly problems: readonly Unreadable[] } {
  const parsed = texts
    .filter(([file, text]) => isSchemaFile(places, file, text))
    .map(([file, text]) => parseContract(places.schemas, file, text));
  return {
    schemas: parsed.flatMap((one) => ('schema' in one ? [one.schema] : [])),
    problems: parsed.flatMap((one) => ('finding' in one ? [one] : [])),
  };
}

export function unknown(reason: string, fix: string): Extract<EarlierContracts, { kind: 'unknown' }> {
  return { kind: 'unknown', reason, fix };
}
