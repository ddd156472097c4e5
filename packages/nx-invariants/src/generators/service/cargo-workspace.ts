import { posix } from 'node:path';
import type { Tree } from '@nx/devkit';
import picomatch from 'picomatch';

import toml = require('smol-toml');

import { isRecord } from '../../config/record';
import { joinPath } from '../../workspace/paths';

/**
 * Adds a crate to the nearest Cargo workspace above it, in `members` and in Cargo.lock: Cargo refuses a crate below
 * a workspace that does not name it, and with --locked a lock that does not.
 *
 * @throws Error if the workspace's manifest is not TOML, or its `members` cannot be found in the text.
 */
export function joinCargoWorkspace(tree: Tree, folder: string, crate: string, version: string): void {
  const workspace = nearestWorkspace(tree, folder);
  if (workspace === undefined) return;
  const member = posix.relative(workspace.folder, folder);
  if (matches(workspace.exclude, member)) return;
  if (!matches(workspace.members, member)) addMember(tree, joinPath(workspace.folder, 'Cargo.toml'), member);
  lockCrate(tree, joinPath(workspace.folder, 'Cargo.lock'), crate, version);
}

interface CargoWorkspace {
  readonly folder: string;
  readonly members: readonly string[];
  readonly exclude: readonly string[];
}

function nearestWorkspace(tree: Tree, folder: string): CargoWorkspace | undefined {
  for (let above = posix.dirname(folder); ; above = posix.dirname(above)) {
    const file = joinPath(above, 'Cargo.toml');
    const { workspace } = tree.exists(file) ? parseToml(file, tree.read(file, 'utf-8') ?? '') : {};
    if (isRecord(workspace)) {
      return { folder: above, members: strings(workspace.members), exclude: strings(workspace.exclude) };
    }
    if (above === '.') return undefined;
  }
}

function addMember(tree: Tree, file: string, member: string): void {
  const text = tree.read(file, 'utf-8') ?? '';
  const list = /^(\[workspace\][^[]*?^\s*members\s*=\s*\[)([^\]]*)\]/ms;
  const changed = list.test(text)
    ? text.replace(list, (_, head: string, members: string) => `${head}${appended(members, member)}]`)
    : text.replace(/^\[workspace\][^\n]*/m, (table) => `${table}\nmembers = ["${member}"]`);
  const { workspace } = parseToml(file, changed);
  if (!isRecord(workspace) || !strings(workspace.members).includes(member)) {
    throw new Error(`${file}: add "${member}" to the members of [workspace], then run the generator again`);
  }
  tree.write(file, changed);
}

/** In the style of the list: on a line of its own where the others are. */
function appended(members: string, member: string): string {
  const entry = `"${member}"`;
  const kept = members.trimEnd().replace(/,$/, '');
  if (kept.trim() === '') return entry;
  if (!members.includes('\n')) return `${kept}, ${entry}`;
  const indent = /\n([ \t]*)\S/.exec(members)?.[1] ?? '    ';
  return `${kept},\n${indent}${entry},\n`;
}

/** A lock lists its packages by name. Without one there is nothing to keep in step. */
function lockCrate(tree: Tree, file: string, crate: string, version: string): void {
  const text = tree.read(file, 'utf-8');
  if (text === null || text.includes(`\nname = "${crate}"\n`)) return;
  const entry = `[[package]]\nname = "${crate}"\nversion = "${version}"\n`;
  const later = [...text.matchAll(/^\[\[package\]\]\nname = "([^"]+)"/gm)].find(
    ([, name = '']) => name > crate,
  );
  const metadata = text.search(/^\[(metadata|\[patch)/m);
  const place = later?.index ?? (metadata < 0 ? text.length : metadata);
  const before = text.slice(0, place).trimEnd();
  const after = text.slice(place);
  tree.write(file, `${before}\n\n${entry}${after === '' ? '' : `\n${after}`}`);
}

function parseToml(file: string, text: string): Record<string, unknown> {
  try {
    return toml.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Error(`${file} is not TOML (${reason}). Mend it, then run the generator again.`);
  }
}

function matches(globs: readonly string[], member: string): boolean {
  return globs.some((glob) => picomatch.isMatch(member, glob.replace(/^\.\//, '')));
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
