import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../result';
import { LONGEST_FILE, parseYaml } from './parse';
import { toPlain } from './tree';

function parse(text: string) {
  const diagnostics = new Diagnostics();
  const trees = parseYaml('f.yaml', text, diagnostics);
  return { data: trees?.map(toPlain), failures: diagnostics.failures };
}

describe('parseYaml', () => {
  it('reads documents, aliases and merge keys', () => {
    const { data } = parse(
      'a: &a { x: 1, y: ~ }\nb: { <<: *a, x: 2 }\nc: { <<: [ { z: 0 }, *a ] }\n"<<": text\n---\n- !custom v\n',
    );
    expect(JSON.parse(JSON.stringify(data))).toEqual([
      { a: { x: 1, y: null }, b: { x: 2, y: null }, c: { z: 0, x: 1, y: null }, '<<': 'text' },
      ['v'],
    ]);
  });

  it('reads nothing from nothing', () => {
    expect(parse('')).toEqual({ data: [], failures: [] });
    expect(parse('---\n')).toEqual({ data: [null], failures: [] });
  });

  const bomb = [
    'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
    ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}*a${i}]`),
  ].join('\n');
  const deepAliases = [
    'a0: &a0 [x]',
    ...Array.from({ length: 200 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]`),
  ].join('\n');

  const mergeBomb = [
    `x: &x { ${Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join(', ')} }`,
    ...Array.from({ length: 5_000 }, (_, i) => `m${i}: { <<: *x }`),
  ].join('\n');

  it.each([
    ['an alias bomb', bomb, 'too-many-nodes'],
    ['aliases nested too deep', deepAliases, 'too-deep'],
    ['deep brackets', '['.repeat(200_000), 'too-deep'],
    [
      'deep block mappings',
      Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'too-deep',
    ],
    ['a bomb of merge keys', mergeBomb, 'too-many-nodes'],
    ['endless tokens', '[x, '.repeat(60) + 'x, '.repeat(700_000), 'too-many-nodes'],
    ['a file beyond the cap', 'a'.repeat(LONGEST_FILE + 1), 'too-large'],
    ['endless documents', '--- a\n'.repeat(20_000), 'too-many-nodes'],
    ['a cycle', 'a: &a [*a]', 'alias'],
    ['an alias of nothing', 'a: *b', 'alias'],
    ['a duplicate key', 'a: 1\na: 2', 'duplicate-key'],
    ['a duplicate merge key', 'x: &x {}\na: { <<: *x, <<: *x }', 'duplicate-key'],
    ['a merge of a scalar', 'a: { <<: 1 }', 'invalid-structure'],
    ['a complex key', '? [a]\n: b', 'invalid-structure'],
    ['a tab', 'a:\n\tb: 1', 'yaml-syntax'],
  ])('%s is a failure', (_name, text, kind) => {
    const { data, failures } = parse(text);
    expect(data).toBeUndefined();
    expect(failures.map((failure) => failure.kind)).toEqual([kind]);
  });

  it('finds a duplicate among very many keys in time', () => {
    const keys = Array.from({ length: 50_000 }, (_, index) => `k${index}: 1`);
    expect(parse([...keys, 'k0: 2'].join('\n')).failures).toMatchObject([
      { kind: 'duplicate-key', location: { line: 50_001, column: 1 } },
    ]);
  });
});
