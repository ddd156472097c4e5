import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { find, HERE, keep, NEUTRAL_ROOT, project, readLcovSummary, run } from '../fixture.mjs';
import { exportLlvmCov } from './c.mjs';

const COUNTED = ['--branch-coverage', '--mcdc-coverage'];

/** lcov 2 and a gcc that measures MC/DC (14), both of the Debian 13 whose root folder LCOV_2_ROOT names. */
export function makeLcov2() {
  const debian = process.env.LCOV_2_ROOT;
  if (!debian)
    throw new Error('LCOV_2_ROOT names no root folder of a Debian with lcov 2 and g++ 14: see README.md');
  const root = join(debian, NEUTRAL_ROOT);
  mkdirSync(root, { recursive: true });
  const inside = (command, ...args) =>
    run(HERE, 'chroot', [debian, 'env', '-C', NEUTRAL_ROOT, command, ...args]);
  const [, version] = find(inside('dpkg-query', '--status', 'lcov'), /^Version: ([\d.]+)/m);
  const keepTracefile = (name, file, writer, ...options) =>
    keep(`lcov/${name}-${version}`, root, join(root, file), {
      format: 'lcov',
      headline: 'lines',
      writer: `${writer} ${version}`,
      ...readLcovSummary(inside('lcov', '--summary', file, ...COUNTED, ...options)),
      tool: `lcov ${version} --summary`,
    });

  try {
    cpSync(join(HERE, 'projects/cpp'), root, { recursive: true });
    inside('g++', '--coverage', '-fcondition-coverage', '-O0', '-o', 'quota', 'quota.cpp');
    inside('./quota');
    inside(
      'lcov',
      '--capture',
      '--directory',
      '.',
      '--output-file',
      'lcov.info',
      '--no-external',
      ...COUNTED,
    );
    keepTracefile('geninfo', 'lcov.info', 'geninfo');
    inside('lcov', '-a', 'lcov.info', '-a', 'lcov.info', '--output-file', 'merged.info', ...COUNTED);
    keepTracefile('lcov-merged', 'merged.info', 'lcov');

    // It writes one branch of each condition, and calls a line inconsistent that ran without it.
    const consistent = ['--ignore-errors', 'inconsistent'];
    const measured = project('cpp', 'llvm2lcov');
    cpSync(exportLlvmCov(measured, 'quota', '19', ['-fcoverage-mcdc']).json, join(root, 'llvm-cov.json'));
    inside('sed', '-i', `s#${measured}#${NEUTRAL_ROOT}#g`, 'llvm-cov.json');
    inside('llvm2lcov', '--output', 'llvm2lcov.info', ...COUNTED, ...consistent, 'llvm-cov.json');
    keepTracefile('llvm2lcov', 'llvm2lcov.info', 'llvm2lcov', ...consistent);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
