import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Baseline, formatBaselines, parseLines } from '@nx-invariants/coverage';
import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, git, temporaryFolder, writeFiles } from '../../../testing/temporary-workspace';
import { hookVariables } from '../../plugin/hooks';

/** A source of distinct lines, each named by its number in the first state. */
const lines = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => `line ${first + index}\n`).join('');

/** An lcov report that counts lines 1 to `of` of each file, of which those listed did not run. */
const lcov = (files: { [path: string]: { of: number; missed: string } }): Files => ({
  'apps/a/coverage/lcov.info': Object.entries(files)
    .map(([path, { of, missed }]) => {
      const ranges = parseLines(missed) ?? [];
      const isMissed = (line: number) => ranges.some(({ from, to }) => line >= from && line <= to);
      const records = Array.from(
        { length: of },
        (_, index) => `DA:${index + 1},${isMissed(index + 1) ? 0 : 1}`,
      );
      return ['SF:', path, '\n', records.join('\n'), '\nend_of_record\n'].join('');
    })
    .join(''),
});

const config = (entry: object, ratchet: object): Files => ({
  'coverage-config.json': {
    thresholds: { a: { min: 1, tool: 'vitest', report: 'coverage/lcov.info', ...entry } },
    ratchet,
  },
});
const warning = { enabled: true, mode: 'warn' };
const failing = { enabled: true, mode: 'fail' };
const off = { enabled: false };

function commit(root: string, files: Files): string {
  writeFiles(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'c');
  return git(root, 'rev-parse', 'HEAD').trim();
}

/** A branch with a commit of its own: without one it would be compared with the default branch's last but one. */
function branchOf(root: string, name = 'feature'): string {
  git(root, 'checkout', '-q', '-b', name);
  commit(root, {});
  return root;
}

/** A repository whose one source has 100 lines. */
function repository(settings: Files): string {
  const root = temporaryFolder();
  git(root, 'init', '-q');
  commit(root, {
    '.gitignore': 'coverage/\n',
    'apps/a/package.json': { name: 'a' },
    'apps/a/x.ts': lines(1, 100),
    ...settings,
  });
  return root;
}

const baselineOf = (measured: string, more: Partial<Baseline> = {}): Files => ({
  'coverage-baseline.jsonl': formatBaselines([
    {
      project: 'a',
      metric: 'lines',
      covered: 60,
      total: 100,
      bar: 59.9,
      tool: 'vitest',
      version: null,
      scope: 'lcov',
      commit: measured,
      missed: new Map([['apps/a/x.ts', [{ from: 1, to: 40 }]]]),
      ...more,
    },
  ]),
});

/** The same, with a baseline of 60 of the 100 lines on the default branch, on a branch of its own. */
function ratcheted(ratchet: object, more: Partial<Baseline> = {}): string {
  const root = repository(config({}, ratchet));
  commit(root, baselineOf(git(root, 'rev-parse', 'HEAD').trim(), more));
  return branchOf(root);
}

/** Judges as a run of Nx would: the hook first, then the leaf. */
async function judge(root: string, files: Files = {}) {
  writeFiles(root, files);
  const report = await judgeLeaf(root, 'a', 'coverage', { env: await hookVariables(root, [], {}) });
  return { ...report, lines: [report.verdict, ...findingLines(report)] };
}

const at = 'coverage-config.json:3:10';
const x = 'apps/a/x.ts';
const bar = 'lines coverage of a is 55.00% (55/100), below its bar of 59.9%';
const rose = `${at} ${bar}: more is uncovered than before`;
const five = [41, 42, 43, 44, 45];

