import semver from 'semver';
import { contractsBaseVariable, parseBaseline } from '../../baseline/baseline';
import { baselineSource } from '../../baseline/baseline-source';
import { contractsHistoryVariable, parseHistory } from '../../baseline/history';
import { readTrees } from '../../baseline/tree-files';
import type { CheckContext } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import {
  type ContractPlaces,
  type ContractSchema,
  isSchemaFile,
  parseContract,
} from '../../contracts/contract-folder';
import { isInside, joinPath } from '../../workspace/paths';
import { asksForHistory, type Options } from './options';

/** The contracts at one time. */
export type Snapshot = readonly ContractSchema[];

/** What the contracts were. */
export type EarlierContracts =
  | {
      readonly kind: 'known';
      /** How reports call the base: a git tree, a release, or none. */
      readonly name: string;
      readonly base: Snapshot;
      /** Every other time that is known, the last one first; empty where no contract is compared with it. */
      readonly before: readonly Snapshot[];
      readonly findings: readonly FindingDraft[];
    }
  | { readonly kind: 'unknown'; readonly reason: string; readonly fix: string };

const fetchHistory = 'fetch the history (actions/checkout with fetch-depth: 0), or name the base in NX_BASE';

/** Reads what the contracts were, from where the option `baseline` says. */
export function earlierContracts(
  context: CheckContext<Options>,
  places: ContractPlaces,
): EarlierContracts | Promise<EarlierContracts> {
  const source = baselineSource(context.options);
  return source.kind === 'releases'
    ? contractsInReleases(context, source.folder, places)
    : contractsInGit(context, places);
}

async function contractsInGit(
  { workspaceRoot, env, options }: CheckContext<Options>,
  places: ContractPlaces,
): Promise<EarlierContracts> {
  const baseline = parseBaseline(env[contractsBaseVariable]);
  if (baseline.kind === 'unknown') return unknown(baseline.reason, fetchHistory);
  const history = asksForHistory(options)
    ? parseHistory(env[contractsHistoryVariable])
    : ({ kind: 'trees', shas: [] } as const);
  if (history.kind === 'unknown') return unknown(history.reason, fetchHistory);
  const base = baseline.kind === 'tree' ? baseline.sha : undefined;
  const shas = [...new Set([...(base === undefined ? [] : [base]), ...history.shas])];
  const read = await readTrees(workspaceRoot, shas, '.json');
  if (read.kind === 'unreadable') return unknown(read.reason, fetchHistory);
  const texts = (sha: string) =>
    [...(read.trees.get(sha) ?? [])].map(([path, text]) => [joinPath(places.schemas, path), text] as const);
  const parsed = shas.map((sha) => parseSnapshot(texts(sha), places));
  const last = base === undefined ? undefined : parsed[0];
  const before = base === undefined ? parsed : parsed.slice(1);
  return {
    kind: 'known',
    name: base ?? 'absent',
    base: last?.schemas ?? [],
    before: before.map(({ schemas }) => schemas),
    findings: (last?.problems ?? []).map((problem) => ({
      ...problem,
      severity: 'warning',
      message: `at the base revision ${problem.message}; it cannot be compared`,
    })),
  };
}

/** One subfolder a release, named by its version. */
function contractsInReleases(
  { files, options }: CheckContext<Options>,
  folder: string,
  places: ContractPlaces,
): EarlierContracts {
  const release = 'put the contracts of each release into a subfolder that its version names: 1.0.0/job.json';
  if (isInside(folder, places.schemas)) {
    return unknown(
      `the releases in ${folder} lie among the contracts of today`,
      `move ${folder} out of ${places.schemas}`,
    );
  }
  const releases = new Map<string, (readonly [file: string, text: string])[]>();
  const findings: FindingDraft[] = [];
  for (const file of files.list(`${folder === '.' ? '' : `${folder}/`}**/*.json`)) {
    const [name = '', ...inside] = file.slice(folder === '.' ? 0 : folder.length + 1).split('/');
    if (inside.length === 0 || semver.valid(name) === null) {
      findings.push({
        severity: 'error',
        file,
        message: 'the file belongs to no release',
        expected: 'a folder with a SemVer name above it',
        fix: release,
      });
      continue;
    }
    const content = files.read(file);
    if (content.kind === 'read') releases.set(name, [...(releases.get(name) ?? []), [file, content.text]]);
    else
      findings.push({
        severity: 'error',
        file,
        message: 'the released schema cannot be read',
        fix: 'make it a readable file',
      });
  }
  const [last, ...before] = [...releases.keys()].sort(semver.rcompare).map((name) => ({
    name,
    ...parseSnapshot(releases.get(name) ?? [], {
      ...places,
      schemas: joinPath(folder, name),
      fixtures: joinPath(folder, name, 'fixtures'),
    }),
  }));
  if (last === undefined) return unknown(`there is no release in ${folder}`, release);
  return {
    kind: 'known',
    name: last.name,
    base: last.schemas,
    before: asksForHistory(options) ? before.map(({ schemas }) => schemas) : [],
    findings: [...findings, ...[last, ...before].flatMap(({ problems }) => problems)],
  };
}

function parseSnapshot(
  texts: readonly (readonly [file: string, text: string])[],
  places: ContractPlaces,
): { readonly schemas: Snapshot; readonly problems: readonly FindingDraft[] } {
  const parsed = texts
    .filter(([file, text]) => isSchemaFile(places, file, text))
    .map(([file, text]) => parseContract(places.schemas, file, text));
  return {
    schemas: parsed.flatMap((one) => ('schema' in one ? [one.schema] : [])),
    problems: parsed.flatMap((one) => ('finding' in one ? [one.finding] : [])),
  };
}

function unknown(reason: string, fix: string): EarlierContracts {
  return { kind: 'unknown', reason, fix };
}
