import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/** Over gcc's notes and over clang's: the total is that of its covdir, which its HTML shows too. */
export function makeGrcov() {
  for (const compiler of ['gcc', 'clang-19']) {
    const root = project('cpp', `grcov-${compiler}`);
    run(root, compiler.replace('gcc', 'g++').replace('clang', 'clang++'), [
      ...['--coverage', '-O0', '-o', 'quota', 'quota.cpp'],
    ]);
    run(root, join(root, 'quota'), []);
    const write = (type, file) =>
      run(root, 'grcov', [
        ...['.', '--source-dir', '.', '--ignore-not-existing', '--ignore', '/*', '--branch'],
        ...(compiler === 'gcc' ? [] : ['--llvm']),
        ...['--output-type', type, '--output-path', file],
      ]);
    for (const [type, file] of [
      ['covdir', 'covdir.json'],
      ['lcov', 'lcov.info'],
      ['cobertura', 'cobertura.xml'],
    ])
      write(type, file);
    const covdir = JSON.parse(readFileSync(join(root, 'covdir.json'), 'utf8'));
    const tool = run(root, 'grcov', ['--version']).split('\n')[0];
    const ofLcov = lcovSummary(root, 'lcov.info');
    keep(`lcov/grcov-${compiler}`, root, join(root, 'lcov.info'), {
      format: 'lcov',
      headline: 'lines',
      writer: tool,
      ...ofLcov,
    });
    keep(`cobertura/grcov-${compiler}`, root, join(root, 'cobertura.xml'), {
      tool,
      format: 'cobertura',
      headline: 'lines',
      printed: `${covdir.coveragePercent}%`,
      metrics: { ...ofLcov.metrics, lines: counter(covdir.linesCovered, covdir.linesTotal) },
    });
  }
}

/** The columns of `llvm-cov report` in their order, each with regions/functions/lines/branches and how many were missed. */
const REPORT_COLUMNS = ['regions', 'functions', 'lines', 'branches'];

/** What `llvm-cov report` says in its last line. */
export function readLlvmReport(said) {
  const total = find(said, /^TOTAL\s+(.*)$/m)[1].split(/\s+/);
  const metrics = {};
  for (const [column, metric] of REPORT_COLUMNS.entries()) {
    const [count, missed] = total.slice(3 * column).map(Number);
    metrics[metric] = counter(count - missed, count);
  }
  return { printed: total[3 * REPORT_COLUMNS.indexOf('lines') + 2], metrics };
}

/** Runs `<name>.c` or `<name>.cpp` built by clang, and exports what was measured. */
export function exportLlvmCov(root, name, version, flags = []) {
  const [source] = readdirSync(root).filter((file) => file.startsWith(`${name}.c`));
  const compiler = source.endsWith('.cpp') ? 'clang++' : 'clang';
  const measuring = ['-fprofile-instr-generate', '-fcoverage-mapping', '-O0', ...flags];
  run(root, `${compiler}-${version}`, [...measuring, '-o', name, join(root, source)]);
  run(root, join(root, name), [], { LLVM_PROFILE_FILE: 'measured.profraw' });
  run(root, `llvm-profdata-${version}`, ['merge', 'measured.profraw', '-o', 'measured.profdata']);
  const llvmCov = (...args) =>
    run(root, `llvm-cov-${version}`, [...args, `./${name}`, '-instr-profile=measured.profdata']);
  const [json, lcov] = [join(root, 'llvm-cov.json'), join(root, 'lcov.info')];
  writeFileSync(json, llvmCov('export'));
  writeFileSync(lcov, llvmCov('export', '-format=lcov'));
  return { json, lcov, report: llvmCov('report') };
}

export function makeLlvmCov() {
  for (const { version, source, name, flags } of [
    { version: '14', source: 'c', name: 'queue' },
    { version: '19', source: 'c', name: 'queue' },
    { version: '19', source: 'cpp', name: 'quota', flags: ['-fcoverage-mcdc'] },
  ]) {
    const root = project(source, `llvm-${source}-${version}`);
    const { json, lcov, report } = exportLlvmCov(root, name, version, flags);
    const tool = `llvm-cov ${find(run(root, `llvm-cov-${version}`, ['--version']), /version (\S+)/)[1]}`;
    const language = source === 'c' ? '' : `-${source}`;
    keep(`llvm-cov/clang${language}-${version}`, root, json, {
      tool,
      format: 'llvm-cov',
      headline: 'lines',
      ...readLlvmReport(report),
    });
    keep(`lcov/llvm-cov${language}-${version}`, root, lcov, {
      format: 'lcov',
      headline: 'lines',
      writer: tool,
      ...lcovSummary(root, 'lcov.info'),
    });
  }
}
