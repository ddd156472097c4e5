import type { FindingDraft } from '../../check/finding';
import type { Place } from '../../config/json-document';
import { declarationIn, metadataPlaces } from '../../config/project-metadata';
import { unreachable } from '../../unreachable';

/** A contract that a project needs: `"job": "^1.0.0"` under `metadata.invariants.contracts`. */
export interface DeclaredContract {
  /** Its path in the contracts folder without `.json`. */
  readonly name: string;
  /** A range of SemVer, as npm writes it. */
  readonly range: string;
  readonly place: Place;
}

/** What a manifest declares; `isPresent` where it declares something, be it malformed. */
export interface DeclaredContracts {
  readonly isPresent: boolean;
  readonly contracts: readonly DeclaredContract[];
  readonly findings: readonly FindingDraft[];
}

/** The files that may declare contracts. */
export const declaringFiles = metadataPlaces.map(({ file }) => file);

/**
 * The contracts that a project.json or package.json declares. Malformed ones are findings, and then none counts.
 *
 * @param file its workspace path.
 */
export function declaredContracts(file: string, text: string): DeclaredContracts {
  const declaration = declarationIn(file, text, 'contracts');
  switch (declaration.kind) {
    case 'none':
      return { isPresent: false, contracts: [], findings: [] };
    case 'not-json': {
      const { message, position } = declaration.parse;
      const said = `${file} is not JSON, so which contracts the project needs cannot be told: ${message}`;
      return malformed([{ severity: 'error', file, ...position, message: said, fix: 'mend its syntax' }]);
    }
    case 'malformed': {
      const fix =
        'write each contract with the range of its versions that is understood: { "job": "^1.0.0" }';
      return malformed(declaration.problems.map((problem) => ({ severity: 'error', ...problem, fix })));
    }
    case 'declared': {
      const ranges = Object.entries(declaration.value as { readonly [name: string]: string });
      const contracts = ranges.map(([name, range]) => ({ name, range, place: declaration.locate([name]) }));
      return { isPresent: true, contracts, findings: [] };
    }
    default:
      return unreachable(declaration);
  }
}

function malformed(findings: readonly FindingDraft[]): DeclaredContracts {
  return { isPresent: true, contracts: [], findings };
}
