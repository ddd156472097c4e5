import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf } from '../../../testing/judge-leaf';
import {
  branchOf,
  commit,
  config,
  judgeCoverageOf as judge,
  lcov,
  lines,
  off,
  repository,
  source as x,
} from '../../../testing/measured-repository';
import { type Files, git } from '../../../testing/temporary-workspace';

const five = [41, 42, 43, 44, 45];

describe('patch coverage', () => {
  const patch = { patch: { min: 80, warn: 90 } };
  const branch = (): string => {
    const root = repository(config(patch, off));
    return branchOf(root);
  };
  const changed = (...numbers: number[]): string =>
    lines(1, 100)
      .split('\n')
      .map((line, index) => (numbers.includes(index + 1) ? `changed ${line}` : line))
      .join('\n');
  const below = (share: string, limit: string) =>
    `coverage-config.json:7:16 coverage of the changed lines of a is ${share}, below its ${limit}`;

  it.each<[string, Files, string[]]>([
    ['nothing changed', lcov({ [x]: { of: 100, missed: '1-99' } }), ['holds']],
    [
      'the changed lines ran',
      { [x]: changed(...five), ...lcov({ [x]: { of: 100, missed: '1-40' } }) },
      ['holds'],
    ],
    [
      'of five changed lines one did not',
      { [x]: changed(...five), ...lcov({ [x]: { of: 100, missed: '1-41' } }) },
      [
        'warns',
        `warning ${x}:41 this line changed and is covered by no test`,
        `warning ${below('80.00% (4/5)', 'warning mark of 90%')}`,
      ],
    ],
    [
      'of five changed lines two did not',
      { [x]: changed(...five), ...lcov({ [x]: { of: 100, missed: '1-41,45' } }) },
      [
        'violated',
        `error ${below('60.00% (3/5)', 'floor of 80%')}`,
        `warning ${x}:41 this line changed and is covered by no test`,
        `warning ${x}:45 this line changed and is covered by no test`,
      ],
    ],
    [
      'a new file that git does not know yet',
      {
        'apps/a/new.ts': lines(1, 3),
        ...lcov({ [x]: { of: 100, missed: '' }, 'apps/a/new.ts': { of: 3, missed: '1-3' } }),
      },
      [
        'violated',
        `error ${below('0.00% (0/3)', 'floor of 80%')}`,
        'warning apps/a/new.ts:1 this run of lines changed and is covered by no test',
      ],
    ],
    [
      'lines moved down by others',
      { [x]: `new\n${lines(1, 100)}`, ...lcov({ [x]: { of: 101, missed: '4-101' } }) },
      ['holds'],
    ],
  ])('%s', async (_what, files, expected) => {
    expect((await judge(branch(), files)).lines).toEqual(expected);
  });

  it('says of which changed files nothing is counted, unless all must be in the report', async () => {
    const root = repository({ ...config(patch, off), 'apps/a/old.ts': 'old\n', 'apps/a/less.ts': '1\n2\n' });
    branchOf(root);
    const files = {
      'apps/a/new.ts': 'new\n',
      'apps/a/old.ts': 'old\nnew\n',
      'apps/a/less.ts': '2\n',
      'apps/a/types.d.ts': 'new\n',
      ...lcov({ [x]: { of: 100, missed: '1-99' } }),
    };
    const uncounted = (path: string) =>
      `warning ${path} ${path} changed and is in no report, so the floor of the changed lines does not count it`;
    expect((await judge(root, files)).lines).toEqual([
      'warns',
      uncounted('apps/a/new.ts'),
      uncounted('apps/a/old.ts'),
      'note apps/a/coverage/lcov.info sources of a are in no report, so they count nowhere',
    ]);
    const all = config({ ...patch, requireAll: { except: ['new.ts', 'old.ts', 'less.ts'] } }, off);
    expect((await judge(root, all)).lines).toEqual(['holds']);
  });

  it('takes a renamed file for the same, and what is committed on the branch for changed', async () => {
    const root = branch();
    git(root, 'mv', x, 'apps/a/näme "x".ts');
    commit(root, {});
    const path = 'apps/a/näme "x".ts';
    expect((await judge(root, lcov({ [path]: { of: 100, missed: '1-100' } }))).lines).toEqual([
      'violated',
      expect.stringContaining('below its floor of 1%'),
    ]);
    commit(root, { [path]: changed(7) });
    const { lines: found, details } = await judge(root, lcov({ [path]: { of: 100, missed: '1-50' } }));
    expect(found[1]).toBe(`error ${below('0.00% (0/1)', 'floor of 80%')}`);
    expect(details).toMatchObject({
      patch: {
        verdict: 'fail',
        covered: 0,
        total: 1,
        percent: '0.00%',
        min: 80,
        short: 1,
        missed: { [path]: '7' },
      },
    });
  });

  it('counts everything as changed at the first commit, and cannot be told without a base', async () => {
    const root = repository(config(patch, off));
    const report = lcov({ [x]: { of: 100, missed: '1-30' } });
    expect((await judge(root, report)).lines[1]).toBe(`error ${below('70.00% (70/100)', 'floor of 80%')}`);
    expect(findingLines(await judgeLeaf(root, 'a', 'coverage'))).toEqual([
      expect.stringMatching(
        /^undecided .* which lines of a have changed cannot be told: .*NX_INVARIANTS_COVERAGE_BASE/,
      ),
    ]);
  });

  it('is not measured by a report of sums', async () => {
    const sums = { total: 2, covered: 1, skipped: 0, pct: 50 };
    const file = { lines: sums, statements: sums, functions: sums, branches: sums };
    const report = { 'apps/a/coverage/lcov.info': { total: file, [x]: file } };
    expect((await judge(branch(), report)).lines).toEqual([
      'violated',
      `error coverage-config.json:7:16 the report tells sums only of ${x}, so whether its changed lines are covered is unknown`,
    ]);
  });
});
