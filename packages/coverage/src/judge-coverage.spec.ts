import { describe, expect, test } from 'vitest';
import { type Counters, describeJudgement, type Floor, judgeCoverage, judgeProject, type Threshold } from '.';
import { coverageOf, type FileCoverage } from './report';

const file = (path: string, covered: number, total: number): FileCoverage => ({
  path,
  counters: { lines: { covered, total } },
  lineHits: new Map(),
  units: {},
});

describe('judgeCoverage', () => {
  const lines = (covered: number, total: number): Counters => ({ lines: { covered, total } });
  const both: Counters = { lines: { covered: 8, total: 10 }, branches: { covered: 1, total: 10 } };

  test.each<[string, Counters, Floor, object]>([
    [
      'on the floor',
      lines(80, 100),
      { min: 80 },
      { verdict: 'pass', percent: '80.00%', fraction: '80/100', short: 0 },
    ],
    [
      'one unit below',
      lines(79, 100),
      { min: 80 },
      { verdict: 'fail', percent: '79.00%', fraction: '79/100', short: 1 },
    ],
    ['79.96 is not 80', lines(7996, 10000), { min: 80 }, { verdict: 'fail', percent: '79.96%', short: 4 }],
    ['a decimal floor', lines(795, 1000), { min: 79.5 }, { verdict: 'pass', percent: '79.50%', short: 0 }],
    ['between min and warn', lines(84, 100), { min: 80, warn: 85 }, { verdict: 'warn', short: 1 }],
    ['on warn', lines(85, 100), { min: 80, warn: 85 }, { verdict: 'pass', short: 0 }],
    ['all but one', lines(99999, 100000), { min: 100 }, { verdict: 'fail', percent: '99.99%', short: 1 }],
    ['all', lines(5, 5), { min: 100 }, { verdict: 'pass', percent: '100.00%' }],
    ['a floor of 0', lines(0, 5), { min: 0 }, { verdict: 'pass', percent: '0.00%' }],
    [
      'no units, even with a floor of 0',
      lines(0, 0),
      { min: 0 },
      { verdict: 'no-data', metric: 'lines', min: 0 },
    ],
    ['no metric at all', {}, { min: 0 }, { verdict: 'no-data', metric: 'lines', min: 0 }],
    [
      'another metric',
      both,
      { min: 20, metric: 'branches' },
      { verdict: 'fail', metric: 'branches', covered: 1, total: 10, short: 1 },
    ],
    [
      'lines and branches',
      both,
      { min: 45, metric: 'lines+branches' },
      { verdict: 'pass', covered: 9, total: 20 },
    ],
    [
      'a metric nobody measured',
      both,
      { min: 0, metric: 'functions' },
      { verdict: 'not-measured', metric: 'functions', min: 0, measured: ['lines', 'branches'] },
    ],
    [
      'half of a sum',
      lines(1, 1),
      { min: 0, metric: 'lines+branches' },
      { verdict: 'not-measured', measured: ['lines'] },
    ],
  ])('%s', (_, totals, floor, expected) => {
    expect(judgeCoverage({ headline: 'lines', totals }, floor)).toMatchObject(expected);
  });
});

