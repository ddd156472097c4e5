import { describe, expect, it } from 'vitest';
import { readCatalogue, upheldBy } from './catalogue';

const row = (id: string, rest: object = { planned: { reason: 'later' } }) => ({
  id,
  statement: `${id} holds`,
  ...rest,
});
const catalogue = (...invariants: object[]) => JSON.stringify({ invariants }, null, 1);

describe('readCatalogue', () => {
  it('reads the rows', () => {
    const rows = [
      row('C1', { upheldBy: [{ check: 'contract-fixtures', project: 'contracts' }] }),
      row('I6', { documentedOnly: { owner: 'a', reviewBy: '2027-01-01', reason: 'people' } }),
      row('X1'),
    ];
    expect(readCatalogue(catalogue(...rows))).toMatchObject({ kind: 'read', value: rows });
  });

  it('is missing where there is no file', () => {
    expect(readCatalogue(undefined)).toEqual({ kind: 'missing' });
  });

  it.each([
    ['{', ['2:1 invariants.json is not JSON: CloseBraceExpected'].map((text) => text.replace('2:1', '1:2'))],
    ['{}', ["1:1 the file must have required property 'invariants'"]],
    ['{ "invariants": [] }', ['1:3 invariants must NOT have fewer than 1 items']],
    [catalogue(row('A'), row('A')), ['11:4 the invariant id "A" stands twice']],
    [
      catalogue(row('A', {})),
      ['3:3 invariants.0 must have exactly one of "upheldBy", "documentedOnly", "planned"'],
    ],
    [
      catalogue(row('A', { planned: { reason: 'x' }, upheldBy: [{ check: 'a', project: 'b' }] })),
      ['3:3 invariants.0 must have exactly one of "upheldBy", "documentedOnly", "planned"'],
    ],
    [
      catalogue(row('1x')),
      ['4:4 invariants.0.id must be a letter, then letters, digits, dots, hyphens or underscores'],
    ],
    [
      catalogue(row('A', { documentedOnly: { owner: 'a', reviewBy: 'soon', reason: 'b' } })),
      ['8:5 invariants.0.documentedOnly.reviewBy must be a day, as YYYY-MM-DD'],
    ],
  ])('refuses %.40j', (text, expected) => {
    const read = readCatalogue(text);
    const said =
      read.kind === 'invalid' ? read.problems.map((p) => `${p.line}:${p.column} ${p.message}`) : read.kind;
    expect(said).toEqual(expected);
  });

  it('knows which invariants a leaf upholds', () => {
    const leaf = (check: string, project: string) => ({ check, project });
    const rows = [
      row('A', { upheldBy: [leaf('coverage', 'a'), leaf('coverage', 'b')] }),
      row('B', { upheldBy: [leaf('coverage', 'b')] }),
      row('C'),
    ];
    expect([upheldBy(rows, 'coverage', 'b'), upheldBy(rows, 'coverage', 'c')]).toEqual([['A', 'B'], []]);
  });
});
