import { expect, it } from 'vitest';
import { judgingSources } from './stale-build';

it('the sources of a verdict are the same, in the same order, on every system', () => {
  const paths = [
    'src/check/a.ts',
    'src/check.ts',
    'src/Z.ts',
    'src/a.spec.ts',
    'src/cli/x.ts',
    'src/a/fixtures/x.json',
  ];
  const expected = ['src/Z.ts', 'src/check.ts', 'src/check/a.ts'];
  expect(judgingSources(paths)).toEqual(expected);
  expect(judgingSources(paths.map((path) => path.replaceAll('/', '\\')))).toEqual(expected);
});
