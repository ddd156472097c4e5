import {
  type ContractChange,
  checkContainment,
  diffContract,
  type Json as JsonValue,
  requiredBump,
  type Verdict,
} from '@nx-invariants/schema-compat';
import semver from 'semver';
import { type Baseline, contractsBaseVariable, parseBaseline, readTree } from '../../baseline/baseline';
import type { CheckContext, CheckResult, Json } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import { pointerSegments } from '../../config/json-document';
import { bundle } from '../../contracts/bundle';
import {
  type ContractPlaces,
  type ContractSchema,
  isSchemaFile,
  parseContract,
  readContracts,
} from '../../contracts/contract-folder';
import { contractVersion } from '../../contracts/contract-version';
import { joinPath } from '../../workspace/paths';
import type { Options } from './check';

/** Compares every contract with its counterpart at the base revision and asks for the version step its changes need. */
export async function run({
  files,
  parameters,
  options,
  env,
  workspaceRoot,
}: CheckContext<Options>): Promise<CheckResult> {
  const places = parameters as unknown as ContractPlaces;
  const current = readContracts(files, places);
  const baseline = parseBaseline(env[contractsBaseVariable]);
  const base = await readBase(workspaceRoot, baseline, places);
  const subjects = current.schemas.map(({ file }) => file);
  if (base.kind === 'unknown') {
    return { subjects, findings: [unknownBase(places.schemas, base.reason)], details: null };
  }
  const comparisons = current.schemas.map((schema) =>
    compare(schema, current.schemas, base.schemas, options),
  );
  return {
    subjects,
    findings: [
      ...current.findings,
      ...base.findings,
      ...comparisons.flatMap(({ findings }) => findings),
      ...removedContracts(current.schemas, base.schemas, places),
    ],
    details: {
      base: baseline.kind === 'tree' ? baseline.sha : baseline.kind,
      contracts: comparisons.map(({ details }) => details),
    },
  };
}

type Base =
  | {
      readonly kind: 'known';
      readonly schemas: readonly ContractSchema[];
      readonly findings: readonly FindingDraft[];
    }
  | { readonly kind: 'unknown'; readonly reason: string };

async function readBase(workspaceRoot: string, baseline: Baseline, places: ContractPlaces): Promise<Base> {
  switch (baseline.kind) {
    case 'unknown':
      return { kind: 'unknown', reason: baseline.reason };
    case 'absent':
      return { kind: 'known', schemas: [], findings: [] };
    case 'tree': {
      const tree = await readTree(workspaceRoot, baseline.sha, '.json');
      if (tree.kind === 'unreadable') return { kind: 'unknown', reason: tree.reason };
      const schemas: ContractSchema[] = [];
      const findings: FindingDraft[] = [];
      for (const [path, text] of tree.files) {
        const file = joinPath(places.schemas, path);
        if (!isSchemaFile(places, file, text)) continue;
        const parsed = parseContract(places.schemas, file, text);
        if ('schema' in parsed) schemas.push(parsed.schema);
        else
          findings.push({
            ...parsed.finding,
            severity: 'warning',
            message: `at the base revision ${parsed.finding.message}; it cannot be compared`,
          });
      }
      return { kind: 'known', schemas, findings };
    }
  }
}

interface Compared {
  readonly findings: readonly FindingDraft[];
  readonly details: Json;
}

function compare(
  newer: ContractSchema,
  current: readonly ContractSchema[],
  base: readonly ContractSchema[],
  options: Options,
): Compared {
  const older = counterpart(newer, base);
  if (!older) return { findings: [], details: { file: newer.file, change: 'new' } };
  const before = bundle(older, base) as JsonValue;
  const after = bundle(newer, current) as JsonValue;
  const changes = diffContract(before, after, { formats: 'assertion' });
  const meaningful = changes.filter((change) => !isVersionOnly(change));
  const verdict: Verdict =
    meaningful.length === 0
      ? { kind: 'compatible' }
      : checkContainment(before, after, { formats: 'assertion' });
  const required = requiredBump({ changes: meaningful, verdict, undeclaredOnly: options.undeclaredOnly });
  const [from, to] = [contractVersion(older.schema), contractVersion(newer.schema)];
  const details: Json = {
    file: newer.file,
    from: from ?? null,
    to: to ?? null,
    required,
    verdict: verdict as unknown as Json,
    changes: meaningful as unknown as Json,
  };
  if (to === undefined) return { findings: [notVersioned(newer)], details };
  if (from === undefined) return { findings: meaningful.length > 0 ? [wasNotVersioned(newer)] : [], details };
  return { findings: judge(newer, { from, to, required, verdict, changes: meaningful }), details };
}

function notVersioned(schema: ContractSchema): FindingDraft {
  return {
    severity: 'error',
    file: schema.file,
    ...schema.document.locate(['$version']),
    message: `${schema.name} has no SemVer "$version", so nothing says whether its changes are allowed`,
    expected: 'a SemVer version such as "1.0.0"',
    fix: 'set "$version" to the version of this contract',
  };
}

function wasNotVersioned(schema: ContractSchema): FindingDraft {
  return {
    severity: 'warning',
    file: schema.file,
    ...schema.document.locate(['$version']),
    message: `${schema.name} had no SemVer "$version" at the base revision, so its changes since are not judged`,
    fix: 'nothing to do: the next change is judged against the version it has now',
  };
}

