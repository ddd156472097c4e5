import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { floorRow, patchRow } from '../../../testing/coverage-rows';
import { pageText } from '../../../testing/page-text';
import { current, everyKind, finding, leafState, report, statusOf } from '../../../testing/workspace-status';
import type { Json } from '../../check/define-check';
import { documentFormats } from '../formats';
import type { LeafState } from '../leaf-state';
import { sourceLinks } from '../source-links';
import { coverageSection } from './coverage-section';
import { findingsSection } from './findings-section';
import { historySection } from './history-section';
import type { PageData } from './page-data';
import { maxFindings, pageData } from './page-findings';
import { headline, summarySection } from './summary-section';

const github = sourceLinks('', {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'o/r',
  GITHUB_SHA: 'a'.repeat(40),
});

describe('the data of the page', () => {
  it('holds every finding with all that is known of it, the heaviest first', () => {
    const full = finding({
      line: 2,
      column: 1,
      expected: 'right',
      fix: 'mend',
      evidence: 'was valid: {"a":1}',
      check: 'contract-compat',
    });
    const waived = finding({
      fingerprint: '2'.repeat(16),
      waivedBy: { reason: 'legacy', owner: '@team', expires: '2026-12-31' },
    });
    const leaves = [
      leafState('a', current(report('violated', [finding({ severity: 'note' }), waived, full]), true)),
      leafState('b', current(report('undecided', [finding({ undecided: true })]))),
      leafState('c', { kind: 'missing' }),
    ];
    const status = {
      ...statusOf(leaves),
      links: github,
      read: (path: string) => (path === 'apps/a/x.json' ? '{\n  "a": 1\n}\n' : undefined),
      checks: new Map([['contract-compat', { title: '', upholds: [], page: '', pageFile: 'docs/a.md' }]]),
    };
    const common = { leaf: 0, invariants: ['T1'], message: 'it is wrong', place: 'apps/a/x.json' };
    const address = `https://github.com/o/r/blob/${'a'.repeat(40)}/apps/a/x.json`;
    expect(pageData(status)).toEqual({
      leaves: [
        { project: 'a', check: 'tone', mark: 'violated', says: 'violated, from cache', findings: [0, 2, 3] },
        { project: 'b', check: 'tone', mark: 'undecided', says: 'undecided', findings: [1] },
        {
          project: 'c',
          check: 'tone',
          mark: 'unjudged',
          says: 'not run; there is no .invariants/c/tone.json',
          run: 'nx run c:check-tone',
        },
      ],
      findings: [
        {
          ...common,
          id: 'f-0123456789abcdef',
          mark: 'violated',
          place: 'apps/a/x.json:2:1',
          address: `${address}#L2`,
          expected: 'right',
          fix: 'mend',
          evidence: { title: 'Witness', text: 'was valid: {"a":1}' },
          excerpt: { start: 1, lines: ['{', '  "a": 1', '}', ''], marked: [2, 2] },
          page: `https://github.com/o/r/blob/${'a'.repeat(40)}/docs/a.md`,
        },
        { ...common, id: 'f-0123456789abcdef-2', mark: 'undecided', leaf: 1, address },
        {
          ...common,
          id: `f-${'2'.repeat(16)}`,
          mark: 'waived',
          address,
          waiver: 'until 2026-12-31 (34 days left) by @team: legacy',
        },
        { ...common, id: 'f-0123456789abcdef-3', mark: 'note', address },
      ],
    } satisfies PageData);
  });

  it('is bounded, and says how much is left out', () => {
    const many = Array.from({ length: maxFindings + 5 }, (_, index) =>
      finding({ severity: 'note', message: `${index}`.repeat(2_000) }),
    );
    const data = pageData(statusOf([leafState('a', current(report('holds', many)))]));
    expect(data.findings).toHaveLength(maxFindings);
    expect(Math.max(...data.findings.map(({ message }) => message.length))).toBe(4_000);
    expect(data.leaves[0]?.more).toBe(5);
    expect(pageText(findingsSection(data)).at(-1)).toBe(
      '… and 5 findings more: nx-invariants report --format json',
    );
  });
});

