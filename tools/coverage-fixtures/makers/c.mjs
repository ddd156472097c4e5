import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { counter, find, keep, lcovSummary, project, run } from '../fixture.mjs';

export function makeGeninfo() {
  const root = project('c');
  run(root, 'gcc', ['--coverage', '-O0', '-o', 'queue', 'queue.c']);
  run(root, join(root, 'queue'), []);
  run(root, 'lcov', ['-q', '-c', '-d', '.', '-o', 'lcov.info', '--rc', 'lcov_branch_coverage=1']);
  keep('lcov/geninfo-1.16', root, join(root, 'lcov.info'), {
    format: 'lcov',
    headline: 'lines',
    writer: 'geninfo 1.16',
    ...lcovSummary(root, 'lcov.info'),
  });
  run(root, 'lcov', [
    '-q',
    '-a',
    'lcov.info',
    '-a',
    'lcov.info',
    '-o',
    'merged.info',
    '--rc',
    'lcov_branch_coverage=1',
  ]);
  keep('lcov/lcov-1.16-merged', root, join(root, 'merged.info'), {
    format: 'lcov',
    headline: 'lines',
    writer: 'lcov 1.16',
    ...lcovSummary(root, 'merged.info'),
  });
}

export function makeGcovr() {
  const root = project('c', 'gcovr');
  run(root, 'gcc', ['--coverage', '-O0', '-o', 'queue', 'queue.c']);
  run(root, join(root, 'queue'), []);
  const said = run(root, 'gcovr', ['--xml', 'cobertura.xml', '--print-summary']);
  const [, version] = find(run(root, 'gcovr', ['--version']), /gcovr (\S+)/);
  const metrics = {};
  // The functions that gcovr counts are not in its XML.
  for (const metric of ['lines', 'branches']) {
    const [, covered, total] = find(said, new RegExp(`${metric}: \\S+ \\((\\d+) out of (\\d+)\\)`));
    metrics[metric] = counter(covered, total);
  }
  keep('cobertura/gcovr', root, join(root, 'cobertura.xml'), {
    tool: `gcovr ${version}`,
    format: 'cobertura',
    headline: 'lines',
    printed: find(said, /lines: (\S+%)/)[1],
    metrics,
  });
}

/** The columns of `llvm-cov report` in their order, each with regions/functions/lines/branches and how many were missed. */
const REPORT_COLUMNS = ['regions', 'functions', 'lines', 'branches'];

export function makeLlvmCov() {
  for (const version of ['14', '19']) {
    const root = project('c', `llvm-${version}`);
    const flags = ['-fprofile-instr-generate', '-fcoverage-mapping', '-O0'];
    run(root, `clang-${version}`, [...flags, '-o', 'queue', join(root, 'queue.c')]);
    run(root, join(root, 'queue'), [], { LLVM_PROFILE_FILE: 'queue.profraw' });
    run(root, `llvm-profdata-${version}`, ['merge', 'queue.profraw', '-o', 'queue.profdata']);
    const of = ['./queue', '-instr-profile=queue.profdata'];
    const total = find(run(root, `llvm-cov-${version}`, ['report', ...of]), /^TOTAL\s+(.*)$/m)[1].split(
      /\s+/,
    );
    const metrics = {};
    for (const [column, metric] of REPORT_COLUMNS.entries()) {
      const [count, missed] = total.slice(3 * column).map(Number);
      metrics[metric] = counter(count - missed, count);
    }
    const tool = `llvm-cov ${find(run(root, `llvm-cov-${version}`, ['--version']), /version (\S+)/)[1]}`;
    writeFileSync(join(root, 'llvm-cov.json'), run(root, `llvm-cov-${version}`, ['export', ...of]));
    keep(`llvm-cov/clang-${version}`, root, join(root, 'llvm-cov.json'), {
      tool,
      format: 'llvm-cov',
      headline: 'lines',
      printed: total[3 * REPORT_COLUMNS.indexOf('lines') + 2],
      metrics,
    });
    writeFileSync(
      join(root, 'lcov.info'),
      run(root, `llvm-cov-${version}`, ['export', '-format=lcov', ...of]),
    );
    keep(`lcov/llvm-cov-${version}`, root, join(root, 'lcov.info'), {
      format: 'lcov',
      headline: 'lines',
      writer: tool,
      ...lcovSummary(root, 'lcov.info'),
    });
  }
}
