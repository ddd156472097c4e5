import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf } from '../../../testing/judge-leaf';
import {
  baselineOf,
  branchOf,
  commit,
  config,
  failing,
  judgeCoverageOf as judge,
  lcov,
  lines,
  ratcheted,
  repository,
  warning,
  source as x,
} from '../../../testing/measured-repository';
import { type Files, git, temporaryFolder, writeFiles } from '../../../testing/temporary-workspace';

const at = 'coverage-config.json:3:10';
const bar = 'lines coverage of a is 55.00% (55/100), below its bar of 59.9%';
const rose = `${at} ${bar}: more is uncovered than before`;
const lost = `note ${x}:41 this run of lines was covered at the baseline and is not any more`;
/** Of the baseline's 60 lines 55. */
const fewer = lcov({ [x]: { of: 100, missed: '1-45' } });

describe('the ratchet', () => {
  it.each<[string, object, Files, string[]]>([
    ['holds at the bar', failing, lcov({ [x]: { of: 100, missed: '1-40' } }), ['holds']],
    ['fails where more is uncovered', failing, fewer, ['violated', `error ${rose}`, lost]],
    ['warns, where it only warns', warning, fewer, ['warns', `warning ${rose}`, lost]],
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
    const { lines: found } = await judge(root, { ...files, ...fewer });
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
    const head = git(root, 'rev-parse', 'HEAD').trim();
    const lowered = baselineOf(head, { covered: 55, bar: 55 });
    expect((await judge(root, { ...fewer, ...lowered })).verdict).toBe('violated');
    commit(root, lowered);
    expect((await judge(root)).verdict).toBe('violated');
    rmSync(join(root, 'coverage-baseline.jsonl'));
    commit(root, {});
    expect((await judge(root)).verdict).toBe('violated');
  });

  it('says that there is no baseline yet', async () => {
    const root = repository(config({}, failing));
    const none = `note ${at} a has no baseline yet that its coverage could fall below`;
    expect((await judge(root, fewer)).lines).toEqual(['holds', none]);
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
      `undecided ${at} coverage-baseline.jsonl has no baseline for a at the base revision, and line 2 of it cannot be read: a merge conflict is not resolved`,
    ]);
  });

  it('is waived like any other finding', async () => {
    const root = ratcheted(failing);
    const { findings } = await judge(root, fewer);
    const waiver = { fingerprint: findings[0]?.fingerprint, reason: 'r', owner: 'o', expires: '2999-01-01' };
    writeFiles(root, { 'invariants.waivers.json': { waivers: { a: { coverage: [waiver] } } } });
    expect((await judge(root, lcov({ [x]: { of: 100, missed: '1-47' } }))).verdict).toBe('holds');
  });
});
