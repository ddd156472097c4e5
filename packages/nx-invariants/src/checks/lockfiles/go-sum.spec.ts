import { describe, expect, it } from 'vitest';
import { draftLines } from '../../../testing/lock-texts';
import { goSumFindings } from './go-sum';

describe('go.mod', () => {
  const mod = [
    'module example.com/a',
    'go 1.26.0',
    'require example.com/b v1.0.0',
    'require (',
    '\t"example.com/c" v1.1.0 // indirect',
    '\texample.com/d v0.1.0',
    '\texample.com/e v0.2.0',
    ')',
    'replace example.com/d => ../d',
    'replace example.com/e v0.2.0 => example.com/f v0.3.0',
    '',
  ].join('\n');
  const sum = [
    'example.com/b v1.0.0 h1:x=',
    'example.com/b v1.0.0/go.mod h1:x=',
    'example.com/c v1.1.0/go.mod h1:x=',
    'example.com/f v0.3.0 h1:x=',
    'example.com/f v0.3.0/go.mod h1:x=',
    '',
  ].join('\n');

  it.each<[string, string, string | undefined, string[]]>([
    ['in sync', mod, sum, []],
    ['nothing to lock', 'module a\n\ngo 1.26\n', undefined, []],
    ['a module of the same workspace', 'module a\nrequire example.com/sibling v0.0.0\n', undefined, []],
    [
      'no go.sum',
      mod,
      undefined,
      ['error go.mod its dependencies have no lock: each install takes what is newest on the day'],
    ],
    [
      'a version without a checksum',
      mod.replace('b v1.0.0', 'b v1.0.1'),
      sum,
      ['error go.mod:3 example.com/b v1.0.1 is required, and go.sum has no checksum for its go.mod'],
    ],
    [
      'a direct requirement of which only the go.mod has one',
      mod.replace(' // indirect', ''),
      sum,
      ['error go.mod:5 example.com/c v1.1.0 is required, and go.sum has no checksum for it'],
    ],
  ])('%s', (_what, text, sums, expected) => {
    expect(draftLines(goSumFindings('go.mod', text, sums, new Set(['example.com/sibling'])))).toEqual(
      expected,
    );
  });
});
