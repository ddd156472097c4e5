import type { FileCoverage } from './report';

/** A file that is not the one that was measured: the report counts a line that it does not have. */
export interface StaleFile {
  readonly path: string;
  /** The last line that the report counts. */
  readonly counted: number;
  /** How many lines the file has. */
  readonly lines: number;
}

/**
 * The files that are shorter than their report says. A report cannot show by this that it is fresh, only that it is not.
 *
 * @param textOf the file's present text, or undefined where it cannot be read
 */
export function staleFiles(
  files: readonly FileCoverage[],
  textOf: (path: string) => string | undefined,
): readonly StaleFile[] {
  return files.flatMap(({ path, lineHits }): StaleFile[] => {
    let counted = 0;
    lineHits.forEach((_, line) => {
      counted = Math.max(counted, line);
    });
    const text = counted === 0 ? undefined : textOf(path);
    if (text === undefined) return [];
    // Some tools count the empty line after the last line end.
    const lines = text.split('\n').length;
    return counted > lines ? [{ path, counted, lines: text.endsWith('\n') ? lines - 1 : lines }] : [];
  });
}
