import { describe, expect, it } from 'vitest';
import { bundle } from './bundle';
import { type ContractSchema, parseContract } from './contract-folder';
import { rowsOfSchema, tableRows } from './versions-table';

function contract(
  name: string,
  schema: object,
  draft = 'http://json-schema.org/draft-07/schema#',
): ContractSchema {
  const parsed = parseContract('c', `c/${name}.json`, JSON.stringify({ $schema: draft, ...schema }));
  if (!('schema' in parsed)) throw new Error(parsed.finding.message);
  return parsed.schema;
}

describe('bundle', () => {
  const id = (name: string) => `https://example.com/${name}.json`;

  it('embeds what is referred to, directly or not, once, and nothing else', () => {
    const a = contract('a', {
      $id: id('a'),
      definitions: { own: true },
      properties: { b: { $ref: 'b.json#/x' }, self: { $ref: '#/definitions/own' } },
    });
    const b = contract('b', { $id: id('b'), items: { $ref: 'c.json' } });
    const c = contract('c', { $id: id('c'), anyOf: [{ $ref: 'a.json' }, { $ref: 'b.json' }] });
    const d = contract('d', { $id: id('d') });
    const { definitions } = bundle(a, [a, b, c, d]);
    expect(definitions).toEqual({
      own: true,
      'b.json': { $id: id('b'), items: { $ref: 'c.json' } },
      'c.json': { $id: id('c'), anyOf: [{ $ref: 'a.json' }, { $ref: 'b.json' }] },
    });
  });

  it('names embedded schemas after their file where they have no $id, and in the keyword of the draft', () => {
    const draft = 'https://json-schema.org/draft/2020-12/schema';
    const a = contract('a', { properties: { b: { $ref: 'b.json' } } }, draft);
    const b = contract('b', { type: 'string' }, draft);
    expect(bundle(a, [a, b])).toMatchObject({
      $defs: { 'b.json': { $id: 'contract:///b.json', type: 'string' } },
    });
  });

  it('leaves a schema that refers to no other as it is', () => {
    const a = contract('a', {
      $id: id('a'),
      properties: { x: { $ref: 'http://[bad' }, y: { $ref: 'gone.json' } },
    });
    expect(bundle(a, [a])).toEqual(a.schema);
  });
});

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