it('the findings are text, with what there is no evidence of', () => {
  expect(pageText(findingsSection(pageData(statusOf(everyKind))))).toEqual([
    'Findings',
    'Violations 3',
    'it is wrong',
    'b/ü b.json:3:7 b:tone T1',
    'Expected',
    'right',
    'Fix',
    'mend',
    'it is wrong',
    'apps/a/x.json:4 b:tone T1',
    'could not',
    'apps/a/x.json d:tone T1',
    'Undecided 1',
    'it is wrong',
    'apps/a/x.json c:tone T1',
    'Warnings 2',
    'odd',
    'apps/a/x.json b:tone T1',
    'it is wrong',
    'apps/a/x.json:1 f:tone T1',
    'Waived 1',
    'accepted',
    'apps/a/x.json b:tone T1',
    'until 2026-12-31 (34 days left) by @team: legacy',
    'Without evidence 4',
    'g:tone: stale; its inputs have changed since it was judged (then: holds)',
    'Run it',
    'nx run g:check-tone',
    'h:tone: not run; there is no .invariants/h/tone.json',
    'Run it',
    'nx run h:check-tone',
    'i:tone: failed without a report; what it depends on failed',
    'Run it',
    'nx run i:check-tone',
    'j:tone: .invariants/j/tone.json is no report: it is empty',
    'Run it',
    'nx run j:check-tone',
    'No finding matches.',
  ]);
  expect(pageText(findingsSection(pageData(statusOf([leafState('a', current(report('holds')))]))))).toEqual([
    'Findings',
    'Nothing was found, and nothing is left to judge.',
    'No finding matches.',
  ]);
});

const holds = (project: string) => leafState(project, current(report('holds')));
const optedOut = current(report('opted-out', [], { optedOut: 'an artist' }));

it.each([
  ['All 2 invariants hold', [holds('a'), holds('b')]],
  ['The one invariant holds', [holds('a')]],
  ['1 invariant is violated', [holds('a'), leafState('b', current(report('violated')))]],
  ['2 invariants cannot be told', [leafState('a', { kind: 'missing' }), leafState('b', { kind: 'missing' })]],
  [
    'Nothing is violated; the change leaves 1 invariant alone',
    [holds('a'), leafState('b', { kind: 'unaffected', base: 'main' })],
  ],
])('the headline is %j', (expected, leaves) => {
  expect(headline(statusOf(leaves))).toBe(expected);
});

it.each([
  ['1 check is violated', current(report('violated', [finding({ invariants: [] })]))],
  ['1 check cannot be told', { kind: 'missing' } as const],
])(
  'the headline is %j where the invariants hold and a check that upholds none does not',
  (expected, evidence) => {
    const catalogue = [{ id: 'T1', statement: 'a is calm', upheldBy: [{ project: 'a', check: 'tone' }] }];
    expect(headline(statusOf([holds('a'), leafState('b', evidence)], { catalogue }))).toBe(expected);
  },
);

it.each<[string, string, LeafState[]]>([
  ['unjudged', 'there is no check', []],
  ['opted-out', 'no project has the check', [leafState('a', optedOut)]],
])('a page is headed by the sign %j and says that nothing is judged where %s', (mark, _why, leaves) => {
  const status = statusOf(leaves, { catalogue: [] });
  expect(headline(status)).toBe('Nothing is judged');
  expect(summarySection(status).text).toMatch(new RegExp(`<h1><span class="[^"]*\\b${mark}"`));
});

it('a check that is opted out of is not among those that hold', () => {
  expect(headline(statusOf([holds('a'), leafState('b', optedOut)], { catalogue: [] }))).toBe(
    'The one check holds',
  );
});

it('without a catalogue the checks are counted', () => {
  const status = statusOf([holds('a'), leafState('b', { kind: 'missing' })], { catalogue: [] });
  expect(pageText(summarySection(status))).toEqual([
    'Invariants',
    '1 check cannot be told',
    '2 checks on 2 projects · 2026-11-27 · nx-invariants 0.1.0',
    '1 no evidence',
    '1 holds',
  ]);
});

