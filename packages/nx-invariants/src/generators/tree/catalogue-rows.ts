import type { Tree } from '@nx/devkit';
import { catalogueFile } from '../../config/catalogue';
import { isRecord } from '../../config/record';
import { insertInJson, readJsonOf, writeNewJson } from './json-edits';
import type { PlacedCheck } from './leaves-on-tree';
import { schemaPath } from './nx-installation';

/**
 * Adds a row to invariants.json for each placed check that no row upholds yet, with the next free `INV-` id.
 * Makes the file if there is none.
 *
 * @returns the ids of the rows added.
 */
export function addCatalogueRows(tree: Tree, placed: readonly PlacedCheck[]): string[] {
  const rows = existingRows(tree);
  const missing = placed.filter((leaf) => !rows.some((row) => upholds(row, leaf)));
  if (missing.length === 0) return [];
  const first = nextNumber(rows);
  const added = missing.map((leaf, index) => ({
    id: `INV-${first + index}`,
    statement: `${leaf.project}: ${leaf.title}`,
    upheldBy: [{ check: leaf.check, project: leaf.project }],
  }));
  if (tree.exists(catalogueFile)) {
    for (const row of added) insertInJson(tree, catalogueFile, ['invariants', -1], row);
  } else {
    writeNewJson(tree, catalogueFile, { $schema: schemaPath(tree, 'invariants'), invariants: added });
  }
  return added.map(({ id }) => id);
}

function existingRows(tree: Tree): Record<string, unknown>[] {
  const catalogue = readJsonOf(tree, catalogueFile);
  return isRecord(catalogue) && Array.isArray(catalogue.invariants)
    ? catalogue.invariants.filter(isRecord)
    : [];
}

function upholds(row: Record<string, unknown>, leaf: PlacedCheck): boolean {
  const leaves = Array.isArray(row.upheldBy) ? row.upheldBy.filter(isRecord) : [];
  return leaves.some(({ check, project }) => check === leaf.check && project === leaf.project);
}

function nextNumber(rows: readonly Record<string, unknown>[]): number {
  const numbers = rows.map(({ id }) => Number(/^INV-(\d+)$/.exec(String(id))?.[1] ?? 0));
  return Math.max(0, ...numbers) + 1;
}
