import { contractsBaseVariable, parseBaseline } from '../../baseline/baseline';
import { baselineSource } from '../../baseline/baseline-source';
import { contractsHistoryVariable, parseHistory } from '../../baseline/history';
import { readTrees } from '../../baseline/tree-files';
import type { CheckContext } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import type { ContractPlaces, Unreadable } from '../../contracts/contract-folder';
import { joinPath } from '../../workspace/paths';
import { asksForHistory, type Options } from './options';
import { contractsInReleases } from './releases';
import { type EarlierContracts, fetchHistory, parseSnapshot, type Snapshot, unknown } from './snapshot';

/** Reads what the contracts were, from where the option `baseline` says; until a release is merged, from the merge base. */
export async function earlierContracts(
  context: CheckContext<Options>,
  places: ContractPlaces,
  current: Snapshot,
): Promise<EarlierContracts> {
  const source = baselineSource(context.options);
  if (source.kind !== 'releases') return contractsInGit(context, places);
  const released = await contractsInReleases(context, source.folder, places, current);
  if (released.kind !== 'none') return released;
  const earlier = await contractsInGit(context, places);
  return earlier.kind === 'unknown'
    ? earlier
    : { ...earlier, findings: [...released.findings, ...earlier.findings] };
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
    findings: (last?.problems ?? []).map(notComparable),
  };
}

/** What was JSON and no schema was no contract yet. What is not JSON may be one that Git keeps in another form. */
function notComparable({ isJson, finding }: Unreadable): FindingDraft {
  const message = `at the base revision ${finding.message}; it cannot be compared`;
  if (isJson) return { ...finding, severity: 'warning', message };
  return {
    ...finding,
    undecided: true,
    message,
    expected: 'a base whose schemas can be read',
    fix: 'keep schemas out of Git LFS and other filters; else name an earlier base in NX_BASE, or waive the finding with a reason',
  };
}
