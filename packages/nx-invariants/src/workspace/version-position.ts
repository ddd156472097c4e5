import { type Position, parseJson } from '../config/json-document';
import type { ManifestFile } from './manifest-files';

/** The tables of a TOML manifest that may state its version. */
const tables: Partial<Record<ManifestFile, readonly string[]>> = {
  'pyproject.toml': ['project', 'tool.poetry'],
  'Cargo.toml': ['package', 'workspace.package'],
};

/**
 * Where a manifest states its version: the place of the text, or of the quote before it. Of TOML only the common way
 * is looked for, a line `version = "…"` below the table's head.
 */
export function positionOfVersion(file: ManifestFile, text: string, version: string): Position | undefined {
  if (file !== 'package.json') return inToml(text, tables[file] ?? [], version);
  const parsed = parseJson(text);
  return parsed.ok ? parsed.document.locate(['version']) : undefined;
}

function inToml(text: string, of: readonly string[], version: string): Position | undefined {
  let table = '';
  for (const [index, line] of text.split('\n').entries()) {
    table = /^\s*\[([^[\]]+)\]\s*(?:#.*)?$/.exec(line)?.[1]?.trim() ?? table;
    const head = /^\s*version\s*=\s*["']/.exec(line)?.[0];
    if (head !== undefined && of.includes(table) && line.startsWith(version, head.length))
      return { line: index + 1, column: head.length + 1 };
  }
  return undefined;
}
