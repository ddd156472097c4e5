import { changeSince } from './measured-text';
import type { FileCoverage } from './report';

/** A file that is not the one that was measured, and what shows it. */
export type StaleFile = { readonly path: string } & (
  | {
      /** The report counts a line that the file does not have. */
      readonly kind: 'shorter';
      /** The last line that the report counts. */
      readonly counted: number;
      /** How many lines the file has. */
      readonly lines: number;
    }
  | {
      /** The report holds a digest of another text. */
      readonly kind: 'changed';
      /** The first line that differs, where the report tells it. */
      readonly line: number | undefined;
    }
);

/**
 * The files that are not as they were measured, as far as the report shows it: most formats tell no more than lines,
 * lcov may hold checksums of them, tarpaulin the whole text.
 *
 * @param textOf the file's present text, or undefined where it cannot be read
 */
export function staleFiles(
  files: readonly FileCoverage[],
  textOf: (path: string) => string | undefined,
): readonly StaleFile[] {
  return files.flatMap((file): StaleFile[] => {
    const { path, measured = [] } = file;
    const counted = lastLineOf(file);
    const text = counted === 0 && measured.length === 0 ? undefined : textOf(path);
    if (text === undefined) return [];
    // Some tools count the empty line after the last line end.
    const lines = text.split('\n').length;
    if (counted > lines) {
      return [{ path, kind: 'shorter', counted, lines: text.endsWith('\n') ? lines - 1 : lines }];
    }
    const change = measured.map((one) => changeSince(one, text)).find((found) => found !== undefined);
    return change ? [{ path, kind: 'changed', line: change.line }] : [];
  });
}

function lastLineOf({ lineHits }: FileCoverage): number {
  let last = 0;
  lineHits.forEach((_, line) => {
    last = Math.max(last, line);
  });
  return last;
}
