import semver from 'semver';
import type { CheckContext, CheckResult } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import { jsonValue } from '../../config/json-document';
import { isRecord } from '../../config/record';
import { contractVersion } from '../../contracts/contract-version';
import { claimOf, contractOf } from '../../contracts/copy-claims';
import { isInside, joinPath } from '../../workspace/paths';
import { type DeclaredContract, declaredContracts } from './declared-contracts';

/** Holds the contracts to what the project declares of them, and the copies that it ships to its declaration. */
export function run({ project, files, parameters }: CheckContext<unknown>): CheckResult {
  const { manifests, contracts: folder } = parameters as unknown as {
    readonly manifests: readonly string[];
    readonly contracts: string | null;
  };
  const textOf = (file: string) => {
    const read = files.read(file);
    return read.kind === 'read' ? read.text : undefined;
  };
  const declarations = manifests
    .map((file) => ({ file, ...declaredContracts(file, textOf(file) ?? '') }))
    .filter(({ isPresent }) => isPresent);
  const needed = declarations.flatMap(({ contracts }) => contracts);
  const judged = needed.map((contract) => {
    const file = folder === null ? undefined : joinPath(folder, `${contract.name}.json`);
    const text = file === undefined ? undefined : textOf(file);
    const schema = jsonValue(text);
    const version = isRecord(schema) ? contractVersion(schema) : undefined;
    return { contract, version: version ?? null, findings: judge(project.name, contract, text, version) };
  });
  const undeclared = folder === null ? [] : shippedFrom(folder, files.list(), textOf).filter(isNotIn(needed));
  return {
    subjects: declarations.map(({ file }) => file),
    findings: [
      ...declarations.flatMap(({ findings }) => findings),
      ...judged.flatMap(({ findings }) => findings),
      ...undeclared.map(({ copy, name }) => undeclaredFinding(project.name, copy, name)),
    ],
    details: {
      contracts: judged.map(({ contract: { name, range }, version }) => ({ name, range, version })),
    },
  };
}

function judge(
  project: string,
  { name, range, place }: DeclaredContract,
  schema: string | undefined,
  version: string | undefined,
): FindingDraft[] {
  const [beyond] = openEnd(range);
  if (beyond !== undefined) return [{ severity: 'error', ...place, ...beyond }];
  if (schema === undefined) {
    return [
      {
        severity: 'error',
        ...place,
        message: `${project} needs the contract ${name}, which does not exist`,
        expected: 'the path of a schema in the folder of contracts, without .json',
        fix: 'correct the name, or bring the contract back; take the line out if nothing reads it any more',
      },
    ];
  }
  if (version === undefined) {
    return [
      {
        severity: 'error',
        undecided: true,
        ...place,
        message: `the contract ${name} has no "$version" that can be read, so whether ${project} understands it cannot be told`,
        expected: `a version in ${range}`,
        fix: 'set "$version" in the schema, which must be JSON',
      },
    ];
  }
  if (semver.satisfies(version, range)) return [];
  return [
    {
      severity: 'error',
      ...place,
      message: `${project} needs the contract ${name} in ${range}, but it is at version ${version}`,
      expected: `a version in ${range}`,
      fix: `make ${project} understand version ${version} (check-contract-compat says what breaks), then change the range`,
    },
  ];
}

/** What is wrong with a range by itself: none, or one that every version to come would satisfy. */
function openEnd(range: string): Pick<FindingDraft, 'message' | 'expected' | 'fix'>[] {
  const expected = 'a range that ends before the next major version, such as ^1.0.0';
  if (semver.validRange(range) === null)
    return [{ message: `${JSON.stringify(range)} is no range of versions`, expected, fix: 'write a range' }];
  if (!semver.satisfies(`${Number.MAX_SAFE_INTEGER}.0.0`, range)) return [];
  return [
    {
      message: `${JSON.stringify(range)} takes every version to come, also one that breaks`,
      expected,
      fix: 'name the versions that are understood',
    },
  ];
}

interface Shipped {
  readonly copy: string;
  /** The contract that it is a copy of. */
  readonly name: string;
}

/** The copies among files that say clearly which contract they are. The check contract-copies judges what they hold. */
function shippedFrom(
  folder: string,
  files: readonly string[],
  textOf: (file: string) => string | undefined,
): Shipped[] {
  const contracts = files
    .filter((file) => isInside(file, folder))
    .map((file) => contractOf(file, textOf(file) ?? '', folder));
  return files
    .filter((file) => !isInside(file, folder))
    .flatMap((copy) => {
      const claim = claimOf(copy, textOf(copy) ?? '', { folder, contracts }, {});
      const contract =
        claim?.kind === 'copy' ? contracts.find(({ file }) => file === claim.sources[0]) : undefined;
      return contract === undefined ? [] : [{ copy, name: contract.name }];
    });
}

function isNotIn(needed: readonly DeclaredContract[]): (shipped: Shipped) => boolean {
  return ({ name }) => !needed.some((contract) => contract.name === name);
}

function undeclaredFinding(project: string, copy: string, name: string): FindingDraft {
  return {
    severity: 'error',
    file: copy,
    message: `${project} ships a copy of the contract ${name}, and does not declare that it needs it`,
    expected: `"${name}" among metadata.invariants.contracts, with the range of versions that it understands`,
    fix: 'declare it, or remove the copy',
  };
}
