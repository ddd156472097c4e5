import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { counter, FIXTURES, find, keep, lcovSummary, project, run } from '../fixture.mjs';

const JAVASCRIPT_TOOLS = [
  'vitest@4.1.12',
  '@vitest/coverage-v8@4.1.12',
  '@vitest/coverage-istanbul@4.1.12',
  'c8@12.0.0',
  'nyc@18.0.0',
  'jest@30.5.2',
];

export function makeJavascript() {
  const root = project('javascript');
  run(root, 'npm', ['install', '--no-save', '--no-audit', '--no-fund', ...JAVASCRIPT_TOOLS]);
  const bin = (name) => join(root, 'node_modules/.bin', name);
  const reporters = ['text-summary', 'json', 'json-summary', 'lcovonly', 'clover', 'cobertura'];
  const flags = (flag) => reporters.map((reporter) => `${flag}=${reporter}`);
  const runs = [
    {
      name: 'c8',
      command: bin('c8'),
      args: ['--all', '--include=src/**', '--reports-dir=out', ...flags('--reporter'), 'node', 'test/run.js'],
    },
    {
      name: 'nyc',
      command: bin('nyc'),
      args: ['--all', '--include=src/**', '--report-dir=out', ...flags('--reporter'), 'node', 'test/run.js'],
    },
    ...['babel', 'v8'].map((provider) => ({
      name: `jest-${provider}`,
      command: bin('jest'),
      args: [
        '--coverage',
        '--testMatch=**/jest.test.js',
        `--coverageProvider=${provider}`,
        '--coverageDirectory=out',
        '--collectCoverageFrom=src/**',
        ...flags('--coverageReporters'),
      ],
    })),
    ...['v8', 'istanbul'].map((provider) => ({
      name: `vitest-${provider}`,
      command: bin('vitest'),
      args: [
        'run',
        'vitest.spec',
        '--coverage.enabled',
        `--coverage.provider=${provider}`,
        '--coverage.include=src/**',
        '--coverage.reportsDirectory=out',
        ...flags('--coverage.reporter'),
      ],
    })),
  ];
  for (const { name, command, args } of runs) {
    rmSync(join(root, 'out'), { recursive: true, force: true });
    const said = run(root, command, args);
    const metrics = {};
    for (const [, metric, covered, total] of said.matchAll(/^(\w+) +: \S+% \( (\d+)\/(\d+) \)/gm)) {
      metrics[metric.toLowerCase()] = counter(covered, total);
    }
    const printed = find(said, /^Lines +: (\S+%)/m)[1];
    const packageName =
      { v8: '@vitest/coverage-v8', istanbul: '@vitest/coverage-istanbul' }[name.split('vitest-')[1]] ??
      name.split('-')[0];
    const tool = `${packageName} ${JSON.parse(readFileSync(join(root, 'node_modules', packageName, 'package.json'), 'utf8')).version}`;
    const expected = { tool, headline: 'lines', printed, metrics };
    keep(`istanbul/${name}`, root, join(root, 'out/coverage-final.json'), {
      format: 'istanbul',
      ...expected,
    });
    keep(`istanbul-summary/${name}`, root, join(root, 'out/coverage-summary.json'), {
      format: 'istanbul-summary',
      ...expected,
    });
    // Neither has statements, and all four write the same two files.
    const { statements, ...inXml } = metrics;
    for (const [format, report] of [
      ['clover', 'clover.xml'],
      ['cobertura', 'cobertura-coverage.xml'],
    ]) {
      keep(`${format}/${name}`, root, join(root, 'out', report), { format, ...expected, metrics: inXml });
    }
    keep(`lcov/${name}`, root, join(root, 'out/lcov.info'), {
      format: 'lcov',
      headline: 'lines',
      writer: tool,
      ...lcovSummary(root, 'out/lcov.info'),
    });
  }
  keepReportsWithoutData(root, runs);
  const info = run(root, 'node', [
    '--test',
    '--experimental-test-coverage',
    '--test-reporter=lcov',
    'test/node.test.js',
  ]);
  writeFileSync(join(root, 'lcov.info'), info);
  keep('lcov/node-test', root, join(root, 'lcov.info'), {
    format: 'lcov',
    headline: 'lines',
    writer: `node:test ${process.version}`,
    ...lcovSummary(root, 'lcov.info'),
  });
}

/** The same runs with includes that match nothing: every one of these tools exits 0 and writes reports. */
function keepReportsWithoutData(root, runs) {
  for (const { name, command, args } of runs) {
    rmSync(join(root, 'out'), { recursive: true, force: true });
    run(root, command, [
      ...args.filter((arg) => arg !== '--all').map((arg) => arg.replace('=src/**', '=nothing/**')),
    ]);
    const target = join(FIXTURES, 'no-data', name);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    const reports = ['coverage-final.json', 'coverage-summary.json', 'lcov.info'];
    const written = reports.filter((report) => existsSync(join(root, 'out', report)));
    for (const report of written) cpSync(join(root, 'out', report), join(target, report));
    console.log(`no-data/${name}: exit 0, ${written.join(', ')}`);
  }
}
