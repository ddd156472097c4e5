// Remakes packages/coverage/src/fixtures with the real tools, or the fixtures of the tools named as arguments:
//   node tools/coverage-fixtures/remake.mjs [coverage-py] [go] [tarpaulin] [javascript] [geninfo]
// Needs node, npm, python3, go, cargo with cargo-tarpaulin, gcc and lcov 1.16. Every fixture is the tool's own report
// with absolute paths made neutral, and expected.json: what the tool printed beside it, and the integers
// by a second way (its own fractions, its XML, or Go's own parser), never by the package under test.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const FIXTURES = join(HERE, '../../packages/coverage/src/fixtures');
const NEUTRAL_ROOT = '/builds/workspace';

const COVERAGE_PY = [
  { name: 'v6.5', coverage: '6.5.0' },
  { name: 'v7.17', coverage: '7.17.3' },
];
const PYTEST = 'pytest==9.2.0';
const JAVASCRIPT_TOOLS = [
  'vitest@4.1.12',
  '@vitest/coverage-v8@4.1.12',
  '@vitest/coverage-istanbul@4.1.12',
  'c8@12.0.0',
  'nyc@18.0.0',
  'jest@30.5.2',
];

const makers = {
  'coverage-py': makeCoveragePy,
  go: makeGo,
  tarpaulin: makeTarpaulin,
  javascript: makeJavascript,
  geninfo: makeGeninfo,
};

const scratch = mkdtempSync(join(tmpdir(), 'coverage-fixtures-'));
try {
  const asked = process.argv.slice(2);
  for (const name of asked.length > 0 ? asked : Object.keys(makers)) {
    const make = makers[name];
    if (!make) throw new Error(`no fixtures named ${name}: choose from ${Object.keys(makers).join(', ')}`);
    make();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function project(name, copy = name) {
  const root = join(scratch, copy);
  cpSync(join(HERE, 'projects', name), root, { recursive: true });
  return root;
}

function run(cwd, command, args, env = {}) {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** The first group of a pattern in a tool's output; a tool that says something else is an error here. */
function find(text, pattern) {
  const found = pattern.exec(text);
  if (!found) throw new Error(`${pattern} not found in:\n${text}`);
  return found;
}

function keep(folder, root, report, expected) {
  const target = join(FIXTURES, folder);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const segments = JSON.stringify(root.slice(1).split('/')).slice(1, -1);
  const neutralSegments = JSON.stringify(NEUTRAL_ROOT.slice(1).split('/')).slice(1, -1);
  const text = readFileSync(report, 'utf8')
    .replaceAll(root, NEUTRAL_ROOT)
    .replaceAll(segments, neutralSegments);
  if (text.includes(scratch)) throw new Error(`${folder} still names ${scratch}`);
  const name = report.split('/').at(-1);
  writeFileSync(join(target, name), text);
  writeFileSync(join(target, 'expected.json'), `${JSON.stringify({ report: name, ...expected }, null, 2)}\n`);
  console.log(`${folder}: ${expected.printed} ${JSON.stringify(expected.metrics)}`);
}

function counter(covered, total) {
  return { covered: Number(covered), total: Number(total) };
}

/** What `lcov --summary` (1.16) says of a tracefile: the printed line rate and every fraction. */
function lcovSummary(root, file) {
  const out = run(root, 'lcov', ['--summary', file, '--rc', 'lcov_branch_coverage=1']);
  const metrics = {};
  for (const [name, metric] of [
    ['lines', 'lines'],
    ['functions', 'functions'],
    ['branches', 'branches'],
  ]) {
    const found = new RegExp(`${name}\\.+: [\\d.]+% \\((\\d+) of (\\d+)`).exec(out);
    if (found) metrics[metric] = counter(found[1], found[2]);
  }
  return { printed: find(out, /lines\.+: ([\d.]+%)/)[1], metrics, tool: 'lcov 1.16 --summary' };
}

function makeCoveragePy() {
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

function makeGo() {
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

function makeTarpaulin() {
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
    keep(`lcov/tarpaulin-${name}`, root, join(root, 'lcov.info'), {
      format: 'lcov',
      headline: 'lines',
      writer: `cargo-tarpaulin ${version}`,
      ...lcovSummary(root, 'lcov.info'),
    });
  }
}

function makeJavascript() {
  const root = project('javascript');
  run(root, 'npm', ['install', '--no-save', '--no-audit', '--no-fund', ...JAVASCRIPT_TOOLS]);
  const bin = (name) => join(root, 'node_modules/.bin', name);
  const reporters = ['text-summary', 'json', 'json-summary', 'lcovonly'];
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

function makeGeninfo() {
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
