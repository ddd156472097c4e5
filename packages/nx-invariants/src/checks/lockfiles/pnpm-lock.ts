import type { FindingDraft } from '../../check/finding';
import { isRecord, valueAt } from '../../config/record';
import { parseYamlDocument } from '../../config/yaml-document';
import { outOfSync, unreadableFile } from './lock-findings';
import { type PackageManifest, rangesAt } from './package-manifest';

const fix = 'run "pnpm install" and commit pnpm-lock.yaml';

/**
 * Whether pnpm-lock.yaml was written for the ranges of a manifest, which is what `--frozen-lockfile` asks.
 *
 * @param folder the manifest's folder, relative to the lock's; empty for the lock's own.
 * @returns undefined where the lock does not know the manifest.
 */
export function pnpmLockFindings(
  lock: string,
  text: string,
  folder: string,
  manifest: PackageManifest,
): FindingDraft[] | undefined {
  const reading = readYaml(text);
  if (!reading.ok) return [unreadableFile({ file: lock, ...reading.position }, reading.message)];
  const { value } = reading;
  const importers = valueAt(value, ['importers']);
  const importer = isRecord(importers)
    ? valueAt(importers, [folder === '' ? '.' : folder])
    : folder === ''
      ? value
      : undefined;
  if (!isRecord(importer)) return undefined;
  const locked = specifiersOf(importer);
  const isOverridden = (name: string) =>
    manifest.overridden.has(name) ||
    Object.keys(rangesOf(value, 'overrides')).some((key) => key.split('>').pop()?.startsWith(name));
  return [
    ...manifest.dependencies.flatMap(({ name, range, place }) => {
      const known = locked.get(name);
      if (known === range || (known !== undefined && isOverridden(name))) return [];
      const said = known === undefined ? 'does not know it' : `was written for ${known}`;
      return [outOfSync(place, `${name} ${range} is asked for, and ${lock} ${said}`, fix)];
    }),
    ...[...locked].flatMap(([name, range]) =>
      // pnpm installs peers of its own accord (auto-install-peers).
      manifest.peers.has(name) || manifest.dependencies.some((dependency) => dependency.name === name)
        ? []
        : [outOfSync({ file: manifest.file }, `${lock} knows ${name} ${range}, which is not asked for`, fix)],
    ),
  ];
}

/** Since version 6 each entry says its specifier; before, they stand in a table of their own. */
function specifiersOf(importer: Record<string, unknown>): Map<string, string> {
  const found = rangesAt(importer, 'specifiers');
  for (const section of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const [name, entry] of Object.entries(rangesOf(importer, section))) {
      const specifier = valueAt(entry, ['specifier']);
      if (typeof specifier === 'string') found.set(name, specifier);
    }
  }
  return found;
}

function rangesOf(value: unknown, section: string): Record<string, unknown> {
  const entries = valueAt(value, [section]);
  return isRecord(entries) ? entries : {};
}

type YamlReading =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly message: string;
      readonly position: { readonly line: number; readonly column: number };
    };

function readYaml(text: string): YamlReading {
  const parsed = parseYamlDocument(text);
  if (!parsed.ok) return parsed;
  try {
    return { ok: true, value: parsed.document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    return { ok: false, message: (error as Error).message, position: { line: 1, column: 1 } };
  }
}
