import { describe, expect, it } from 'vitest';
import { statusOf } from '../../testing/workspace-status';
import type { Finding } from '../check/finding';
import type { Report, Verdict } from '../check/report';
import type { Invariant } from '../config/catalogue';
import { type JudgedInvariant, judgeInvariant } from './invariant-status';
import type { LeafState } from './leaf-state';
import { renderLeaf } from './render-leaf';
import { renderStatus } from './render-status';
import { type LostLeaf, renderSummary } from './render-summary';
import { plain, styleFor } from './style';
import { daysLeft } from './waiver-days';

const finding = (rest: Partial<Finding>): Finding => ({
  severity: 'error',
  file: 'a.json',
  message: 'it is wrong',
  check: 'coverage',
  invariants: ['V1'],
  fingerprint: '0123456789abcdef',
  page: 'docs/checks/coverage.md',
  ...rest,
});

const report = (verdict: Verdict, rest: Partial<Report> = {}): Report => ({
  version: 1,
  check: 'coverage',
  project: 'a',
  task: 'a:check-coverage',
  verdict,
  invariants: ['V1'],
  subjects: ['x'],
  findings: [],
  details: null,
  inputsDigest: 'd',
  ...rest,
});

const waivedBy = { reason: 'legacy', owner: 'team', expires: '2999-01-01' };
const path = '.invariants/a/coverage.json';
const today = '2026-11-27';

/** Without coverage, which has a specification of its own. */
const statusWith = (invariants: JudgedInvariant[], leaves: LeafState[]) => ({
  ...statusOf(leaves),
  invariants,
  coverage: { projects: [], totals: [] },
});

