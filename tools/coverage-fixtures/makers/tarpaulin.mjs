import { join } from 'node:path';
import { counter, find, HERE, keep, lcovSummary, project, run } from '../fixture.mjs';

export function makeTarpaulin() {
  const version = run(HERE, 'cargo', ['tarpaulin', '--version']).trim().split(' ').at(-1);
  for (const { name, args } of [
    { name: 'lib', args: ['--lib', '--exclude-files', 'src/main.rs'] },
    { name: 'all', args: [] },
  ]) {
    const root = project('rust', `rust-${name}`);
    const said = run(root, 'sh', [
      '-c',
      '"$@" 2>&1',
      'sh',
      'cargo',
      'tarpaulin',
      '--engine',
      'llvm',
      '--offline',
      '--out',
      'json',
      '--out',
      'lcov',
      '--out',
      'xml',
      ...args,
    ]);
    const [, printed, covered, total] = find(said, /(\S+%) coverage, (\d+)\/(\d+) lines covered/);
    keep(`tarpaulin/${name}`, root, join(root, 'tarpaulin-report.json'), {
      tool: `cargo-tarpaulin ${version}`,
      format: 'tarpaulin',
      headline: 'lines',
      printed,
      metrics: { lines: counter(covered, total) },
    });
    keep(`cobertura/tarpaulin-${name}`, root, join(root, 'cobertura.xml'), {
      tool: `cargo-tarpaulin ${version}`,
      format: 'cobertura',
      headline: 'lines',
      printed,
      metrics: { lines: counter(covered, total) },
    });
    keep(`lcov/tarpaulin-${name}`, root, join(root, 'lcov.info'), {
      format: 'lcov',
      headline: 'lines',
      writer: `cargo-tarpaulin ${version}`,
      ...lcovSummary(root, 'lcov.info'),
    });
  }
}
