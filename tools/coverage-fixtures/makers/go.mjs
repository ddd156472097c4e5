import { join } from 'node:path';
import { counter, find, HERE, keep, project, run, scratch } from '../fixture.mjs';

export function makeGo() {
  const root = project('go');
  const version = run(root, 'go', ['version']).split(' ')[2];
  const oracle = join(scratch, 'go-oracle');
  run(join(HERE, 'go-oracle'), 'go', ['build', '-o', oracle, '.']);
  for (const { name, args } of [
    { name: 'set', args: ['./validator'] },
    { name: 'count', args: ['-covermode=count', './ledger'] },
    { name: 'atomic', args: ['-covermode=atomic', './ledger'] },
    { name: 'function-literal', args: ['.'] },
    { name: 'coverpkg', args: ['-covermode=count', '-coverpkg=./...', '.'] },
    { name: 'all-packages', args: ['./...'] },
    { name: 'coverpkg-all-packages', args: ['-coverpkg=./...', './...'] },
  ]) {
    const profile = join(root, 'coverage.out');
    const said = run(root, 'go', ['test', '-count=1', '-coverprofile=coverage.out', ...args]);
    const [covered, total] = run(root, oracle, [profile]).trim().split(' ');
    const perPackage = [...said.matchAll(/coverage: (\S+%) of statements/g)].map(([, percent]) => percent);
    keep(`go/${name}`, root, profile, {
      tool: version,
      format: 'go-coverprofile',
      headline: 'statements',
      // go test prints one percentage per test binary; only a profile of one binary has a printed total.
      printed: perPackage.length === 1 ? perPackage[0] : null,
      printedPerPackage: perPackage,
      printedByCoverFunc: find(
        run(root, 'go', ['tool', 'cover', '-func=coverage.out']),
        /^total:.*\s(\S+%)$/m,
      )[1],
      metrics: { statements: counter(covered, total) },
    });
  }
}
