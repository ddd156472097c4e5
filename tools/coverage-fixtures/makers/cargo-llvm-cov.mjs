import { join } from 'node:path';
import { find, HERE, keep, lcovSummary, project, run } from '../fixture.mjs';
import { readLlvmReport } from './c.mjs';

/** LLVM_COV and LLVM_PROFDATA name the tools of the release of LLVM that rustc is built with, if rustup has not its own. */
export function makeCargoLlvmCov() {
  const version = run(HERE, 'cargo', ['llvm-cov', '--version']).trim().split(' ').at(-1);
  const llvm = find(run(HERE, process.env.LLVM_COV ?? 'llvm-cov', ['--version']), /version (\S+)/)[1];
  const tool = `cargo-llvm-cov ${version} with llvm-cov ${llvm}`;
  for (const name of ['rust', 'rust-generics']) {
    const root = project(name, `cargo-llvm-cov-${name}`);
    const said = readLlvmReport(run(root, 'cargo', ['llvm-cov', '--offline']));
    // Only nightly rustc measures branches.
    const { branches: _, ...metrics } = said.metrics;
    const report = (format, file) =>
      run(root, 'cargo', ['llvm-cov', 'report', `--${format}`, '--output-path', file]);
    report('json', 'llvm-cov.json');
    report('lcov', 'lcov.info');
    report('cobertura', 'cobertura.xml');
    const suffix = name.replace('rust', 'cargo-llvm-cov');
    keep(`llvm-cov/${suffix}`, root, join(root, 'llvm-cov.json'), {
      tool,
      format: 'llvm-cov',
      headline: 'lines',
      printed: said.printed,
      metrics: said.metrics,
    });
    keep(`lcov/${suffix}`, root, join(root, 'lcov.info'), {
      format: 'lcov',
      headline: 'lines',
      writer: tool,
      ...lcovSummary(root, 'lcov.info'),
    });
    keep(`cobertura/${suffix}`, root, join(root, 'cobertura.xml'), {
      tool,
      format: 'cobertura',
      headline: 'lines',
      printed: said.printed,
      metrics: { lines: metrics.lines, functions: metrics.functions },
    });
  }
}
