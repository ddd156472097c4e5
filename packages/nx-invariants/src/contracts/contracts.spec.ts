import { describe, expect, it } from 'vitest';
import { rowsOfSchema, tableRows } from './versions-table';

describe('the table of versions', () => {
  it('has the rows of all tables, without formatting', () => {
    const text =
      'Text | no row\n\n| Schema | Version |\r\n|---|:-:|\n| `job.json` | **1.0.0** |\n  | [job](job.json) | a \\| b |\n|x|\n';
    expect(tableRows(text)).toEqual([
      { line: 3, cells: ['Schema', 'Version'] },
      { line: 4, cells: ['---', ':-:'] },
      { line: 5, cells: ['job.json', '1.0.0'] },
      { line: 6, cells: ['job', 'a \\| b'] },
      { line: 7, cells: ['x'] },
    ]);
  });

  it.each([
    ['job', [1, 2]],
    ['events/job', [3]],
    ['jo', []],
  ])('names %s in rows %j', (name, lines) => {
    const rows = tableRows('| job |\n| job.json |\n| events/job.json |\n');
    expect(rowsOfSchema(rows, name).map(({ line }) => line)).toEqual(lines);
  });
});
