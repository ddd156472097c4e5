import { isDeepStrictEqual } from 'node:util';
import semver from 'semver';
import { parseBaseline, releasesBaseVariable } from '../../baseline/baseline';
import { readTrees } from '../../baseline/tree-files';
import type { DeclaredFiles } from '../../check/declared-files';
import type { CheckContext } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import type { ContractPlaces, ContractSchema } from '../../contracts/contract-folder';
import { isInside, joinPath } from '../../workspace/paths';
import type { Options } from './options';
import { type EarlierContracts, fetchHistory, parseSnapshot, type Snapshot, unknown } from './snapshot';

/** By version: the files of a release by their paths in the folder of releases. */
type Releases = ReadonlyMap<string, ReadonlyMap<string, string>>;

const layout = 'put the contracts of each release into a subfolder that its version names: 1.0.0/job.json';

/**
 * The releases that the base revision holds: what a change does to the folder of releases must not decide what the change is
 * compared with. `none` where this change makes the first release.
 */
export async function contractsInReleases(
  { files, env, workspaceRoot }: CheckContext<Options>,
  folder: string,
  places: ContractPlaces,
  current: Snapshot,
): Promise<EarlierContracts | { readonly kind: 'none'; readonly findings: readonly FindingDraft[] }> {
  if (isInside(folder, places.schemas)) {
    return unknown(
      `the releases in ${folder} lie among the contracts of today`,
      `move ${folder} out of ${places.schemas}`,
    );
  }
  const today = readReleases(files, folder);
  const baseline = parseBaseline(env[releasesBaseVariable], releasesBaseVariable);
  if (baseline.kind === 'unknown') return unknown(baseline.reason, fetchHistory);
  const shas = baseline.kind === 'tree' ? [baseline.sha] : [];
  const read = await readTrees(workspaceRoot, shas, '.json');
  if (read.kind === 'unreadable') return unknown(read.reason, fetchHistory);
  const [texts = new Map<string, string>()] = read.trees.values();
  const atBase = releasesOf(texts).releases;
  const snapshots = (releases: Releases) =>
    descending(releases).map((version) => snapshotOf(version, releases, folder, places));
  const [last, ...before] = snapshots(atBase);
  const now = snapshots(today.releases);
  const findings = [
    ...today.findings,
    ...now.flatMap(({ problems }) => problems.map(({ finding }) => finding)),
  ];
  if (last === undefined) {
    return now.length === 0
      ? unknown(`there is no release in ${folder}`, layout)
      : { kind: 'none', findings };
  }
  const [newest] = now;
  const isNew = newest !== undefined && !atBase.has(newest.version);
  return {
    kind: 'known',
    name: last.version,
    base: last.schemas,
    before: before.map(({ schemas }) => schemas),
    findings: [
      ...findings,
      ...changesOf(atBase, today, folder),
      ...(isNew ? unlikeContracts(newest.schemas, current, joinPath(folder, newest.version)) : []),
    ],
  };
}

function snapshotOf(version: string, releases: Releases, folder: string, places: ContractPlaces) {
  const files = [...(releases.get(version) ?? [])].map(
    ([path, text]) => [joinPath(folder, path), text] as const,
  );
  const schemas = joinPath(folder, version);
  return {
    version,
    ...parseSnapshot(files, { ...places, schemas, fixtures: joinPath(schemas, 'fixtures') }),
  };
}

/** The highest first. Two names of one version have an order too, so that the same one comes first at every time. */
function descending(releases: Releases): string[] {
  return [...releases.keys()].sort().sort((left, right) => semver.compareBuild(right, left));
}

interface ReleasesToday {
  readonly releases: Releases;
  readonly unreadable: ReadonlySet<string>;
  readonly findings: readonly FindingDraft[];
}

