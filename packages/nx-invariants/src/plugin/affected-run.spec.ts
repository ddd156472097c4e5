import { describe, expect, it } from 'vitest';
import { comparisonOf } from './affected-run';

const of = (line: string, env: { [name: string]: string } = {}) =>
  comparisonOf(['node', 'nx', ...line.split(' ').filter((word) => word !== '')], env, 'invariants', 'main');

describe('comparisonOf', () => {
  it.each<[string, object]>([
    ['affected -t invariants', { base: 'main', head: undefined }],
    ['affected -t lint invariants test', { base: 'main', head: undefined }],
    ['affected --targets=lint,invariants --base=HEAD~1', { base: 'HEAD~1', head: undefined }],
    ['affected --target invariants --base v1 --head v2 --parallel 3', { base: 'v1', head: 'v2' }],
    ['affected -t=invariants --verbose -- --exclude=a', { base: 'main', head: undefined }],
  ])('%s', (line, expected) => {
    expect(of(line)).toEqual(expected);
  });

  it.each([
    '',
    'run-many -t invariants',
    'run a:affected -t invariants',
    'affected',
    'affected -t lint',
    'affected -t lint -- -t invariants',
    'affected --exclude=a -t invariants',
    'affected -t invariants --exclude a',
    'affected -t invariants --files=a.txt',
    'affected -t invariants --uncommitted',
    'affected -t invariants --untracked',
  ])('"%s" found nothing unaffected', (line) => {
    expect(of(line)).toBeUndefined();
  });

  it('takes revisions from the environment where no option names them', () => {
    const env = { NX_BASE: 'b', NX_HEAD: 'h' };
    expect(of('affected -t invariants', env)).toEqual({ base: 'b', head: 'h' });
    expect(of('affected -t invariants --base=c --head=d', env)).toEqual({ base: 'c', head: 'd' });
    expect(of('affected -t invariants', { NX_BASE: '', NX_HEAD: '' })).toEqual({
      base: 'main',
      head: undefined,
    });
  });
});
