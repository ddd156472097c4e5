import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { counter, find, keep, lcovSummary, project, run } from '../fixture.mjs';

const COVERAGE_PY = [
  { name: 'v6.5', coverage: '6.5.0' },
  { name: 'v7.17', coverage: '7.17.3' },
];
const PYTEST = 'pytest==9.2.0';

export function makeCoveragePy() {
  for (const { name, coverage } of COVERAGE_PY) {
    const root = project('python', `python-${name}`);
    run(root, 'python3', ['-m', 'venv', '.venv']);
    const python = join(root, '.venv/bin/python');
    run(root, python, ['-m', 'pip', '-q', 'install', `coverage==${coverage}`, PYTEST]);
    for (const { kind, flags, precision } of [
      { kind: 'lines', flags: [], precision: 0 },
      { kind: 'branches', flags: ['--branch'], precision: 0 },
      { kind: 'branches-precision-2', flags: ['--branch'], precision: 2 },
    ]) {
      writeFileSync(join(root, '.coveragerc'), `[report]\nprecision = ${precision}\n`);
      const tests = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'];
      run(root, python, ['-m', 'coverage', 'run', '--source=orders', ...flags, ...tests], {
        PYTHONPATH: root,
      });
      const printed = find(run(root, python, ['-m', 'coverage', 'report']), /^TOTAL .* (\S+%)$/m)[1];
      const xml = run(root, python, ['-m', 'coverage', 'xml', '-o', '-']);
      const xmlCount = (attribute) => find(xml, new RegExp(`<coverage [^>]*\\b${attribute}="(\\d+)"`))[1];
      const metrics = { lines: counter(xmlCount('lines-covered'), xmlCount('lines-valid')) };
      if (kind !== 'lines') {
        metrics.branches = counter(xmlCount('branches-covered'), xmlCount('branches-valid'));
      }
      run(root, python, ['-m', 'coverage', 'json', '-q', '-o', 'coverage.json']);
      keep(`coverage-py/${name}-${kind}`, root, join(root, 'coverage.json'), {
        tool: `coverage.py ${coverage}`,
        format: 'coverage-py',
        headline: kind === 'lines' ? 'lines' : 'lines+branches',
        printed,
        metrics,
      });
      writeFileSync(join(root, 'coverage.xml'), xml);
      if (precision === 0) {
        keep(`cobertura/coverage-py-${name}-${kind}`, root, join(root, 'coverage.xml'), {
          tool: `coverage.py ${coverage}`,
          format: 'cobertura',
          headline: kind === 'lines' ? 'lines' : 'lines+branches',
          printed,
          metrics,
        });
      }
      if (kind !== 'branches') continue;
      run(root, python, ['-m', 'coverage', 'lcov', '-q', '-o', 'coverage.lcov']);
      keep(`lcov/coverage-py-${name}`, root, join(root, 'coverage.lcov'), {
        format: 'lcov',
        headline: 'lines',
        writer: `coverage.py ${coverage}`,
        ...lcovSummary(root, 'coverage.lcov'),
      });
    }
  }
}
