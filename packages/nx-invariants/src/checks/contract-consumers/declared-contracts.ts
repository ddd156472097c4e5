import { posix } from 'node:path';
import type { FindingDraft } from '../../check/finding';
import { type Place, parseJson } from '../../config/json-document';
import { metadataPlaces } from '../../config/project-metadata';
import { publishedSchema } from '../../config/published-schemas';
import { valueAt } from '../../config/record';
import { violationsOf } from '../../config/validate';
import { manifestOf } from '../../workspace/manifest-targets';

/** A contract that a project needs: `"job": "^1.0.0"` under `metadata.invariants.contracts`. */
export interface DeclaredContract {
  /** Its path in the contracts folder without `.json`. */
  readonly name: string;
  /** A range of SemVer, as npm writes it. */
  readonly range: string;
  readonly place: Place;
}

/** What a manifest declares; `isPresent` where it declares something, be it malformed. */
export interface Declaration {
  readonly isPresent: boolean;
  readonly contracts: readonly DeclaredContract[];
  readonly findings: readonly FindingDraft[];
}

const nothing: Declaration = { isPresent: false, contracts: [], findings: [] };

/** The files that may declare contracts. */
export const declaringFiles = metadataPlaces.map(({ file }) => file);

/**
 * The contracts that a project.json or package.json declares. Malformed ones are findings, and then none counts.
 *
 * @param file its workspace path.
 */
export function declaredContracts(file: string, text: string): Declaration {
  const place = metadataPlaces.find((each) => each.file === posix.basename(file));
  if (place === undefined || !text.includes('invariants') || !text.includes('contracts')) return nothing;
  const parsed = parseJson(text);
  if (!parsed.ok) return untold(file, parsed);
  const manifest = manifestOf(file, parsed.document);
  const contracts = valueAt(manifest.value, [...place.path, 'contracts']);
  if (contracts === undefined) return nothing;
  const problems = violationsOf(manifest, place.path, { contracts }, publishedSchema('project-metadata'));
  const fix = 'write each contract with the range of its versions that is understood: { "job": "^1.0.0" }';
  return {
    isPresent: true,
    contracts:
      problems.length > 0
        ? []
        : Object.entries(contracts as { readonly [name: string]: string }).map(([name, range]) => ({
            name,
            range,
            place: manifest.locate([...place.path, 'contracts', name]),
          })),
    findings: problems.map((problem) => ({ severity: 'error', ...problem, fix })),
  };
}

function untold(
  file: string,
  { message, position }: { readonly message: string; readonly position: Omit<Place, 'file'> },
): Declaration {
  const finding: FindingDraft = {
    severity: 'error',
    file,
    ...position,
    message: `${file} is not JSON, so which contracts the project needs cannot be told: ${message}`,
    fix: 'mend its syntax',
  };
  return { isPresent: true, contracts: [], findings: [finding] };
}
