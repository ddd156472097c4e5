import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { counter, find, keep, project, run } from '../fixture.mjs';

export function makePhpunit() {
  const root = project('php');
  const outputs = [
    '--coverage-clover=clover.xml',
    '--coverage-cobertura=cobertura.xml',
    '--coverage-text=summary.txt',
  ];
  const said = run(root, 'phpunit', outputs);
  const summary = readFileSync(join(root, 'summary.txt'), 'utf8');
  const [, printed, covered, total] = find(summary, /Lines:\s+(\S+%) \((\d+)\/(\d+)\)/);
  const [, methods, allMethods] = find(summary, /Methods:\s+\S+% \((\d+)\/(\d+)\)/);
  const expected = { tool: `PHPUnit ${find(said, /PHPUnit (\S+)/)[1]}`, headline: 'lines', printed };
  const lines = counter(covered, total);
  keep('clover/phpunit', root, join(root, 'clover.xml'), {
    format: 'clover',
    ...expected,
    metrics: { lines, functions: counter(methods, allMethods) },
  });
  // PHPUnit calls a method covered when all its lines are; by that rule Cobertura's methods cannot be counted.
  keep('cobertura/phpunit', root, join(root, 'cobertura.xml'), {
    format: 'cobertura',
    ...expected,
    metrics: { lines },
  });
}
