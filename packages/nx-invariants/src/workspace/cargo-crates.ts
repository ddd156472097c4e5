import { posix } from 'node:path';

import toml = require('smol-toml');

import { isRecord } from '../config/record';
import { isInside, joinPath, leavesWorkspace } from './paths';
import type { WorkspaceFacts } from './workspace-facts';

/** What is asked for manifests. */
type ManifestTexts = Pick<WorkspaceFacts, 'text'>;

/** The folder in which Cargo keeps Cargo.lock and target for a crate: its Cargo workspace's, else its own. */
export function cargoRoot(workspace: ManifestTexts, crate: string): string {
  for (let folder = crate; ; folder = posix.dirname(folder)) {
    const { workspace: table } = cargoManifest(workspace, folder);
    if (isRecord(table) && !excludes(table, folder, crate)) return folder;
    if (folder === '.') return crate;
  }
}

/** The folders of the crates that are compiled into a crate: those it depends on by path, and theirs. */
export function cratesByPath(workspace: ManifestTexts, crate: string): string[] {
  const found = new Set([crate]);
  for (const folder of found) {
    for (const path of pathsOf(workspace, folder)) if (!leavesWorkspace(path)) found.add(path);
  }
  found.delete(crate);
  return [...found].sort();
}

function pathsOf(workspace: ManifestTexts, crate: string): string[] {
  const root = cargoRoot(workspace, crate);
  const { workspace: table } = cargoManifest(workspace, root);
  const inherited = isRecord(table) && isRecord(table.dependencies) ? table.dependencies : {};
  return cargoDependencies(cargoManifest(workspace, crate)).flatMap(([name, dependency]) => {
    if (!isRecord(dependency)) return [];
    const [from, said] = dependency.workspace === true ? [root, inherited[name]] : [crate, dependency];
    return isRecord(said) && typeof said.path === 'string' ? [joinPath(from, said.path)] : [];
  });
}

/** The entries of every dependency table of a manifest, those of single platforms included. */
export function cargoDependencies(manifest: CargoManifest): [string, unknown][] {
  const { target } = manifest;
  const platforms = isRecord(target) ? Object.values(target).filter(isRecord) : [];
  return [manifest, ...platforms]
    .flatMap((tables) => dependencyTables.map((name) => tables[name]))
    .filter(isRecord)
    .flatMap((table) => Object.entries(table));
}

const dependencyTables = ['dependencies', 'dev-dependencies', 'build-dependencies'];

function excludes({ exclude }: Record<string, unknown>, folder: string, crate: string): boolean {
  return (
    Array.isArray(exclude) &&
    exclude.some((path) => typeof path === 'string' && isInside(crate, joinPath(folder, path)))
  );
}

/** A Cargo.toml, parsed. */
export type CargoManifest = Readonly<Record<string, unknown>>;

const manifests = new WeakMap<ManifestTexts, Map<string, CargoManifest>>();

/** The Cargo.toml of a folder; empty where there is none. */
export function cargoManifest(workspace: ManifestTexts, folder: string): CargoManifest {
  const known = manifests.get(workspace) ?? new Map<string, CargoManifest>();
  manifests.set(workspace, known);
  const manifest = known.get(folder) ?? parseManifest(workspace.text(joinPath(folder, 'Cargo.toml')) ?? '');
  known.set(folder, manifest);
  return manifest;
}

/** Cargo looks no further than a manifest that it cannot parse, as if that were a workspace's, and reports it better. */
function parseManifest(text: string): CargoManifest {
  try {
    return toml.parse(text);
  } catch {
    return { workspace: {} };
  }
}
