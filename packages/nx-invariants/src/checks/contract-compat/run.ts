import type { CheckContext, CheckResult, Json } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import { counterparts } from '../../compatibility/counterparts';
import { documentOfContract, type SchemaVersion, versionOf } from '../../compatibility/schema-version';
import { type ContractPlaces, type ContractSchema, readContracts } from '../../contracts/contract-folder';
import { earlierContracts } from './earlier-contracts';
import { judgeChange, judgeEarlierChange } from './judge-change';
import { isTransitive, type Options, type Policy, policyOf, unmatchedGlobs } from './options';
import type { Snapshot } from './snapshot';

/** Compares every contract with what it was and asks for the version step its changes need. */
export async function run(context: CheckContext<Options>): Promise<CheckResult> {
  const { files, options } = context;
  const places = context.parameters as unknown as ContractPlaces;
  const current = readContracts(files, places);
  const subjects = current.schemas.map(({ file }) => file);
  const misnamed = unmatchedGlobs(
    options,
    current.schemas.map(({ name }) => name),
  ).map(matchesNothing);
  const earlier = await earlierContracts(context, places, current.schemas);
  if (earlier.kind === 'unknown') {
    const findings = [...current.findings, ...misnamed, unknownBase(places.schemas, earlier)];
    return { subjects, findings, details: null };
  }
  const judged = judgeAll(current.schemas, earlier, options);
  return {
    subjects,
    findings: distinct([
      ...current.findings,
      ...misnamed,
      ...earlier.findings,
      ...judged.flatMap(({ findings }) => findings),
      ...removedContracts(current.schemas, earlier.base, places),
    ]),
    details: { base: earlier.name, contracts: judged.map(({ details }) => details) },
  };
}

interface Judged {
  readonly findings: readonly FindingDraft[];
  readonly details: Json;
}

function judgeAll(
  current: Snapshot,
  { base, before }: { readonly base: Snapshot; readonly before: readonly Snapshot[] },
  options: Options,
): Judged[] {
  const times = [base, ...before].map((schemas) => ({
    counterparts: counterparts(current, schemas),
    versionOf: versionsIn(schemas),
  }));
  const versionNow = versionsIn(current);
  return current.map((newer): Judged => {
    const policy = policyOf(options, newer.name);
    const [atBase, ...atEarlier] = times.map((time) => {
      const older = time.counterparts.get(newer);
      if (older === undefined) return undefined;
      const pair = { older: time.versionOf(older), newer: versionNow(newer) };
      return { newer, older, pair, policy, formats: options.formats };
    });
    const earlier = comparable(policy, atEarlier).flatMap(judgeEarlierChange);
    if (atBase === undefined) return { findings: earlier, details: { file: newer.file, change: 'new' } };
    const { findings, details } = judgeChange(atBase);
    return { findings: [...findings, ...earlier], details };
  });
}

/** Each of the earlier states once, where the policy asks for them. */
function comparable<T extends { readonly pair: { readonly older: SchemaVersion } }>(
  policy: Policy,
  changes: readonly (T | undefined)[],
): T[] {
  if (!isTransitive(policy)) return [];
  const known = changes.filter((change) => change !== undefined);
  const textOf = ({ root, referred }: SchemaVersion) =>
    JSON.stringify([root, ...referred].map(({ uri, schema }) => [uri, schema]));
  return [...new Map(known.map((change) => [textOf(change.pair.older), change])).values()];
}

function versionsIn(schemas: Snapshot): (schema: ContractSchema) => SchemaVersion {
  const documents = new Map(schemas.map((schema) => [schema, documentOfContract(schema)]));
  const folder = [...documents.values()];
  return (schema) => versionOf(documents.get(schema) ?? documentOfContract(schema), folder);
}

function removedContracts(current: Snapshot, base: Snapshot, { schemas }: ContractPlaces): FindingDraft[] {
  const kept = new Set(counterparts(current, base).values());
  return base
    .filter((older) => !kept.has(older))
    .map((older) => ({
      severity: 'error',
      file: older.file,
      message: `the contract ${older.name} was removed`,
      expected: `${older.file}, or a schema in ${schemas} with its "$id"`,
      fix: 'restore the schema; to retire it on purpose, waive this finding until its consumers are gone',
    }));
}

/** A change that breaks more than one earlier version is one finding; the last of these versions tells it. */
function distinct(findings: readonly FindingDraft[]): FindingDraft[] {
  const seen = new Set<string>();
  return findings.filter(({ file, message }) => {
    const key = JSON.stringify([file, message]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function matchesNothing(glob: string): FindingDraft {
  return {
    severity: 'error',
    file: 'nx.json',
    message: `the rule of contract-compat for "${glob}" is for no schema`,
    expected: 'the path of a schema in the contracts folder without .json, or a glob of such paths',
    fix: 'correct the glob, or remove the rule from the options of contract-compat',
  };
}

function unknownBase(
  folder: string,
  { reason, fix }: { readonly reason: string; readonly fix: string },
): FindingDraft {
  return {
    severity: 'error',
    undecided: true,
    file: folder,
    message: `the contracts cannot be compared with what they were: ${reason}`,
    expected: 'the contracts at an earlier time',
    fix,
  };
}
