import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLines } from '../line-ranges';
import { reaches } from '../percent';
import { barOf } from './bar';
import { type Baseline, formatBaselines, type Measurement, parseBaselines } from './baseline-file';
import { baselineFor, judgeDrop } from './judge-drop';
import { raiseBaseline } from './raise-baseline';

const commit = 'a'.repeat(40);
const missed = (files: { [path: string]: string }): NonNullable<Measurement['missed']> =>
  new Map(Object.entries(files).map(([path, lines]) => [path, parseLines(lines) ?? []]));
const measured = (covered: number, total: number, more: Partial<Measurement> = {}): Measurement => ({
  covered,
  total,
  metric: 'lines',
  tool: 'vitest',
  version: null,
  scope: 'istanbul',
  missed: null,
  ...more,
});
const baseline = (covered: number, total: number, bar: number, more: Partial<Baseline> = {}): Baseline => ({
  ...measured(covered, total, more),
  project: 'web',
  bar,
  commit,
  ...more,
});

describe('barOf', () => {
  test.each<[number, number, number, number, number]>([
    [100, 100, 0.1, 0, 100],
    [100, 100, 0.1, 0.1, 99.9],
    [412, 430, 0.1, 0, 95.8],
    [412, 430, 0.1, 0.1, 95.7],
    [412, 430, 0.5, 0.25, 95.5],
    [412, 430, 10, 0, 90],
    [2, 3, 0.01, 0, 66.66],
    [29, 100, 0.1, 0, 29],
    [1, 1000, 0.1, 0, 0.1],
    [1, 1001, 0.1, 0, 0],
    [0, 5, 0.1, 10, 0],
  ])('%i/%i by %d less %d is %d', (covered, total, step, slack, bar) => {
    expect(barOf({ covered, total }, { step, slack })).toBe(bar);
  });

  test('is reached, a multiple of the step, and the next one is not', () => {
    const counters = fc
      .tuple(fc.nat(5000), fc.integer({ min: 1, max: 5000 }))
      .map(([a, b]) => ({ covered: Math.min(a, b), total: b }));
    const hundredths = fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.nat(1000));
    fc.assert(
      fc.property(counters, hundredths, (counter, [step, slack]) => {
        const bar = barOf(counter, { step: step / 100, slack: slack / 100 });
        const scaled = Math.round(bar * 100);
        expect(scaled % step).toBe(0);
        expect(bar === 0 || reaches(counter, (scaled + slack) / 100)).toBe(true);
        expect(scaled + step + slack <= 10_000 && reaches(counter, (scaled + step + slack) / 100)).toBe(
          false,
        );
      }),
    );
  });
});

describe('coverage-baseline.jsonl', () => {
  const first = baseline(5, 9, 55.5, {
    project: 'a"b',
    version: '7.6.1',
    scope: 'lcov --lib',
    missed: new Map([...missed({ 'z.ts': '3-5,9' }), ['__proto__', parseLines('1') ?? []]]),
  });
  const second = baseline(1, 1, 100, { project: 'web' });

  test('is one line per project, sorted, with an empty line between, and reads back', () => {
    const text = formatBaselines([second, first]);
    expect(text).toBe(
      [
        `{"project":"a\\"b","metric":"lines","covered":5,"total":9,"bar":55.5,"tool":"vitest","version":"7.6.1","scope":"lcov --lib","commit":"${commit}","missed":{"__proto__":"1","z.ts":"3-5,9"}}`,
        '',
        `{"project":"web","metric":"lines","covered":1,"total":1,"bar":100,"tool":"vitest","version":null,"scope":"istanbul","commit":"${commit}","missed":null}`,
        '',
      ].join('\n'),
    );
    expect(parseBaselines(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual({
      baselines: [first, second],
      problems: [],
    });
  });

  test('may be empty', () => expect(parseBaselines('\n \n')).toEqual({ baselines: [], problems: [] }));

  const good = JSON.parse(formatBaselines([second]));
  test.each<[string, string, string]>([
    ['a conflict', '<<<<<<< ours', 'a merge conflict is not resolved'],
    ['no JSON', '{', 'the line is not JSON: it ends before the JSON is complete'],
    ['a list', '[]', 'the line is not a JSON object'],
    [
      'a bar that stands twice',
      formatBaselines([second]).trim().replace('"bar":100', '"bar":100,"bar":1'),
      'the line is not JSON: the key "bar" stands twice in one object',
    ],
    ['nesting', '['.repeat(100_000), 'the line is not a JSON object'],
    ...(
      [
        [{ x: 1 }, '"x" is no setting of a baseline'],
        [{ project: '' }, 'project is not a name'],
        [{ metric: 'toString' }, 'metric is not one of'],
        [{ covered: 2 }, 'covered and total are not whole numbers'],
        [{ covered: -1 }, 'covered and total are not whole numbers'],
        [{ covered: 0.5 }, 'covered and total are not whole numbers'],
        [{ covered: 0, total: 0 }, 'covered and total are not whole numbers'],
        [{ covered: 9, total: 10, bar: 90.1 }, 'bar is not a percent'],
        [{ bar: '1' }, 'bar is not a percent'],
        [{ bar: -1 }, 'bar is not a percent'],
        [{ tool: null }, 'tool is not a name'],
        [{ version: 1 }, 'version is neither text nor null'],
        [{ scope: null }, 'scope is not text'],
        [{ commit: '--all' }, 'commit is not the name of a commit'],
        [{ missed: [] }, 'missed is neither null nor lists'],
        [{ missed: { 'a.ts': '5-3' } }, 'missed is neither null nor lists'],
        [{ missed: { 'a.ts': 3 } }, 'missed is neither null nor lists'],
      ] as const
    ).map(([change, message]): [string, string, string] => [
      JSON.stringify(change),
      JSON.stringify({ ...good, ...change }),
      message,
    ]),
  ])('a line with %s is a problem at its place, and no other line is lost', (_, line, message) => {
    const read = parseBaselines(`${formatBaselines([second])}\n${line}\n`);
    expect(read.baselines).toEqual([second]);
    expect(read.problems).toEqual([{ line: 3, message: expect.stringContaining(message) }]);
  });

  test('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const { baselines, problems } = parseBaselines(text);
        expect(baselines.length + problems.length <= text.split('\n').length).toBe(true);
      }),
    );
  });
});

