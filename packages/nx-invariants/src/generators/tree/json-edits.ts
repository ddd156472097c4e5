import type { Tree } from '@nx/devkit';
import { applyEdits, type JSONPath, modify } from 'jsonc-parser';
import { parseJson } from '../../config/json-document';

/**
 * Sets one value in a JSON file, or the whole file where there is none, and leaves every other byte, comments
 * included, as it is.
 *
 * @throws Error that names file, line and remedy if the file is not JSON.
 */
export function setInJson(tree: Tree, file: string, path: JSONPath, value: unknown): void {
  edit(tree, file, path, value, false);
}

/** Inserts a value into an array of a JSON file, at an index or (-1) at its end. Otherwise as {@link setInJson}. */
export function insertInJson(tree: Tree, file: string, path: JSONPath, value: unknown): void {
  edit(tree, file, path, value, true);
}

function edit(tree: Tree, file: string, path: JSONPath, value: unknown, isArrayInsertion: boolean): void {
  const text = tree.read(file, 'utf-8') ?? '{}\n';
  readJsonOf(tree, file);
  const edits = modify(text, path, value, {
    isArrayInsertion,
    formattingOptions: { insertSpaces: !/^\t/m.test(text), tabSize: indentOf(text), eol: '\n' },
  });
  tree.write(file, applyEdits(text, edits));
}

/** The value of a JSON file; undefined if there is none. @throws Error as {@link setInJson}. */
export function readJsonOf(tree: Tree, file: string): unknown {
  const text = tree.read(file, 'utf-8');
  if (text === null) return undefined;
  const parsed = parseJson(text);
  if (parsed.ok) return parsed.document.value;
  const { line, column } = parsed.position;
  throw new Error(
    `${file}:${line}:${column} is not JSON (${parsed.message}). Mend it, then run the generator again.`,
  );
}

/** Writes a new JSON file. */
export function writeNewJson(tree: Tree, file: string, value: unknown): void {
  tree.write(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

function indentOf(text: string): number {
  return /^( +)\S/m.exec(text)?.[1]?.length ?? 2;
}
