import semver from 'semver';
import type { FindingDraft } from '../../check/finding';
import { parseJson } from '../../config/json-document';
import { isRecord, valueAt } from '../../config/record';
import { notCompared, outOfSync, unreadableFile } from './lock-findings';
import { type PackageManifest, rangesAt } from './package-manifest';

const fix = 'run "npm install" and commit package-lock.json';

/**
 * Whether a package-lock.json or npm-shrinkwrap.json is what npm would write for a manifest, as far as `npm ci` asks:
 * the ranges are the same, and what is locked satisfies them (npm Docs, "package-lock.json": packages).
 *
 * @param folder the manifest's folder, relative to the lock's; empty for the lock's own.
 * @returns undefined where the lock does not know the manifest.
 */
export function npmLockFindings(
  lock: string,
  text: string,
  folder: string,
  manifest: PackageManifest,
): FindingDraft[] | undefined {
  const parsed = parseJson(text);
  if (!parsed.ok) return [unreadableFile({ file: lock, ...parsed.position }, parsed.message)];
  const packages = valueAt(parsed.document.value, ['packages']);
  if (!isRecord(packages)) {
    if (folder !== '') return undefined;
    return valueAt(parsed.document.value, ['lockfileVersion']) === 1
      ? [notCompared(lock, text, 'it has the form of npm 6', 'write it again with npm 7 or later')]
      : [unreadableFile({ file: lock }, 'it has no list of packages')];
  }
  const entry = Object.hasOwn(packages, folder) ? packages[folder] : undefined;
  if (!isRecord(entry) || entry.link === true) return undefined;
  const locked = new Map(
    ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((section) => [
      ...rangesAt(entry, section),
    ]),
  );
  return [
    ...manifest.dependencies.flatMap(({ name, range, isOptional, place }): FindingDraft[] => {
      const known = locked.get(name);
      if (known !== range) {
        const said = known === undefined ? 'does not know it' : `was written for ${known}`;
        return [outOfSync(place, `${name} ${range} is asked for, and ${lock} ${said}`, fix)];
      }
      const version = installedVersion(packages, folder, name);
      if (version === undefined) {
        return isOptional ? [] : [outOfSync(place, `${lock} locks no version of ${name}`, fix)];
      }
      if (manifest.overridden.has(name) || satisfies(version, range)) return [];
      return [outOfSync(place, `${name} ${range} is asked for, and ${lock} locks ${version}`, fix)];
    }),
    ...[...locked].flatMap(([name, range]) =>
      manifest.dependencies.some((dependency) => dependency.name === name)
        ? []
        : [outOfSync({ file: manifest.file }, `${lock} knows ${name} ${range}, which is not asked for`, fix)],
    ),
    ...peerFindings(lock, rangesAt(entry, 'peerDependencies'), manifest),
  ];
}

function peerFindings(
  lock: string,
  locked: ReadonlyMap<string, string>,
  { file, peers, document }: PackageManifest,
): FindingDraft[] {
  const names = new Set([...peers.keys(), ...locked.keys()]);
  return [...names].flatMap((name) => {
    if (peers.get(name) === locked.get(name)) return [];
    const place = { file, ...document.locate(['peerDependencies', name]) };
    const said = (range: string | undefined) => range ?? 'nothing';
    return [
      outOfSync(
        place,
        `of the peer ${name} ${file} says ${said(peers.get(name))}, and ${lock} ${said(locked.get(name))}`,
        fix,
      ),
    ];
  });
}

/** What Node finds from a folder upwards; `link` for a package of the workspace. */
function installedVersion(
  packages: Record<string, unknown>,
  folder: string,
  name: string,
): string | undefined {
  const parts = folder === '' ? [] : folder.split('/');
  for (let length = parts.length; length >= 0; length--) {
    const key = [...parts.slice(0, length), 'node_modules', name].join('/');
    const found = Object.hasOwn(packages, key) ? packages[key] : undefined;
    if (!isRecord(found)) continue;
    if (found.link === true) return 'link';
    return typeof found.version === 'string' ? found.version : 'unversioned';
  }
  return undefined;
}

/** Tags, URLs and aliases are no ranges, and are left to npm. */
function satisfies(version: string, range: string): boolean {
  if (semver.valid(version) === null || semver.validRange(range) === null) return true;
  return semver.satisfies(version, range, { includePrerelease: true });
}
