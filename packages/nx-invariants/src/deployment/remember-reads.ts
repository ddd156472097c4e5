import type { ReadText } from '../workspace/read-text';

const remembered = 8;

interface Reading<Result> {
  readonly key: string;
  readonly asked: ReadonlyMap<string, string | undefined>;
  readonly result: Result;
}

/**
 * Remembers what a pure function of texts came to, so that 300 leaves that read one Compose file parse it once.
 * A remembered result stands only while every text it was made from is the same through the caller's own reader,
 * so nobody sees what they may not read.
 */
export function rememberReads<Result>(
  compute: (files: readonly string[], read: ReadText) => Result,
): (files: readonly string[], read: ReadText) => Result {
  let readings: Reading<Result>[] = [];
  return (files, read) => {
    const key = JSON.stringify(files);
    const known = readings.find(
      (reading) => reading.key === key && [...reading.asked].every(([path, text]) => read(path) === text),
    );
    if (known) return known.result;
    const asked = new Map<string, string | undefined>();
    const result = compute(files, (path) => {
      const text = read(path);
      asked.set(path, text);
      return text;
    });
    readings = [{ key, asked, result }, ...readings].slice(0, remembered);
    return result;
  };
}
