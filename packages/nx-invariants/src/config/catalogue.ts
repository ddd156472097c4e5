import { publishedSchema } from './published-schemas';
import { type ConfigProblem, type ConfigResult, readConfig } from './validate';

export const catalogueFile = 'invariants.json';

/** A row of invariants.json: a guarantee and what upholds it. */
export interface Invariant {
  readonly id: string;
  readonly statement: string;
  readonly upheldBy?: readonly { readonly check: string; readonly project: string }[];
  readonly documentedOnly?: { readonly owner: string; readonly reviewBy: string; readonly reason: string };
  readonly planned?: { readonly reason: string };
}

/** Reads the catalogue. An id that stands twice is a problem. */
export function readCatalogue(text: string | undefined): ConfigResult<readonly Invariant[]> {
  const read = readConfig<{ invariants: Invariant[] }>(catalogueFile, text, publishedSchema('invariants'));
  if (read.kind !== 'read') return read;
  const { invariants } = read.value;
  const problems: ConfigProblem[] = invariants.flatMap((invariant, index) =>
    invariants.findIndex((other) => other.id === invariant.id) === index
      ? []
      : [
          {
            file: catalogueFile,
            ...read.document.locate(['invariants', index, 'id']),
            message: `the invariant id "${invariant.id}" stands twice`,
            fix: 'give each invariant an id of its own',
          },
        ],
  );
  if (problems.length > 0) return { kind: 'invalid', problems };
  return { kind: 'read', value: invariants, document: read.document };
}

/** Ids of the invariants that a leaf upholds, by the catalogue. */
export function upheldBy(invariants: readonly Invariant[], check: string, project: string): string[] {
  return invariants
    .filter((invariant) =>
      invariant.upheldBy?.some((leaf) => leaf.check === check && leaf.project === project),
    )
    .map((invariant) => invariant.id);
}
