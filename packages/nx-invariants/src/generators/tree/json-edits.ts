import type { Tree } from '@nx/devkit';
import { applyEdits, type JSONPath, modify } from 'jsonc-parser';
import { parseJson } from '../../config/json-document';

/**
 * Sets one value in a JSON file, or inserts it where the path ends in an array index (-1 appends), and leaves
 * every other byte, comments included, as it is.
 *
 * @throws Error that names file, line and remedy if the file is not JSON.
 */
export function editJson(tree: Tree, file: string, path: JSONPath, value: unknown): void {
  const text = tree.read(file, 'utf-8') ?? '{}\n';
  readJsonOf(tree, file);
  const edits = modify(text, path, value, {
    isArrayInsertion: typeof path.at(-1) === 'number',
    formattingOptions: { insertSpaces: !/^\t/m.test(text), tabSize: indentOf(text), eol: '\n' },
  });
  tree.write(file, applyEdits(text, edits));
}

/** The value of a JSON file; undefined if there is none. @throws Error as {@link editJson}. */
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
