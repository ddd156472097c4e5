import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FORMATS, judgeProject, mapToWorkspace, readCoverage } from '.';

/**
 * Reports of the real tools; expected.json holds what the tools printed (tools/coverage-fixtures/remake.mjs). Those in
 * folders named `documented` are written after the tool's documentation, since the tool does not run here.
 */
const FIXTURES = join(__dirname, 'fixtures');

interface Counter {
  readonly covered: number;
  readonly total: number;
}

interface Expected {
  readonly report: string;
  readonly format: string;
  readonly headline: string;
  readonly printed: string | null;
  readonly printedByCoverFunc?: string;
  readonly metrics: Readonly<Record<string, Counter>>;
}

/** Reports of runs whose includes matched nothing: the tool exited 0. */
const NO_DATA = join(FIXTURES, 'no-data');
const withoutData = readdirSync(NO_DATA).flatMap((tool) =>
  readdirSync(join(NO_DATA, tool)).map((report) => ({
    name: `${tool}/${report}`,
    text: readFileSync(join(NO_DATA, tool, report), 'utf8'),
  })),
);

const tools = readdirSync(FIXTURES).filter((tool) => join(FIXTURES, tool) !== NO_DATA);
const fixtures = tools.flatMap((tool) =>
  readdirSync(join(FIXTURES, tool)).map((name) => {
    const folder = join(FIXTURES, tool, name);
    const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
    return { name: `${tool}/${name}`, text: readFileSync(join(folder, expected.report), 'utf8'), expected };
  }),
);

/** The files of the projects that the fixtures were made from. */
const sources = [
  ...['orders/__init__.py', 'orders/totals.py', 'orders/audit.py'],
  ...['main.go', 'ledger/ledger.go', 'validator/validator.go'],
  ...['src/lib.rs', 'src/alerts.rs', 'src/main.rs'],
  ...['src/cart.js', 'src/currency.js', 'src/never-loaded.js', 'test/exercise.js', 'test/node.test.js'],
  ...['queue.c', 'quota.cpp'],
  ...['Basket', 'Shipping'].map((name) => `src/main/java/com/example/orders/${name}.java`),
  ...['src/Ledger.cs', 'src/Program.cs', 'lib/stock.rb', 'lib/price.rb', 'src/Invoice.php', 'src/Ledger.php'],
];

interface Difference {
  readonly ours: Counter | string;
  readonly why: string;
}

const ISTANBUL_COBERTURA: Difference = {
  ours: { covered: 5, total: 15 },
  why: 'istanbul writes one condition per line that is a statement: fewer branches than it counted',
};

const lcovAliases = (covered: number, total: number): Difference => ({
  ours: { covered, total },
  why: '`lcov --summary` counts each instantiation of a template; FNF of the report, as ours, each function',
});

const CARGO_LLVM_COV_LINES =
  '`llvm-cov report` counts the lines of nested functions (closures) twice; lcov, of which the Cobertura is made, lists each once';

/** Metrics, or the printed string, of which the tool says something else than its report, or nothing. */
const DIFFERENCES: Readonly<Record<string, Readonly<Record<string, Difference>>>> = {
  'cobertura/jest-babel': { branches: ISTANBUL_COBERTURA },
  'cobertura/nyc': { branches: ISTANBUL_COBERTURA },
  'cobertura/vitest-istanbul': { branches: ISTANBUL_COBERTURA },
  'cobertura/vitest-v8': { branches: ISTANBUL_COBERTURA },
  'clover/openclover': {
    lines: {
      ours: { covered: 10, total: 18 },
      why: 'OpenClover counts no lines; ours are those on which its statements start',
    },
  },
  'cobertura/phpunit': {
    functions: {
      ours: { covered: 3, total: 4 },
      why: 'PHPUnit calls a method covered when all its lines are; in Cobertura it is enough that one is',
    },
  },
  'lcov/geninfo-2.3.1': { functions: lcovAliases(7, 7) },
  'lcov/geninfo-2.5': { functions: lcovAliases(7, 7) },
  'lcov/lcov-merged-2.3.1': { functions: lcovAliases(7, 7) },
  'lcov/lcov-merged-2.5': { functions: lcovAliases(7, 7) },
  'lcov/llvm2lcov-2.3.1': { functions: lcovAliases(7, 8) },
  'lcov/llvm2lcov-2.5': { functions: lcovAliases(7, 8) },
  'lcov/llvm-cov-cpp-19': { functions: lcovAliases(7, 8) },
  'lcov/cargo-llvm-cov-generics': { functions: lcovAliases(4, 5) },
  'cobertura/cargo-llvm-cov-generics': {
    lines: { ours: { covered: 20, total: 27 }, why: CARGO_LLVM_COV_LINES },
    printed: { ours: '74.07%', why: CARGO_LLVM_COV_LINES },
    functions: {
      ours: { covered: 5, total: 10 },
      why: 'a method of the Cobertura is an instantiation of a generic function, and FNF is not in it',
    },
  },
  'lcov/coverage-py-v7.17': {
    functions: {
      ours: { covered: 3, total: 4 },
      why: 'lcov 1.16 takes the end line in FN for a part of the name and counts 8 for 4',
    },
    branches: {
      ours: { covered: 10, total: 16 },
      why: 'branch names are text, which lcov 1.16 passes over',
    },
  },
};