describe('the ratchet', () => {
  it.each<[string, object, Files, string[]]>([
    ['holds at the bar', failing, lcov({ [x]: { of: 100, missed: '1-40' } }), ['holds']],
    [
      'fails where more is uncovered',
      failing,
      lcov({ [x]: { of: 100, missed: '1-45' } }),
      [
        'violated',
        `error ${rose}`,
        `note ${x}:41 this run of lines was covered at the baseline and is not any more`,
      ],
    ],
    [
      'warns, where it only warns',
      warning,
      lcov({ [x]: { of: 100, missed: '1-45' } }),
      [
        'warns',
        `warning ${rose}`,
        `note ${x}:41 this run of lines was covered at the baseline and is not any more`,
      ],
    ],
    [
      'lets covered code be deleted',
      failing,
      { [x]: lines(1, 90), ...lcov({ [x]: { of: 90, missed: '1-40' } }) },
      [
        'holds',
        `note ${at} lines coverage of a is 55.55% (50/90), below its bar of 59.9%, since covered code was removed: that is no drop`,
      ],
    ],
    [
      'finds a loss that a deletion hides, where it is now',
      failing,
      { [x]: lines(6, 100), ...lcov({ [x]: { of: 95, missed: '1-35,40-44' } }) },
      [
        'violated',
        `error ${at} lines coverage of a is 57.89% (55/95), below its bar of 59.9%: lines that were covered are not any more`,
        `note ${x}:40 this run of lines was covered at the baseline and is not any more`,
      ],
    ],
    [
      'asks for a new baseline where another format is measured',
      failing,
      {
        'apps/a/coverage/lcov.info': `mode: set\n${x.replace('.ts', '.ts')}:1.1,2.2 9 0\n${x}:3.1,4.2 1 1\n`,
      },
      [
        'warns',
        `warning ${at} a is measured in another way than its baseline, so the two cannot be compared: metric lines became statements, scope lcov became go-coverprofile`,
      ],
    ],
  ])('%s', async (_what, ratchet, files, expected) => {
    expect((await judge(ratcheted(ratchet), files)).lines).toEqual(expected);
  });

  it.each<[string, Files, string]>([
    [
      'package.json of the project',
      { 'apps/a/package.json': { name: 'a', devDependencies: { vitest: '4.1.12' } } },
      '4.1.12',
    ],
    ['package.json of the root', { 'package.json': { dependencies: { vitest: '^4.0.0' } } }, '^4.0.0'],
    ['package.json without it', { 'package.json': { devDependencies: { jest: '1' } } }, 'unknown'],
  ])('takes the version of the tool from the %s', async (_what, files, version) => {
    const root = ratcheted(failing, { version: '3.2.0' });
    const { lines: found } = await judge(root, { ...files, ...lcov({ [x]: { of: 100, missed: '1-45' } }) });
    expect(found).toEqual([
      'warns',
      `warning ${at} a is measured in another way than its baseline, so the two cannot be compared: version 3.2.0 became ${version}`,
    ]);
  });

  it('tells the numbers behind it', async () => {
    const { details } = await judge(ratcheted(warning), lcov({ [x]: { of: 100, missed: '1-39,50' } }));
    expect(details).toMatchObject({
      floors: [
        {
          percent: '60.00%',
          delta: '0.00',
          baseline: { covered: 60, total: 100, percent: '60.00%', bar: 59.9 },
        },
      ],
      ratchet: 'held',
      measured: {
        metric: 'lines',
        covered: 60,
        total: 100,
        tool: 'vitest',
        version: null,
        scope: 'lcov',
        missed: { [x]: '1-39,50' },
      },
    });
  });

  it('is not lowered by the branch that it judges', async () => {
    const root = ratcheted(failing);
    const low = lcov({ [x]: { of: 100, missed: '1-45' } });
    const head = git(root, 'rev-parse', 'HEAD').trim();
    const lowered = baselineOf(head, { covered: 55, bar: 55 });
    expect((await judge(root, { ...low, ...lowered })).verdict).toBe('violated');
    commit(root, lowered);
    expect((await judge(root)).verdict).toBe('violated');
    rmSync(join(root, 'coverage-baseline.jsonl'));
    commit(root, {});
    expect((await judge(root)).verdict).toBe('violated');
  });

  it('says that there is no baseline yet', async () => {
    const root = repository(config({}, failing));
    const report = lcov({ [x]: { of: 100, missed: '1-45' } });
    const none = `note ${at} a has no baseline yet that its coverage could fall below`;
    expect((await judge(root, report)).lines).toEqual(['holds', none]);
    const measured = git(root, 'rev-parse', 'HEAD').trim();
    commit(root, baselineOf(measured, { project: 'b' }));
    branchOf(root);
    expect((await judge(root)).lines).toEqual(['holds', none]);
  });

  it.each<[string, object, string]>([
    ['warns', warning, 'warns warning'],
    ['is undecided', failing, 'undecided undecided'],
  ])('%s where the base cannot be known', async (_what, ratchet, expected) => {
    const origin = ratcheted(ratchet);
    commit(origin, {});
    const root = join(temporaryFolder(), 'clone');
    git(origin, 'clone', '-q', '--depth=1', `file://${origin}`, root);
    const { lines: found } = await judge(root, lcov({ [x]: { of: 100, missed: '' } }));
    expect(found.join(' ')).toMatch(
      new RegExp(`^${expected} ${at} whether the coverage of a has fallen cannot be told: .*shallow clone`),
    );
    const report = await judgeLeaf(root, 'a', 'coverage');
    expect(findingLines(report).join()).toContain('did not set NX_INVARIANTS_COVERAGE_BASELINE');
  });

  it.each<[string, object, string]>([
    ['warns', warning, 'warns'],
    ['is undecided', failing, 'undecided'],
  ])('%s where the commit that was measured is gone', async (_what, ratchet, verdict) => {
    const root = ratcheted(ratchet, { commit: 'f'.repeat(40) });
    const files = { [x]: lines(1, 90), ...lcov({ [x]: { of: 90, missed: '1-40' } }) };
    const { lines: found } = await judge(root, files);
    expect(found).toEqual([
      verdict,
      expect.stringContaining('whether covered code was removed or lost its tests cannot be told'),
    ]);
    const whole = { [x]: lines(1, 100), ...lcov({ [x]: { of: 100, missed: '1-40' } }) };
    expect((await judge(root, whole)).verdict).toBe('holds');
  });

  it('says where the file at the base is broken', async () => {
    const root = repository(config({}, failing));
    commit(root, { 'coverage-baseline.jsonl': '\n<<<<<<< ours\n' });
    branchOf(root);
    expect((await judge(root, lcov({ [x]: { of: 100, missed: '' } }))).lines).toEqual([
      'undecided',
      `undecided ${at} coverage-baseline.jsonl has no baseline for a at the base revision, and a line that is none (line 2: a merge conflict is not resolved)`,
    ]);
  });

  it('is waived like any other finding', async () => {
    const root = ratcheted(failing);
    const { findings } = await judge(root, lcov({ [x]: { of: 100, missed: '1-45' } }));
    const waiver = { fingerprint: findings[0]?.fingerprint, reason: 'r', owner: 'o', expires: '2999-01-01' };
    writeFiles(root, { 'invariants.waivers.json': { waivers: { a: { coverage: [waiver] } } } });
    expect((await judge(root, lcov({ [x]: { of: 100, missed: '1-47' } }))).verdict).toBe('holds');
  });
});

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

