import { isDeepStrictEqual } from 'node:util';
import type { Tree } from '@nx/devkit';
import type { Document, ToStringOptions } from 'yaml';
import { parseYamlDocument } from '../../config/yaml-document';

/**
 * Edits a YAML file as a document, so that comments and everything untouched stay: lines that the edit adds are put
 * into the text as it was. Only an edit that does more is written in the style nearest to the file's.
 *
 * @throws Error that names file, line and remedy if the file is not YAML.
 */
export function editYaml(tree: Tree, file: string, edit: (document: Document) => void): void {
  const text = tree.read(file, 'utf-8') ?? '';
  const document = parseYaml(file, text);
  const style = nearestStyle(document, text);
  const before = document.toString(style);
  edit(document);
  const after = document.toString(style);
  const spliced = withAddedLines(text, before, after);
  tree.write(file, spliced !== undefined && sameContent(spliced, after) ? spliced : after);
}

/** A YAML file as a document. @throws Error as {@link editYaml}. */
export function parseYaml(file: string, text: string): Document {
  const parsed = parseYamlDocument(text);
  if (parsed.ok) return parsed.document;
  const { message, position } = parsed;
  throw new Error(
    `${file}:${position.line} is not YAML (${message}). Mend it, then run the generator again.`,
  );
}

const styles: readonly ToStringOptions[] = [2, 4].flatMap((indent) =>
  [true, false].flatMap((indentSeq) =>
    [false, true].map((flowCollectionPadding) => ({
      lineWidth: 0,
      indent,
      indentSeq,
      flowCollectionPadding,
    })),
  ),
);

function nearestStyle(document: Document, text: string): ToStringOptions {
  const lines = new Set(text.split('\n'));
  const strange = (style: ToStringOptions) =>
    document
      .toString(style)
      .split('\n')
      .filter((line) => !lines.has(line)).length;
  const [nearest = {}] = styles
    .map((style) => ({ style, distance: strange(style) }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ style }) => style);
  return nearest;
}

/** The lines that stand in `after` and not in `before`, put into the text; undefined where more was changed. */
function withAddedLines(text: string, before: string, after: string): string | undefined {
  const [original, old, edited] = [text, before, after].map((content) => content.split('\n'));
  if (!original || !old || !edited || original.length !== old.length) return undefined;
  const first = edited.findIndex((line, index) => line !== old[index]);
  const added = edited.length - old.length;
  const isInsertion = added > 0 && isDeepStrictEqual(old.slice(first), edited.slice(first + added));
  return isInsertion
    ? [...original.slice(0, first), ...edited.slice(first, first + added), ...original.slice(first)].join(
        '\n',
      )
    : undefined;
}

function sameContent(a: string, b: string): boolean {
  const [left, right] = [parseYamlDocument(a), parseYamlDocument(b)];
  return (
    left.ok &&
    right.ok &&
    isDeepStrictEqual(left.document.toJS({ maxAliasCount: 100 }), right.document.toJS({ maxAliasCount: 100 }))
  );
}
