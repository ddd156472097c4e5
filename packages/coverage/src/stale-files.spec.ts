import { expect, test } from 'vitest';
import type { FileCoverage } from './report';
import { staleFiles } from './stale-files';

const file = (path: string, ...lines: number[]): FileCoverage => ({
  path,
  counters: {},
  lineHits: new Map(lines.map((line) => [line, 1])),
  units: {},
});

test.each<[string, string | undefined, number[], unknown[]]>([
  ['every line is there', 'a\nb\nc\n', [1, 3], []],
  ['the empty line after the last line end', 'a\nb\nc\n', [4], []],
  ['a line past it', 'a\nb\nc\n', [5, 2], [{ path: 'f', counted: 5, lines: 3 }]],
  ['a line past the end without line end', 'a\r\nb', [3], [{ path: 'f', counted: 3, lines: 2 }]],
  ['line 1 of an empty file', '', [1], []],
  ['line 2 of an empty file', '', [2], [{ path: 'f', counted: 2, lines: 1 }]],
  ['a file that cannot be read', undefined, [9], []],
  ['a report with sums only', '', [], []],
])('%s', (_, text, lines, expected) => {
  expect(staleFiles([file('f', ...lines)], () => text)).toEqual(expected);
});