test('of several baselines the one that was measured alike counts, and of those the stricter', () => {
  const now = measured(8, 10);
  const [low, high] = [baseline(7, 10, 70), baseline(9, 10, 90)];
  const other = baseline(10, 10, 100, { tool: 'jest' });
  expect(baselineFor(now, [low, other, high])).toBe(high);
  expect(baselineFor(now, [other])).toBe(other);
  expect(baselineFor(now, [])).toBeUndefined();
});

describe('judgeDrop', () => {
  /** Of the 100 lines of a.ts, 40 did not run. */
  const before = baseline(60, 100, 59.9, { missed: missed({ 'a.ts': '1-40' }) });
  const stayed = (path: string, line: number) => ({ path, line });
  /** The first lines of the file were deleted. */
  const withoutFirst = (count: number) => (path: string, line: number) => ({ path, line: line + count });
  const added = () => undefined;

  test.each<[string, Measurement, Baseline, Parameters<typeof judgeDrop>[2], unknown]>([
    ['at the bar', measured(599, 1000), before, added, { kind: 'held' }],
    ['above it, though more is uncovered', measured(90, 150), before, added, { kind: 'held' }],
    [
      'new code without tests',
      measured(60, 110, { missed: missed({ 'a.ts': '1-50' }) }),
      before,
      (path, line) => (line > 40 ? undefined : { path, line }),
      { kind: 'dropped', uncoveredMore: 10, lost: [] },
    ],
    [
      'covered code deleted',
      measured(50, 90, { missed: missed({ 'a.ts': '1-40' }) }),
      before,
      stayed,
      { kind: 'shrunk' },
    ],
    [
      'uncovered code deleted and as much lost: 60/100 becomes 55/95',
      measured(55, 95, { missed: missed({ 'a.ts': '1-35,40-44' }) }),
      before,
      withoutFirst(5),
      { kind: 'dropped', uncoveredMore: 0, lost: [{ path: 'a.ts', lines: [40, 41, 42, 43, 44] }] },
    ],
    [
      'uncovered code deleted, and as much added anew',
      measured(55, 95, { missed: missed({ 'a.ts': '1-35', 'b.ts': '1-5' }) }),
      before,
      (path, line) => (path === 'b.ts' ? undefined : withoutFirst(5)(path, line)),
      { kind: 'shrunk' },
    ],
    [
      'a line of a renamed file lost',
      measured(59, 99, { missed: missed({ 'b.ts': '1-39,41' }) }),
      before,
      (_, line) => ({ path: 'a.ts', line }),
      { kind: 'dropped', uncoveredMore: 0, lost: [{ path: 'b.ts', lines: [41] }] },
    ],
    ['the commit of the baseline is gone', measured(50, 90), before, undefined, { kind: 'unknown' }],
    ['a report of sums only', measured(50, 90), before, stayed, { kind: 'unknown' }],
    [
      'a report of sums only, more uncovered',
      measured(59, 100),
      before,
      stayed,
      { kind: 'dropped', uncoveredMore: 1, lost: undefined },
    ],
    [
      'measured in another way, however low',
      measured(1, 100, { tool: 'jest', version: '2', metric: 'branches', scope: 'lcov' }),
      before,
      stayed,
      { kind: 'remeasured', differences: ['tool', 'version', 'metric', 'scope'] },
    ],
  ])('%s', (_, now, than, former, expected) => {
    expect(judgeDrop(now, than, former)).toEqual(expected);
  });
});

describe('raiseBaseline', () => {
  const settings = { step: 1, slack: 0.5 };
  const old = baseline(80, 100, 79);
  test.each<[string, Measurement, Baseline[], boolean, string, number]>([
    ['no baseline yet', measured(80, 100), [], false, 'new', 79],
    ['within the step', measured(81, 101), [old], false, 'kept', 79],
    ['a step higher', measured(81, 100), [old], false, 'raised', 80],
    ['lower', measured(70, 100), [old], false, 'kept', 79],
    ['lower, which is allowed', measured(70, 100), [old], true, 'lowered', 69],
    ['measured in another way', measured(70, 100, { scope: 'lcov' }), [old], false, 'remeasured', 69],
    ['two lines after a merge', measured(80, 100), [old, baseline(90, 100, 89)], false, 'kept', 89],
  ])('%s', (_, now, lines, mayLower, kind, bar) => {
    const result = raiseBaseline('web', now, 'b'.repeat(40), lines, settings, mayLower);
    expect([result.raise.kind, result.baseline.bar]).toEqual([kind, bar]);
    expect(result.baseline.commit === commit).toBe(kind === 'kept');
  });
});