describe('renderLeaf', () => {
  it.each<[Verdict, string]>([
    ['holds', '✔ check-coverage a: holds (V1)'],
    ['warns', '✔ check-coverage a: holds, with warnings (V1)'],
    ['violated', '✖ check-coverage a: violated (V1)'],
    ['undecided', '✖ check-coverage a: cannot tell (V1)'],
    ['error', '✖ check-coverage a: could not be judged (V1)'],
    ['opted-out', '- check-coverage a: opted out (V1)'],
  ])('%s', (verdict, line) => {
    expect(renderLeaf(report(verdict), path, plain)).toBe(line);
  });

  it('shows each finding with its place, what is expected, the evidence and the cure', () => {
    const findings = [
      finding({ line: 3, column: 7, expected: 'right', evidence: 'one\ntwo', fix: 'mend it' }),
      finding({ line: 4, message: 'also', undecided: true }),
      finding({ message: 'odd', severity: 'warning' }),
      finding({ message: 'by the way', severity: 'note', invariants: [] }),
      finding({ message: 'accepted', waivedBy, expected: 'hidden', fix: 'hidden' }),
    ];
    expect(renderLeaf(report('violated', { findings, invariants: [] }), path, plain)).toBe(
      [
        '✖ check-coverage a: violated',
        '  error a.json:3:7 it is wrong',
        '    expected: right',
        '    evidence: one',
        '    two',
        '    fix: mend it',
        '  undecided a.json:4 also',
        '  warning a.json odd',
        '  note a.json by the way',
        '  waived a.json accepted',
        '    waived until 2999-01-01 by team: legacy',
        '  why and how: nx-invariants explain coverage',
      ].join('\n'),
    );
  });

  it('groups what says the same, and shows twenty', () => {
    const same = [1, 2, 3].map((line) => finding({ line }));
    const many = Array.from({ length: 25 }, (_, index) => finding({ message: `number ${index}` }));
    const lines = renderLeaf(report('violated', { findings: [...same, ...many] }), path, plain).split('\n');
    expect(lines[1]).toBe('  error a.json:1 it is wrong (and 2 more like it)');
    expect(lines).toHaveLength(1 + 20 + 2);
    expect(lines.at(-2)).toBe('  … and 6 more, in .invariants/a/coverage.json');
  });

  it('lets no control character of a hostile file reach the terminal', () => {
    const text = renderLeaf(
      report('violated', {
        findings: [
          finding({
            file: 'a\u001b[2J',
            message: 'x\u0007y\u009bz',
            evidence: 'a\rb\n\tc',
            fix: '\u001b]0;t\u0007',
          }),
        ],
      }),
      path,
      plain,
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    expect(text).toContain('error a�[2J x�y�z');
  });
});

const leaf = (check: string, project: string) => ({ check, project });
const catalogue: Invariant[] = [
  { id: 'V1', statement: 'Covered', upheldBy: [leaf('coverage', 'a')] },
  { id: 'V2', statement: 'Covered too', upheldBy: [leaf('coverage', 'a'), leaf('coverage', 'b')] },
  { id: 'C1', statement: 'Elsewhere', upheldBy: [leaf('contract-fixtures', 'c')] },
  { id: 'X3', statement: 'By people', documentedOnly: { owner: 'o', reviewBy: '2027-01-01', reason: 'r' } },
  { id: 'I4', statement: 'Later', planned: { reason: 'r' } },
];

describe('renderSummary', () => {
  const lines = (reports: Report[], lost: LostLeaf[] = []) =>
    renderSummary(reports, lost, catalogue, plain)
      .split('\n')
      .filter((line) => line !== '');

  it('says of every invariant whether it holds, and of the others why nothing is said', () => {
    expect(lines([report('holds', { invariants: ['V1', 'V2'] })])).toEqual([
      ' Invariants',
      ' ✔ V1   Covered',
      ' ✔ V2   Covered too (1 of 2 in this run)',
      ' · not in this run: C1',
      ' · documented only: X3',
      ' · planned, not enforced yet: I4',
    ]);
  });

  it('breaks those that the findings name, all where none is named, and shows what else is red', () => {
    const named = report('violated', {
      invariants: ['V1', 'V2'],
      findings: [finding({ invariants: ['V2'] })],
    });
    const nameless = report('error', { check: 'mine', project: 'z', invariants: [] });
    const lost: LostLeaf[] = [
      { project: 'a', check: 'x', reason: 'no report' },
      { project: 'c', check: 'contract-fixtures', reason: 'not run' },
    ];
    expect(lines([named, nameless], lost)).toEqual([
      ' Invariants',
      ' ✔ V1   Covered',
      ' ✖ V2   Covered too (a:coverage)',
      ' ✖ C1   Elsewhere (c:contract-fixtures, not run)',
      ' ✖ z:mine',
      ' ✖ a:x, no report',
      ' · documented only: X3',
      ' · planned, not enforced yet: I4',
    ]);
    const whole = report('error', { invariants: ['V1', 'V2'], findings: [] });
    expect(lines([whole]).slice(1, 3)).toEqual([
      ' ✖ V1   Covered (a:coverage)',
      ' ✖ V2   Covered too (a:coverage)',
    ]);
  });

  it('shows warnings and waivers of green leaves, and what is opted out', () => {
    const warned = report('warns', {
      findings: [finding({ severity: 'warning' }), finding({ message: 'old', waivedBy })],
    });
    expect(lines([warned]).slice(-4)).toEqual([
      ' · planned, not enforced yet: I4',
      '  warning a.json it is wrong',
      '  waived a.json old',
      '    waived until 2999-01-01 by team: legacy',
    ]);
    expect(lines([warned])[1]).toBe(' ✔ V1   Covered');
    const reports = [report('opted-out'), report('holds', { project: 'b' })];
    expect(lines(reports).slice(1, 3)).toEqual([
      ' - V1   Covered (a:coverage opted out)',
      ' - V2   Covered too (a:coverage opted out)',
    ]);
  });
});

describe('judgeInvariant', () => {
  const [v1, v2] = catalogue as [Invariant, Invariant];
  const state = (project: string, evidence: object): LeafState =>
    ({ project, check: 'coverage', target: 'check-coverage', path, ...evidence }) as LeafState;
  const current = (project: string, of: Report, isFromCache = false) =>
    state(project, { kind: 'current', report: of, isFromCache });

  it.each<[string, LeafState[], string]>([
    ['holds', [current('a', report('holds'))], 'holds'],
    ['warns', [current('a', report('warns'))], 'warns'],
    ['opted out', [current('a', report('opted-out'))], 'unknown'],
    ['an error of its own', [current('a', report('violated', { findings: [finding({})] }))], 'violated'],
    [
      'an error of another invariant',
      [current('a', report('violated', { findings: [finding({ invariants: ['V9'] })] }))],
      'holds',
    ],
    [
      'undecided',
      [current('a', report('undecided', { findings: [finding({ undecided: true })] }))],
      'unknown',
    ],
    [
      'what is undecided beside an error of another',
      [
        current(
          'a',
          report('violated', { findings: [finding({ undecided: true }), finding({ invariants: ['V9'] })] }),
        ),
      ],
      'unknown',
    ],
    [
      'a red leaf that names nothing',
      [current('a', report('violated', { findings: [finding({ waivedBy })] }))],
      'violated',
    ],
    ['could not be judged', [current('a', report('error', { findings: [finding({})] }))], 'unknown'],
    ['stale', [state('a', { kind: 'stale', report: report('holds') })], 'unknown'],
    ['missing', [state('a', { kind: 'missing' })], 'unknown'],
    ['malformed', [state('a', { kind: 'malformed', reason: 'x' })], 'unknown'],
    ['failed without a report', [state('a', { kind: 'failed', isSkipped: false })], 'unknown'],
    ['unaffected', [state('a', { kind: 'unaffected', base: 'main' })], 'unaffected'],
    ['no such leaf', [], 'unknown'],
  ])('%s', (_what, states, status) => {
    expect(judgeInvariant(v1, states).status).toBe(status);
  });

  it('is as bad as its worst leaf', () => {
    const holds = current('a', report('holds'));
    const red = current('b', report('violated', { findings: [finding({ invariants: ['V2'] })] }));
    expect(judgeInvariant(v2, [holds, red]).status).toBe('violated');
    expect(judgeInvariant(v2, [holds]).status).toBe('unknown');
    const unaffected = state('b', { kind: 'unaffected', base: 'main' });
    expect(judgeInvariant(v2, [holds, unaffected]).status).toBe('unaffected');
    expect(judgeInvariant(v2, [unaffected, current('a', report('error'))]).status).toBe('unknown');
    expect(judgeInvariant(v2, [holds], ({ project }) => project === 'a').status).toBe('holds');
    expect(judgeInvariant(v2, [holds], () => false).status).toBe('not-asked');
  });

  it('is not judged where nothing enforces it', () => {
    expect(catalogue.slice(3).map((row) => judgeInvariant(row, []).status)).toEqual([
      'documented-only',
      'planned',
    ]);
  });

  it('is shown with every leaf that does not simply hold', () => {
    const elsewhere = { check: 'contract-fixtures', target: 'check-contract-fixtures' };
    const states: LeafState[] = [
      current('a', report('holds', { findings: [finding({ severity: 'note' })] })),
      state('b', {
        kind: 'stale',
        report: report('violated', { findings: [finding({}), finding({ message: 'b' })] }),
      }),
      {
        ...state('c', { kind: 'missing' }),
        ...elsewhere,
        path: 'c.json',
      },
      state('d', { kind: 'malformed', reason: 'it is empty' }),
      current('e', report('warns', { project: 'e', findings: [finding({ severity: 'warning' })] })),
    ];
    const asked = [...catalogue, { id: 'N1', statement: 'Not asked', upheldBy: [leaf('z', 'z')] }];
    const judged = asked.map((row) => judgeInvariant(row, states, ({ check }) => check !== 'z'));
    expect(
      renderStatus(statusWith(judged, states), plain)
        .split('\n')
        .filter((line) => line !== ''),
    ).toEqual([
      'Invariants',
      '✔ V1   Covered',
      '? V2   Covered too: cannot tell (b:coverage stale)',
      '? C1   Elsewhere: cannot tell (c:contract-fixtures not run)',
      '○ documented only: X3',
      '○ planned, not enforced yet: I4',
      '? check-coverage b: stale; its inputs have changed since it was judged (then: violated, with 2 findings)',
      '  run it: nx run b:check-coverage',
      '? check-contract-fixtures c: not run; there is no c.json',
      '  run it: nx run c:check-contract-fixtures',
      '? check-coverage d: .invariants/a/coverage.json is no report: it is empty',
      '  run it: nx run d:check-coverage',
      '✔ check-coverage e: holds, with warnings (V1)',
      '  warning a.json it is wrong',
      '  why and how: nx-invariants explain coverage',
      '5 checks: 1 holds, 1 holds, with warnings, 1 stale, 1 not run, 1 report malformed',
    ]);
    const red = judgeInvariant(v1, [current('a', report('violated', { findings: [finding({})] }))]);
    expect(renderStatus(statusWith([red], []), plain).split('\n')).toContain(
      '✖ V1   Covered: violated (a:coverage violated)',
    );
    const left: LeafState[] = [
      current('a', report('holds'), true),
      state('b', { kind: 'unaffected', base: 'ma\u001bin' }),
      { ...state('c', { kind: 'failed', isSkipped: true }), ...elsewhere },
    ];
    const judgedAsWell = catalogue.map((row) => judgeInvariant(row, left));
    expect(
      renderStatus(statusWith(judgedAsWell, left), plain)
        .split('\n')
        .filter((line) => line !== ''),
    ).toEqual([
      'Invariants',
      '✔ V1   Covered',
      '· V2   Covered too: unaffected',
      '? C1   Elsewhere: cannot tell (c:contract-fixtures failed without a report)',
      '○ documented only: X3',
      '○ planned, not enforced yet: I4',
      '✖ check-contract-fixtures c: failed without a report; what it depends on failed',
      '  run it: nx run c:check-contract-fixtures',
      '3 checks: 1 holds, 1 failed without a report, 1 unaffected; 1 from cache; unaffected since ma\ufffdin',
    ]);
    const one = [state('b', { kind: 'stale', report: report('holds', { findings: [finding({})] }) })];
    expect(renderStatus(statusWith([], one), plain)).toContain('(then: holds, with 1 finding)');
  });
});

describe('daysLeft', () => {
  it.each([
    ['2026-11-27', 'its last day'],
    ['2026-11-28', '1 day left'],
    ['2027-11-27', '365 days left'],
    ['2026-11-26', 'expired'],
    ['soon', 'no day'],
  ])('%s', (expires, words) => {
    expect(daysLeft(expires, today)).toBe(words);
  });

  it('is said of a waiver in a report, and never in output that is cached', () => {
    const waived = report('holds', {
      findings: [finding({ waivedBy: { ...waivedBy, expires: '2026-12-31' } })],
    });
    expect(renderLeaf(waived, path, plain, today)).toContain(
      'waived until 2026-12-31 (34 days left) by team',
    );
    expect(renderLeaf(waived, path, plain)).toContain('waived until 2026-12-31 by team');
  });
});

describe('styleFor', () => {
  it.each([
    [{ isTTY: true }, {}, true],
    [{}, {}, false],
    [{ isTTY: true }, { NO_COLOR: '1' }, false],
    [{ isTTY: true }, { NO_COLOR: '' }, true],
    [{}, { FORCE_COLOR: '1' }, true],
    [{}, { FORCE_COLOR: '0' }, false],
    [{}, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('%j with %j colours: %j', (stream, env, coloured) => {
    expect(styleFor(stream, env).red('x')).toBe(coloured ? '\u001b[31mx\u001b[39m' : 'x');
  });
});