describe('judgeProject', () => {
  const coverage = coverageOf('lines', [
    file('apps/engine/main.go', 0, 90),
    file('apps/engine/validator/validator.go', 8, 9),
    file('apps/engine/validator/deep/rule.go', 0, 1),
    file('apps/engine/validators/other.go', 0, 5),
  ]);
  const judge = (threshold: Threshold, projectRoot = 'apps/engine') => {
    const { floors, verdict } = judgeProject(coverage, threshold, projectRoot);
    const [overall, ...others] = floors.map(({ pattern, judgement }) => [
      pattern,
      judgement.verdict,
      'fraction' in judgement ? judgement.fraction : undefined,
    ]);
    return { verdict, overall: overall?.[1], packages: others };
  };
  const parts = (packages: Record<string, Floor>): Threshold => ({
    min: 5,
    packages: new Map(Object.entries(packages)),
  });

  test.each<[string, Threshold, object]>([
    ['without parts', { min: 5 }, { verdict: 'pass', overall: 'pass', packages: [] }],
    [
      'a folder with what is below it',
      parts({ validator: { min: 80 } }),
      { verdict: 'pass', overall: 'pass', packages: [['validator', 'pass', '8/10']] },
    ],
    [
      'a part that fails alone',
      parts({ validator: { min: 81 } }),
      { verdict: 'fail', overall: 'pass', packages: [['validator', 'fail', '8/10']] },
    ],
    [
      'a part that warns',
      parts({ validator: { min: 1, warn: 90 } }),
      { verdict: 'warn', overall: 'pass', packages: [['validator', 'warn', '8/10']] },
    ],
    [
      'a file',
      parts({ 'validator/validator.go': { min: 1 } }),
      { verdict: 'pass', overall: 'pass', packages: [['validator/validator.go', 'pass', '8/9']] },
    ],
    [
      'a slash too many',
      parts({ './validator/': { min: 1 } }),
      { verdict: 'pass', overall: 'pass', packages: [['./validator/', 'pass', '8/10']] },
    ],
    [
      'one star stays in its folder',
      parts({ 'validator/*': { min: 1 } }),
      { verdict: 'pass', overall: 'pass', packages: [['validator/*', 'pass', '8/9']] },
    ],
    [
      'two stars do not',
      parts({ 'validator/**': { min: 1 } }),
      { verdict: 'pass', overall: 'pass', packages: [['validator/**', 'pass', '8/10']] },
    ],
    [
      'files in several parts',
      parts({ '**/*.go': { min: 1 }, validator: { min: 1 } }),
      {
        verdict: 'pass',
        overall: 'pass',
        packages: [
          ['**/*.go', 'pass', '8/105'],
          ['validator', 'pass', '8/10'],
        ],
      },
    ],
    [
      'everything',
      parts({ '.': { min: 1 } }),
      { verdict: 'pass', overall: 'pass', packages: [['.', 'pass', '8/105']] },
    ],
    [
      'a renamed folder',
      parts({ validatr: { min: 0 } }),
      { verdict: 'fail', overall: 'pass', packages: [['validatr', 'no-match', undefined]] },
    ],
    [
      'a glob without a match',
      parts({ 'src/lib/**': { min: 0 } }),
      { verdict: 'fail', overall: 'pass', packages: [['src/lib/**', 'no-match', undefined]] },
    ],
    [
      'an extended glob is plain text',
      parts({ '+(a|aa)+(a|aa)*': { min: 0 } }),
      { verdict: 'fail', overall: 'pass', packages: [['+(a|aa)+(a|aa)*', 'no-match', undefined]] },
    ],
    [
      'a metric of the project holds for its parts',
      { ...parts({ validator: { min: 1 } }), metric: 'branches' },
      { verdict: 'fail', overall: 'not-measured', packages: [['validator', 'not-measured', undefined]] },
    ],
    [
      'the project fails',
      { ...parts({ validator: { min: 1 } }), min: 50 },
      { verdict: 'fail', overall: 'fail', packages: [['validator', 'pass', '8/10']] },
    ],
  ])('%s', (_, threshold, expected) => {
    expect(judge(threshold)).toEqual(expected);
  });

  test('the project at the root of the workspace', () => {
    expect(judge(parts({ 'apps/engine/validator': { min: 80 } }), '.').packages).toEqual([
      ['apps/engine/validator', 'pass', '8/10'],
    ]);
  });

  test('metrics have floors of their own, in the project and in a part', () => {
    const withBranches = coverageOf('lines', [
      { ...file('a/x.ts', 8, 10), counters: counters(8, 10, 1, 4) },
      { ...file('a/lib/y.ts', 2, 2), counters: counters(2, 2, 3, 4) },
    ]);
    const threshold: Threshold = {
      min: 80,
      metrics: [
        { metric: 'branches', min: 50, warn: 60 },
        { metric: 'functions', min: 1 },
      ],
      packages: new Map([
        ['lib', { min: 100, metrics: [{ metric: 'branches' as const, min: 80 }] }],
        ['gone', { min: 100, metrics: [{ metric: 'branches' as const, min: 80 }] }],
      ]),
    };
    const { floors, verdict } = judgeProject(withBranches, threshold, 'a');
    const lines = floors.map(({ pattern, floor, judgement }) =>
      [pattern ?? '-', floor.min, describeJudgement(judgement)].join(' '),
    );
    expect([verdict, ...lines]).toEqual([
      'fail',
      '- 80 lines 83.33% (10/12), min 80',
      '- 50 branches 50.00% (4/8), min 50, warn 60: 1 more to cover',
      '- 1 functions is not measured (the report has lines, branches), min 1',
      'lib 100 lines 100.00% (2/2), min 100',
      'lib 80 branches 75.00% (3/4), min 80: 1 more to cover',
      'gone 100 gone matches no reported file, min 100: correct the path, or write it with * and ** only',
    ]);
  });
});

const counters = (lines: number, ofLines: number, branches: number, ofBranches: number): Counters => ({
  lines: { covered: lines, total: ofLines },
  branches: { covered: branches, total: ofBranches },
});