function readReleases(files: DeclaredFiles, folder: string): ReleasesToday {
  const texts = new Map<string, string>();
  const unreadable = new Set<string>();
  for (const file of files.list(folder === '.' ? '**/*.json' : `${folder}/**/*.json`)) {
    const path = file.slice(folder === '.' ? 0 : folder.length + 1);
    const content = files.read(file);
    if (content.kind === 'read') texts.set(path, content.text);
    else unreadable.add(path);
  }
  const { releases, strays } = releasesOf(texts);
  return {
    releases,
    unreadable,
    findings: [
      ...[...unreadable].map((path) => ({
        severity: 'error' as const,
        file: joinPath(folder, path),
        message: 'the released schema cannot be read',
        fix: 'make it a readable file',
      })),
      ...strays.map((path) => ({
        severity: 'error' as const,
        file: joinPath(folder, path),
        message: 'the file belongs to no release',
        expected: 'a folder with a SemVer name above it',
        fix: layout,
      })),
    ],
  };
}

function releasesOf(texts: ReadonlyMap<string, string>): {
  readonly releases: Releases;
  readonly strays: string[];
} {
  const releases = new Map<string, Map<string, string>>();
  const strays: string[] = [];
  for (const [path, text] of texts) {
    const [version = '', ...inside] = path.split('/');
    if (inside.length === 0 || semver.valid(version) === null) {
      strays.push(path);
      continue;
    }
    const release = releases.get(version) ?? new Map<string, string>();
    releases.set(version, release.set(path, text));
  }
  return { releases, strays };
}

/** What was released stays as it was: a file changed, removed or added is a finding, whatever its schema says. */
function changesOf(atBase: Releases, today: ReleasesToday, folder: string): FindingDraft[] {
  return [...atBase].flatMap(([version, before]) => {
    const now = today.releases.get(version) ?? new Map<string, string>();
    const released = [...before].flatMap(([path, text]): FindingDraft[] => {
      if (today.unreadable.has(path)) return [];
      const line = firstDifference(text, now.get(path));
      return line === undefined ? [] : [altered(joinPath(folder, path), now.has(path) ? line : undefined)];
    });
    const added = [...now.keys()].filter((path) => !before.has(path));
    return [...released, ...added.map((path) => addedLater(joinPath(folder, path), version))];
  });
}

/** The first line that differs, however its end is written. */
function firstDifference(before: string, now: string | undefined): number | undefined {
  const [old, young] = [before, now ?? ''].map((text) => text.split(/\r?\n/)) as [string[], string[]];
  const at = young.findIndex((line, index) => line !== old[index]);
  if (now !== undefined && at === -1 && old.length === young.length) return undefined;
  return at === -1 ? young.length : at + 1;
}

function altered(file: string, line: number | undefined): FindingDraft {
  return {
    severity: 'error',
    file,
    ...(line !== undefined && { line, column: 1 }),
    message: line === undefined ? 'the released schema was removed' : 'the released schema was changed',
    expected: 'the file as it is at the base revision: a release does not change',
    fix: 'restore the file; what changes goes into the next release',
  };
}

function addedLater(file: string, version: string): FindingDraft {
  return {
    severity: 'error',
    file,
    message: `the file was added to the release ${version}, which was made before`,
    expected: 'no file that the release has not at the base revision',
    fix: 'move the file into the next release',
  };
}

/** A release above all others is what later changes are compared with: it has to be what this check has judged. */
function unlikeContracts(released: Snapshot, current: Snapshot, release: string): FindingDraft[] {
  const contracts = new Map(current.map((contract) => [contract.name, contract]));
  const names = new Set(released.map(({ name }) => name));
  return [
    ...released
      .filter(({ name, schema }) => !isDeepStrictEqual(schema, contracts.get(name)?.schema))
      .map(({ file, name }) => notTheContract(file, contracts.get(name))),
    ...current
      .filter(({ name }) => !names.has(name))
      .map((contract) => notTheContract(joinPath(release, `${contract.name}.json`), contract)),
  ];
}

function notTheContract(file: string, contract: ContractSchema | undefined): FindingDraft {
  return {
    severity: 'error',
    file,
    message: 'the new release differs from the contracts of today',
    expected:
      contract === undefined
        ? 'no such file: there is no contract of its name'
        : `the JSON of ${contract.file}`,
    fix: contract === undefined ? 'remove the file' : `copy ${contract.file} there`,
  };
}