interface Judged {
  readonly from: string;
  readonly to: string;
  readonly required: ReturnType<typeof requiredBump>;
  readonly verdict: Verdict;
  readonly changes: readonly ContractChange[];
}

const steps = ['none', 'patch', 'minor', 'major'] as const;

function judge(schema: ContractSchema, judged: Judged): FindingDraft[] {
  const { from, to, required } = judged;
  const place = { file: schema.file, ...schema.document.locate(['$version']) };
  if (semver.lt(to, from)) {
    return [
      {
        severity: 'error',
        ...place,
        message: `the version of ${schema.name} goes back from ${from} to ${to}`,
        expected: `${from} or higher`,
        fix: 'restore the higher version; readers already rely on it',
      },
    ];
  }
  const made = stepBetween(from, to);
  if (made === 'major') return [];
  if (required === 'undecided') return [undecidedFinding(schema, judged)];
  if (steps.indexOf(made) >= steps.indexOf(required)) return [];
  const needed = semver.inc(from, required === 'none' ? 'patch' : required);
  const breaking = judged.changes.filter((change) => change.class === 'breaking');
  if (required === 'major' && breaking.length > 0) {
    return breaking.map((change) => ({
      severity: 'error' as const,
      file: schema.file,
      ...schema.document.locate(pointerSegments(change.newerPointer)),
      message: `breaking change of ${schema.name}: ${change.message}`,
      expected: `version ${needed} (it is ${to}, and was ${from} at the base)`,
      fix: `undo the change, or set "$version" to "${needed}" here and in VERSIONS.md and tell the consumers`,
      ...witnessOf(judged.verdict),
    }));
  }
  const what =
    required === 'major'
      ? 'breaks documents that were valid'
      : required === 'minor'
        ? 'adds to the contract'
        : 'changes the contract’s words';
  return [
    {
      severity: 'error',
      ...place,
      message: `the change of ${schema.name} ${what}, but its version only goes from ${from} to ${to}`,
      expected: `version ${needed} or higher`,
      fix: `set "$version" to "${needed}" here and in VERSIONS.md`,
      ...witnessOf(judged.verdict),
    },
  ];
}

function undecidedFinding(schema: ContractSchema, { verdict, changes, from }: Judged): FindingDraft {
  const reasons = [
    ...(verdict.kind === 'undecided' ? verdict.reasons.map(({ message }) => message) : []),
    ...changes.filter((change) => change.class === 'undecided').map(({ message }) => message),
  ];
  return {
    severity: 'error',
    undecided: true,
    file: schema.file,
    ...schema.document.locate(['$version']),
    message: `it cannot be decided whether the change of ${schema.name} breaks documents`,
    evidence: reasons.join('; '),
    expected: `a change that can be decided, or version ${semver.inc(from, 'major')}`,
    fix: 'simplify what the reasons name, raise the major version, or waive the finding with a reason',
  };
}

function witnessOf(verdict: Verdict): { evidence?: string } {
  if (verdict.kind !== 'breaking') return {};
  const grade =
    verdict.grade === 'undeclared-only' ? ' (only a document that already carried an undeclared member)' : '';
  return {
    evidence: `was valid, is rejected at "${verdict.instancePath}" by ${verdict.keyword}${grade}: ${JSON.stringify(verdict.witness)}`,
  };
}

function stepBetween(from: string, to: string): (typeof steps)[number] {
  const difference = semver.diff(from, to);
  if (difference === null) return 'none';
  if (difference.endsWith('major')) return 'major';
  return difference.endsWith('minor') ? 'minor' : 'patch';
}

function removedContracts(
  current: readonly ContractSchema[],
  base: readonly ContractSchema[],
  { schemas }: ContractPlaces,
): FindingDraft[] {
  return base
    .filter((older) => !current.some((newer) => counterpart(newer, base) === older))
    .map((older) => ({
      severity: 'error',
      file: older.file,
      message: `the contract ${older.name} was removed`,
      expected: `${older.file}, or a schema in ${schemas} with its "$id"`,
      fix: 'restore the schema; to retire it on purpose, waive this finding until its consumers are gone',
    }));
}

/** The same contract at the base: by `$id`, else by name, so that a renamed file is not a new contract. */
function counterpart(schema: ContractSchema, base: readonly ContractSchema[]): ContractSchema | undefined {
  const id = idOf(schema);
  const byId = id === undefined ? undefined : base.find((older) => idOf(older) === id);
  return byId ?? base.find((older) => older.name === schema.name);
}

/** Draft-04 calls it `id`. */
function idOf({ schema }: ContractSchema): unknown {
  return schema.$id ?? schema.id;
}

function isVersionOnly(change: ContractChange): boolean {
  return change.kind === 'annotation-changed' && change.keyword === '$version';
}

function unknownBase(folder: string, reason: string): FindingDraft {
  return {
    severity: 'error',
    undecided: true,
    file: folder,
    message: `the contracts cannot be compared with their base revision: ${reason}`,
    expected: 'a base revision in this clone',
    fix: 'fetch the history (actions/checkout with fetch-depth: 0), or name the base in NX_BASE',
  };
}