it('makes the base an input of the leaves that compare with it, and of no other', async () => {
  const environment = async (settings: Files) => {
    const leaf = await leafOf(repository(settings), 'a', 'coverage');
    return leaf?.placement.inputs.flatMap((input) =>
      typeof input === 'object' && 'env' in input ? [input.env] : [],
    );
  };
  expect(await environment(config({}, off))).toEqual([]);
  expect(await environment(config({}, warning))).toEqual(['NX_INVARIANTS_COVERAGE_BASELINE']);
  expect(await environment(config({ patch: { min: 1 } }, off))).toEqual(['NX_INVARIANTS_COVERAGE_BASE']);
});

it('changes the base that the hook names with the state of the base, and with nothing else', async () => {
  const root = ratcheted(warning);
  writeFiles(root, config({ patch: { min: 1 } }, warning));
  const before = await hookVariables(root, [], {});
  expect(before).toMatchObject({
    NX_INVARIANTS_COVERAGE_BASELINE: `blob:${git(root, 'rev-parse', 'main:coverage-baseline.jsonl').trim()}`,
    NX_INVARIANTS_COVERAGE_BASE: `tree:${git(root, 'rev-parse', 'main^{tree}').trim()}`,
  });
  commit(root, baselineOf('e'.repeat(40)));
  expect(await hookVariables(root, [], {})).toEqual(before);
  git(root, 'checkout', '-q', 'main');
  commit(root, { 'coverage-config.json': config({}, warning)['coverage-config.json'], 'README.md': 'x' });
  commit(root, baselineOf('d'.repeat(40)));
  branchOf(root, 'later');
  const after = await hookVariables(root, [], {});
  expect(after.NX_INVARIANTS_COVERAGE_BASELINE).not.toBe(before.NX_INVARIANTS_COVERAGE_BASELINE);
  expect(after.NX_INVARIANTS_COVERAGE_BASE).toBe('absent');
});
