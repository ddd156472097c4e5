import { posix } from 'node:path';
import semver from 'semver';
import type { FindingDraft } from '../../check/finding';
import { isRecord, valueAt } from '../../config/record';
import { textsIn } from '../../config/text-list';
import {
  type CargoManifest,
  cargoDependencies,
  cargoManifest,
  cargoRoot,
} from '../../workspace/cargo-crates';
import { joinPath } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import { missingLock, outOfSync, unreadableFile } from './lock-findings';
import { readToml } from './toml-text';

const fix = 'run "cargo update --workspace" and commit Cargo.lock';

/**
 * Whether Cargo.lock, which lies with the root of the Cargo workspace, knows a crate as its Cargo.toml is: its version,
 * and what it depends on in versions that are asked for. That is what `--locked` asks.
 */
export function cargoLockFindings(manifest: string, text: string, read: ReadText): FindingDraft[] {
  const crate = posix.dirname(manifest);
  const own = readToml(manifest, text);
  if (!own.ok) return [own.finding];
  const { name } = isRecord(own.value.package) ? own.value.package : {};
  if (typeof name !== 'string' && !isVirtual(own.value)) {
    return [unreadableFile({ file: manifest }, 'it names no package')];
  }
  const texts = { text: read };
  const root = cargoRoot(texts, crate);
  const lock = joinPath(root, 'Cargo.lock');
  const lockText = read(lock);
  if (lockText === undefined) return [missingLock(manifest, lock, 'run "cargo generate-lockfile"')];
  const reading = readToml(lock, lockText);
  if (!reading.ok) return [reading.finding];
  const packages = packagesIn(reading.value);
  if (!packages) return [unreadableFile({ file: lock }, 'it has no table of packages')];
  if (typeof name !== 'string') return [];
  const workspace = cargoManifest(texts, root);
  const version = ownVersion(own.value, workspace);
  const locked = packages.find((each) => each.name === name && each.source === undefined);
  const place = { file: manifest, line: lineOf(text, name), column: 1 };
  if (!locked) return [outOfSync(place, `${lock} does not know the crate ${name}`, fix)];
  return [
    ...(version === undefined || locked.version === version
      ? []
      : [outOfSync(place, `${name} is ${version}, and ${lock} says ${locked.version}`, fix)]),
    ...dependencyFindings({ manifest, text, lock, locked, packages }, wantedOf(own.value, workspace)),
  ];
}

/** A manifest of a Cargo workspace alone, which is no package. */
function isVirtual(manifest: CargoManifest): boolean {
  return isRecord(manifest.workspace) && manifest.package === undefined;
}

interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Absent for a crate of the workspace or one of a folder. */
  readonly source: string | undefined;
  /** Each a name, with the version where several are locked. */
  readonly dependencies: readonly string[];
}

function packagesIn(lock: unknown): LockedPackage[] | undefined {
  const packages = valueAt(lock, ['package']);
  if (!Array.isArray(packages)) return undefined;
  return packages.filter(isRecord).map(({ name, version, source, dependencies }) => ({
    name: typeof name === 'string' ? name : '',
    version: typeof version === 'string' ? version : '',
    source: typeof source === 'string' ? source : undefined,
    dependencies: textsIn(dependencies),
  }));
}

interface Wanted {
  /** Of the package, which `package = "…"` may say apart from the key. */
  readonly name: string;
  readonly key: string;
  /** None for what is taken from a folder or a repository without one. */
  readonly requirement: string | undefined;
}

function wantedOf(manifest: CargoManifest, workspace: CargoManifest): Wanted[] {
  const { dependencies } = isRecord(workspace.workspace) ? workspace.workspace : {};
  const inherited = isRecord(dependencies) ? dependencies : {};
  return cargoDependencies(manifest).map(([key, written]) => {
    const said = isRecord(written) && written.workspace === true ? inherited[key] : written;
    if (!isRecord(said)) return { name: key, key, requirement: typeof said === 'string' ? said : undefined };
    const { package: renamed, version } = said;
    return {
      name: typeof renamed === 'string' ? renamed : key,
      key,
      requirement: typeof version === 'string' ? version : undefined,
    };
  });
}

interface Judged {
  readonly manifest: string;
  readonly text: string;
  readonly lock: string;
  readonly locked: LockedPackage;
  readonly packages: readonly LockedPackage[];
}

function dependencyFindings(
  { manifest, text, lock, locked, packages }: Judged,
  wanted: readonly Wanted[],
): FindingDraft[] {
  const known = locked.dependencies.map((dependency) => dependency.split(' '));
  const versionsOf = (name: string) =>
    known.flatMap(([each, version]) => {
      if (each !== name) return [];
      return version === undefined
        ? packages.filter((candidate) => candidate.name === name).map((candidate) => candidate.version)
        : [version];
    });
  const findings = wanted.flatMap(({ name, key, requirement }) => {
    const place = { file: manifest, line: lineOf(text, key), column: 1 };
    const versions = versionsOf(name);
    if (versions.length === 0)
      return [outOfSync(place, `${name} is asked for, and ${lock} does not know it`, fix)];
    if (requirement === undefined || versions.some((version) => satisfies(version, requirement))) return [];
    const said = versions.join(' and ');
    return [outOfSync(place, `${name} ${requirement} is asked for, and ${lock} locks ${said}`, fix)];
  });
  const gone = known.flatMap(([name = '']) =>
    wanted.some((each) => each.name === name)
      ? []
      : [outOfSync({ file: manifest }, `${lock} knows ${name}, which is not asked for`, fix)],
  );
  return [...findings, ...gone];
}

function ownVersion(manifest: CargoManifest, workspace: CargoManifest): string | undefined {
  const version = valueAt(manifest, ['package', 'version']);
  const inherited = isRecord(version) ? valueAt(workspace, ['workspace', 'package', 'version']) : version;
  return typeof inherited === 'string' ? inherited : undefined;
}

/** A bare version of Cargo is a caret requirement; commas join several (The Cargo Book, "Specifying Dependencies"). */
function satisfies(version: string, requirement: string): boolean {
  const range = requirement
    .split(',')
    .map((part) => part.trim().replace(/^(?=\d)/, '^'))
    .join(' ');
  if (semver.validRange(range) === null || semver.valid(version) === null) return true;
  return semver.satisfies(version, range, { includePrerelease: true });
}

/** The line on which a key or a value first stands as a word. */
function lineOf(text: string, word: string): number {
  const lines = text.split('\n');
  const isWord = (line: string) => line.split(/[\s"'.=[\]{},]+/).includes(word);
  return Math.max(lines.findIndex(isWord), 0) + 1;
}
