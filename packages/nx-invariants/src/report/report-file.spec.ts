import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isPlainName, reportFile } from './report-file';

it.each([
  ['gateway', 'coverage', '.invariants/gateway/coverage.json'],
  ['@o/gateway', 'coverage', '.invariants/@o/gateway/coverage.json'],
  ['apps:core v1.2', 'coverage', '.invariants/apps:core v1.2/coverage.json'],
  ['..', 'coverage', '.invariants/%2e%%2e%/coverage.json'],
  ['a/../b', 'coverage', '.invariants/a%2f%%2e%%2e%%2f%b/coverage.json'],
  ['', 'coverage', '.invariants/%%/coverage.json'],
  ['a', '../b/c', '.invariants/a/%2e%%2e%%2f%b%2f%c.json'],
])('the report of %j, %j', (project, check, file) => {
  expect(reportFile(project, check)).toBe(file);
});

it('is below .invariants and of one leaf alone, whatever it is called', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[./%a2*]{0,6}$/),
    fc.constantFrom('a', '@a/b', '..'),
  );
  fc.assert(
    fc.property(name, name, fc.constantFrom('coverage', '../coverage'), (one, other, check) => {
      const file = reportFile(one, check);
      expect(posix.normalize(file)).toBe(file);
      expect(file).toMatch(/^\.invariants\/[^*?[\]{}()!|\\\p{Cc}]+\.json$/u);
      expect(reportFile(other, check) === file).toBe(one === other);
      expect(isPlainName(one)).toBe(reportFile(one, 'x') === `.invariants/${one}/x.json`);
    }),
  );
});
