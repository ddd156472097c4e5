import type { FindingDraft } from '../src/check/finding';
import type { ReadText } from '../src/workspace/read-text';

/** Files of a workspace by their paths. */
export type Texts = { readonly [path: string]: string };

/** A reader of such files. */
export function readerOf(texts: Texts): ReadText {
  return (path) => (Object.hasOwn(texts, path) ? texts[path] : undefined);
}

/** Findings without columns and advice: `severity file:line message`. */
export function draftLines(findings: readonly FindingDraft[]): string[] {
  return findings.map(({ severity, file, line, message }) =>
    [severity, line === undefined ? file : `${file}:${line}`, message].join(' '),
  );
}