/** What tools call no data is 0 of 0 in some reports and nothing in others. */
const withoutZero = (counters: Readonly<Record<string, Counter>>) =>
  Object.fromEntries(Object.entries(counters).filter(([, { total }]) => total > 0));

/** What we are to read: what the tool says, but for the differences. */
function readingOf(name: string, { format, headline, printed, metrics }: Expected) {
  const { printed: otherwise, ...differences } = DIFFERENCES[name] ?? {};
  const ours = Object.entries(differences).map(([metric, difference]) => [metric, difference.ours]);
  return {
    format,
    headline,
    printed: otherwise?.ours ?? printed ?? expect.any(String),
    totals: { ...withoutZero(metrics), ...Object.fromEntries(ours) },
  };
}

describe('reports of the real tools', () => {
  test('there is one of every format', () => {
    expect(new Set(fixtures.map(({ expected }) => expected.format))).toEqual(new Set(FORMATS));
  });

  test('every difference is one of a report here', () => {
    for (const [name, differences] of Object.entries(DIFFERENCES)) {
      const expected = fixtures.find((fixture) => fixture.name === name)?.expected;
      const said: Readonly<Record<string, unknown>> = { ...expected?.metrics, printed: expected?.printed };
      expect({ name, expected }).toEqual({ name, expected: expect.anything() });
      for (const [what, { ours }] of Object.entries(differences)) expect(said[what]).not.toEqual(ours);
    }
  });

  test.each(fixtures)('$name', ({ name, text, expected }) => {
    const read = readCoverage(text, { path: expected.report });
    if (!read.ok) throw new Error(JSON.stringify(read.failure));
    const { format, headline, printed, totals } = read.value;
    expect({ format, headline, printed, totals: withoutZero(totals) }).toEqual(readingOf(name, expected));
  });

  test.each(fixtures)('$name read by its named format', ({ text, expected }) => {
    const format = FORMATS.find((known) => known === expected.format);
    const byContent = readCoverage(text, { path: expected.report });
    const byName = readCoverage(text, { path: expected.report, ...(format && { format }) });
    expect(byName).toEqual(byContent);
  });

  test.each(fixtures)(
    '$name cut short is refused or warned about, never silently less',
    ({ text, expected }) => {
      for (const share of [0.1, 0.5, 0.9, 0.99]) {
        const cut = text.slice(0, Math.floor(text.length * share));
        const read = readCoverage(cut, { path: expected.report });
        if (read.ok) {
          // Only a coverprofile has no end mark; cut in a line it is refused or shows that its last line is open.
          expect(read.value.format).toBe('go-coverprofile');
          expect(read.value.warnings.map(({ kind }) => kind)).toContain('incomplete');
        } else {
          expect(['malformed', 'no-data', 'inconsistent', 'not-a-report']).toContain(read.failure.kind);
        }
      }
    },
  );

  test.each(fixtures)("$name placed in a workspace: every file is the project's", ({ text, expected }) => {
    const read = readCoverage(text, { path: expected.report });
    if (!read.ok) throw new Error(JSON.stringify(read.failure));
    const mapped = mapToWorkspace(read.value, {
      projectRoot: 'services/it',
      workspaceRoot: '/home/me/clone',
      files: ['index.js', ...sources.map((source) => `services/it/${source}`)],
      goModules: [{ module: 'example.com/ledger-service', root: 'services/it' }],
    });
    if (!mapped.ok) throw new Error(JSON.stringify(mapped.failure));
    expect({ unplaced: mapped.value.unplaced, totals: mapped.value.totals }).toEqual({
      unplaced: [],
      totals: read.value.totals,
    });

    const all = { min: 0, packages: new Map([['**', { min: 0 }]]) };
    expect(judgeProject(mapped.value, all, 'services/it').verdict).toBe('pass');
  });

  test.each(withoutData)('$name of a run that saw nothing is no data', ({ text }) => {
    const read = readCoverage(text, { path: 'r' });
    expect(!read.ok && read.failure.kind).toBe('no-data');
  });

  test('go tool cover -func leaves out statements outside function declarations', () => {
    const literal = fixtures.find(({ name }) => name === 'go/function-literal');
    const read = readCoverage(literal?.text, { path: 'coverage.out' });
    expect({ ours: read.ok && read.value.printed, func: literal?.expected.printedByCoverFunc }).toEqual({
      ours: '22.2%',
      func: '33.3%',
    });
  });
});