it('coverage is a row for each floor, and why there is none', () => {
  const floor = floorRow({
    verdict: 'fail',
    covered: 3,
    total: 4,
    percent: '75.00%',
    short: 1,
    baseline: { covered: 4, total: 4, percent: '100.00%', bar: 100 },
    delta: '-25.00',
  });
  const part = floorRow({
    part: 'src/lib',
    verdict: 'no-data',
    covered: null,
    total: null,
    percent: null,
    warn: null,
  });
  const details = { floors: [floor, part], patch: patchRow(), files: [] } as unknown as Json;
  const status = statusOf([
    leafState('a', current(report('violated', [], { details })), 'coverage'),
    leafState('b', { kind: 'stale', report: report('holds') }, 'coverage'),
  ]);
  expect(pageText(coverageSection(status.coverage)).slice(2)).toEqual([
    'Project | Metric | Bar | Covered | Units | Floor | Warn | Baseline | Change',
    'violated: a | lines | | 75.00% | 3/4 | 80% | 85% | 100.00% | -25.00',
    'undecided: a src/lib | lines | | no data | | 80%',
    'unaffected: a changed lines | lines | | no line changed | 0/0 | 60%',
    'b | stale',
  ]);
  expect(coverageSection(statusOf([]).coverage)).toBeUndefined();
});

it('the history says what has changed since the last report', () => {
  const status = statusOf([holds('a'), holds('b'), leafState('c', current(report('violated')))], {
    earlier: [
      { label: 'monday', statuses: new Map([['T1', 'violated']]) },
      {
        label: 'tuesday',
        statuses: new Map([
          ['T1', 'violated'],
          ['T2', 'holds'],
          ['T9', 'holds'],
        ]),
      },
    ],
  });
  expect(pageText(historySection(status))).toEqual([
    'History',
    'monday: 0 heldnow: 2 hold',
    'holds since tuesday: T1',
    'new since tuesday: T3',
    'gone since tuesday: T9',
    '3 reports',
    'Report | Invariants | Hold | Violated | Cannot tell',
    'monday | | 0 | 1 | 0',
    'tuesday | | 2 | 1 | 0',
    '2026-11-27, now | | 2 | 1 | 0',
  ]);
  expect(historySection(statusOf([holds('a')]))).toBeUndefined();
});

describe('the page', () => {
  const page = documentFormats.html(statusOf(everyKind));
  const digest = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

  it('carries the script and the style that its policy names', () => {
    const [style] = [...page.matchAll(/<style>([^<]*)<\/style>/g)].map(([, text]) => text);
    const [, script] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy.replaceAll('&#39;', "'")).toContain(
      `script-src ${digest(script)}; style-src ${digest(style)}; `,
    );
    expect(page.match(/<style|<script>/g)).toHaveLength(2);
  });

  it('has nothing that its policy forbids, and asks for nothing', () => {
    expect(page.match(/\s(?:style|on\w+)=/g)).toBeNull();
    expect(page.match(/<(?:link|img|iframe|object|embed|form|base)\b|\ssrc=|url\(|@import/g)).toBeNull();
  });

  it('stays what it is whatever its texts are', () => {
    const evil = '</script><script>alert(1)</script><img src=x onerror=alert(1)> " \' <!-- \u202e';
    const leaves = everyKind.map((leaf) =>
      leaf.kind === 'current'
        ? {
            ...leaf,
            project: evil,
            report: {
              ...leaf.report,
              findings: leaf.report.findings.map((one) => ({
                ...one,
                message: evil,
                file: evil,
                fix: evil,
                evidence: evil,
              })),
            },
          }
        : leaf,
    );
    const hostile = documentFormats.html({ ...statusOf(leaves), version: evil, today: evil });
    const tags = (text: string) =>
      [...text.matchAll(/<(script|style|img|\/script)\b/g)].map(([, tag]) => tag);
    expect(tags(hostile)).toEqual(tags(page));
    expect(hostile).not.toContain('\u202e');
    const [, json = ''] = /id="data">([^<]*)</.exec(hostile) ?? [];
    expect(JSON.parse(json).findings[0].message).toBe(evil);
  });
});
