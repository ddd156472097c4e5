import { posix } from 'node:path';
import type { Tree } from '@nx/devkit';

import toml = require('smol-toml');

import { isRecord } from '../../config/record';
import { isInside, joinPath } from '../../workspace/paths';

/**
 * Excludes a service's crate from the nearest Cargo workspace above it. Its image is built from its folder alone, with
 * its own Cargo.lock; as a member it would be built and measured here with another lock, and with the other members.
 * Cargo refuses a crate below a workspace that neither names nor excludes it.
 *
 * @throws Error if the workspace's manifest is not TOML, or cannot be changed as text.
 */
export function leaveCargoWorkspace(tree: Tree, folder: string): void {
  const workspace = nearestWorkspace(tree, folder);
  if (workspace === undefined) return;
  const crate = posix.relative(posix.dirname(workspace.file), folder);
  if (workspace.exclude.some((path) => isInside(crate, joinPath(path)))) return;
  const changed = withExcluded(tree.read(workspace.file, 'utf-8') ?? '', crate);
  if (!excludeOf(workspace.file, changed)?.includes(crate)) {
    throw new Error(
      `${workspace.file}: add exclude = ["${crate}"] to [workspace], then run the generator again`,
    );
  }
  tree.write(workspace.file, changed);
}

interface CargoWorkspace {
  /** Its manifest. */
  readonly file: string;
  readonly exclude: readonly string[];
}

function nearestWorkspace(tree: Tree, folder: string): CargoWorkspace | undefined {
  for (let above = posix.dirname(folder); ; above = posix.dirname(above)) {
    const file = joinPath(above, 'Cargo.toml');
    const exclude = tree.exists(file) ? excludeOf(file, tree.read(file, 'utf-8') ?? '') : undefined;
    if (exclude !== undefined) return { file, exclude };
    if (above === '.') return undefined;
  }
}

/** What the manifest's workspace excludes; undefined if it is of no workspace. */
function excludeOf(file: string, text: string): string[] | undefined {
  const { workspace } = parseToml(file, text);
  if (!isRecord(workspace)) return undefined;
  const { exclude } = workspace;
  return Array.isArray(exclude) ? exclude.filter((path) => typeof path === 'string') : [];
}

function withExcluded(text: string, crate: string): string {
  const header = /^\[workspace\][^\n]*\n?/m.exec(text);
  if (!header) return text;
  const start = header.index + header[0].length;
  const length = text.slice(start).search(/^\[/m);
  const end = length < 0 ? text.length : start + length;
  const table = text.slice(start, end);
  const list = /^([ \t]*exclude[ \t]*=[ \t]*\[)([^\]]*)\]/m;
  const changed = list.test(table)
    ? table.replace(list, (_, head: string, paths: string) => `${head}${appended(paths, crate)}]`)
    : `exclude = ["${crate}"]\n${table}`;
  return `${text.slice(0, start)}${changed}${text.slice(end)}`;
}

/** In the style of the list: on a line of its own where the others are. */
function appended(paths: string, crate: string): string {
  const entry = `"${crate}"`;
  const kept = paths.trimEnd().replace(/,$/, '');
  if (kept.trim() === '') return entry;
  if (!paths.includes('\n')) return `${kept}, ${entry}`;
  const indent = /\n([ \t]*)\S/.exec(paths)?.[1] ?? '    ';
  return `${kept},\n${indent}${entry},\n`;
}

function parseToml(file: string, text: string): Record<string, unknown> {
  try {
    return toml.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Error(`${file} is not TOML (${reason}). Mend it, then run the generator again.`);
  }
}
