import type { Tree } from '@nx/devkit';
import { type Document, parseDocument, type ToStringOptions } from 'yaml';

/**
 * Edits a YAML file as a document, so that comments and everything untouched stay. The text is written back in the
 * first style that reproduces the file as it was, so that a change is as small as it can be.
 *
 * @throws Error that names file, line and remedy if the file is not YAML.
 */
export function editYaml(tree: Tree, file: string, edit: (document: Document) => void): void {
  const text = tree.read(file, 'utf-8') ?? '';
  const document = parseYaml(file, text);
  const style = styles.find((candidate) => document.toString(candidate) === text) ?? styles[0];
  edit(document);
  tree.write(file, document.toString(style));
}

/** A YAML file as a document. @throws Error as {@link editYaml}. */
export function parseYaml(file: string, text: string): Document {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (!error) return document;
  const line = text.slice(0, error.pos[0]).split('\n').length;
  throw new Error(
    `${file}:${line} is not YAML (${error.message.split('\n')[0]}). Mend it, then run the generator again.`,
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
