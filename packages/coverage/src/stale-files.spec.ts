import { expect, test } from 'vitest';
import { readCoverage } from './read-coverage';
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
  ['a line past it', 'a\nb\nc\n', [5, 2], [{ path: 'f', kind: 'shorter', counted: 5, lines: 3 }]],
  [
    'a line past the end without line end',
    'a\r\nb',
    [3],
    [{ path: 'f', kind: 'shorter', counted: 3, lines: 2 }],
  ],
  ['line 1 of an empty file', '', [1], []],
  ['line 2 of an empty file', '', [2], [{ path: 'f', kind: 'shorter', counted: 2, lines: 1 }]],
  ['a file that cannot be read', undefined, [9], []],
  ['a report with sums only', '', [], []],
])('%s', (_, text, lines, expected) => {
  expect(staleFiles([file('f', ...lines)], () => text)).toEqual(expected);
});

/** As geninfo 1.16 --checksum wrote it of a file whose first two lines end in a carriage return. */
const checksums = [
  'SF:f',
  'DA:2,1,gHM3S+XbaB2IVRABUhLBJw',
  'DA:3,1,aN+xPlaciD6km9lmClzHcg',
  'DA:4,1,wmulWaXzTUakn6/th5Rvtw==',
  'end_of_record',
];
const source = '#include <stdio.h>\r\nint main(void) {\r\n  printf("x");\n  return 0;\n}\n';
const tarpaulin = (content: string) =>
  JSON.stringify({
    files: [{ path: ['f'], content, traces: [{ line: 1, stats: { Line: 1 } }], covered: 1, coverable: 1 }],
  });

test.each<[string, string, string, unknown[]]>([
  ['checksums of lines', checksums.join('\n'), source, []],
  ['other line ends', checksums.join('\n'), source.replaceAll('\r', ''), []],
  [
    'a changed line',
    checksums.join('\n'),
    source.replace('"x"', '"y"'),
    [{ path: 'f', kind: 'changed', line: 3 }],
  ],
  ['a line more above', checksums.join('\n'), `\n${source}`, [{ path: 'f', kind: 'changed', line: 2 }]],
  ['a line that is not counted', checksums.join('\n'), source.replace('stdio', 'stdlib'), []],
  ['what is no checksum', 'SF:f\nDA:1,1,none\nDA:0,1,gHM3S+XbaB2IVRABUhLBJw\nend_of_record', 'x', []],
  ['a whole text', tarpaulin('a\nb\n'), 'a\nb\n', []],
  ['a whole text with other line ends', tarpaulin('a\nb\n'), 'a\r\nb\r\n', []],
  ['another whole text', tarpaulin('a\nb\n'), 'a\nc\n', [{ path: 'f', kind: 'changed', line: undefined }]],
  [
    'two records of a file, of which one is of another text',
    `${checksums.join('\n')}\nSF:f\nDA:5,0,aN+xPlaciD6km9lmClzHcg\nend_of_record`,
    source,
    [{ path: 'f', kind: 'changed', line: 5 }],
  ],
])('a report with %s', (_, report, text, expected) => {
  const read = readCoverage(report, { path: 'r' });
  expect(read.ok && staleFiles(read.value.files, () => text)).toEqual(expected);
});
