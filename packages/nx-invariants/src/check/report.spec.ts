import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { published } from '../../testing/judge-leaf';
import { temporaryFolder } from '../../testing/temporary-workspace';
import type { Waiver } from '../config/waivers';
import type { CheckResult } from './define-check';
import { type FindingDraft, fingerprintOf } from './finding';
import {
  buildReport,
  deleteReport,
  type LeafIdentity,
  optedOutReport,
  passes,
  type Report,
  type Verdict,
  writeReport,
} from './report';

const leaf: LeafIdentity = {
  check: 'coverage',
  project: 'gateway',
  projectRoot: 'apps/gateway',
  task: 'gateway:check-coverage',
  invariants: ['V5'],
};

const digest = 'd1';
const error: FindingDraft = { severity: 'error', file: 'a.json', line: 2, column: 3, message: 'wrong' };
const warning: FindingDraft = { severity: 'warning', file: 'a.json', message: 'odd' };
const note: FindingDraft = { severity: 'note', file: 'a.json', message: 'by the way' };
const undecided: FindingDraft = { severity: 'error', undecided: true, file: 'a.json', message: 'who knows' };

const waiverFor = (draft: FindingDraft): Waiver => ({
  fingerprint: fingerprintOf(leaf.check, leaf.project, draft),
  reason: 'accepted',
  owner: 'team',
  expires: '2999-12-31',
});
const scope: Waiver = { scope: 'a.json', reason: 'generated', owner: 'team', expires: '2999-12-31' };

function ran(
  findings: readonly FindingDraft[],
  rest: Partial<CheckResult> = {},
  waivers: readonly Waiver[] = [],
): Report {
  const result = { subjects: ['a.json'], findings, details: null, ...rest };
  return published(buildReport(leaf, { kind: 'ran', result, inputsDigest: digest }, waivers, ''));
}

describe('buildReport', () => {
  it('accepts a finding for one place only, where a file has it more than once', () => {
    const again = { ...error, line: 9 };
    const accepted = (...waivers: Waiver[]) =>
      ran([again, error], {}, waivers).findings.map(({ line, waivedBy }) => [line, waivedBy !== undefined]);
    expect(accepted(waiverFor(error))).toEqual([
      [2, true],
      [9, false],
    ]);
    const second = { ...waiverFor(error), fingerprint: ran([error, again]).findings[1]?.fingerprint ?? '' };
    expect(accepted(waiverFor(error), second)).toEqual([
      [2, true],
      [9, true],
    ]);
    expect(ran([error], {}, [waiverFor(error), second]).verdict).toBe('violated');
  });

  it('keeps what the check says, worst first, and adds what identifies it', () => {
    expect(ran([note, error], { details: { counted: 3 } })).toEqual({
      version: 1,
      check: 'coverage',
      project: 'gateway',
      task: 'gateway:check-coverage',
      verdict: 'violated',
      invariants: ['V5'],
      subjects: ['a.json'],
      findings: [
        {
          ...error,
          check: 'coverage',
          invariants: ['V5'],
          fingerprint: fingerprintOf('coverage', 'gateway', error),
          page: 'docs/checks/coverage.md',
        },
        {
          ...note,
          check: 'coverage',
          invariants: ['V5'],
          fingerprint: fingerprintOf('coverage', 'gateway', note),
          page: 'docs/checks/coverage.md',
        },
      ],
      details: { counted: 3 },
      inputsDigest: digest,
    });
  });

  it.each<[string, readonly FindingDraft[], readonly Waiver[], Verdict]>([
    ['nothing', [], [], 'holds'],
    ['a note', [note], [], 'holds'],
    ['a warning', [note, warning], [], 'warns'],
    ['an error', [warning, error], [], 'violated'],
    ['what is undecided', [warning, undecided], [], 'undecided'],
    ['an error beside what is undecided', [undecided, error], [], 'violated'],
    ['an undecided warning', [{ ...warning, undecided: true }], [], 'undecided'],
    ['a waived error', [error], [waiverFor(error)], 'holds'],
    ['a waived error beside a warning', [error, warning], [waiverFor(error)], 'warns'],
    ['what is undecided and waived', [undecided], [waiverFor(undecided)], 'holds'],
    ['one waived of two errors', [error, { ...error, message: 'also' }], [waiverFor(error)], 'violated'],
    ['a whole file waived', [error, undecided, warning], [scope], 'holds'],
    ['a waiver of another file', [{ ...error, file: 'b.json' }], [{ ...scope, scope: 'c.json' }], 'violated'],
    ['a waiver that accepts nothing', [], [waiverFor(error)], 'violated'],
  ])('%s: the verdict', (_what, findings, waivers, verdict) => {
    const report = ran(findings, {}, waivers);
    expect([report.verdict, passes(report.verdict)]).toEqual([
      verdict,
      verdict === 'holds' || verdict === 'warns',
    ]);
  });

  it('shows who accepts a finding, why and until when', () => {
    const { reason, owner, expires } = waiverFor(error);
    expect(ran([error], {}, [waiverFor(error)]).findings[0]?.waivedBy).toEqual({ reason, owner, expires });
  });

  it('asks for the removal of a waiver that accepts nothing', () => {
    const { findings } = ran([], {}, [scope, waiverFor(error)]);
    expect(findings.map(({ file, message, fix }) => ({ file, message, fix }))).toEqual(
      ['a.json', waiverFor(error).fingerprint].map((what) => ({
        file: 'invariants.waivers.json',
        message: `the waiver of team for ${what} accepts no finding`,
        fix: 'remove the waiver: what it accepted is gone',
      })),
    );
  });

  it.each<[string, string | undefined, string[]]>([
    ['before its day', '2999-12-30', []],
    ['where none has expired', '', []],
    ['after its day', '2999-12-31', ['wrong', 'the waiver of team for a.json expired on 2999-12-31']],
    ...[undefined, 'unknown'].map((expiry): [string, string | undefined, string[]] => [
      'where that is not known',
      expiry,
      [
        'wrong',
        "the waiver of team for a.json does not count: the plugin's hook did not say which waivers have expired",
      ],
    ]),
  ])('a waiver %s', (_what, expiry, standing) => {
    const result = { subjects: ['a.json'], findings: [error], details: null };
    const report = published(
      buildReport(leaf, { kind: 'ran', result, inputsDigest: digest }, [scope], expiry),
    );
    const messages = report.findings.filter(({ waivedBy }) => !waivedBy).map(({ message }) => message);
    expect([report.verdict, messages]).toEqual([standing.length > 0 ? 'violated' : 'holds', standing]);
  });

  it('lets a finding name the invariants it breaks', () => {
    expect(ran([{ ...error, invariants: ['V2a'] }]).findings[0]?.invariants).toEqual(['V2a']);
  });

  it.each<[string, readonly FindingDraft[], readonly Waiver[]]>([
    ['no findings', [], []],
    ['warnings alone', [warning], []],
    ['a waived error', [error], [waiverFor(error)]],
    ['its own emptiness waived', [], [{ ...scope, scope: 'apps/gateway' }]],
  ])('a result without subjects is no pass, with %s', (_what, findings, waivers) => {
    const report = ran(findings, { subjects: [] }, waivers);
    expect(report.verdict).toBe('violated');
    const said = report.findings
      .filter(({ waivedBy }) => waivedBy === undefined)
      .map(({ message }) => message);
    if (waivers[0]?.scope === undefined) {
      expect(said).toContain('the check coverage found nothing to judge in gateway');
    }
  });

  it('says nothing of emptiness where an error already says why', () => {
    expect(ran([error], { subjects: [] }).findings.map(({ message }) => message)).toEqual(['wrong']);
  });

  it('is an error where the check could not judge, and then no waiver counts as unused', () => {
    const reason = 'TypeError: x is no function\n    at run (check.mjs:3:5)';
    const report = published(buildReport(leaf, { kind: 'failed', reason }, [waiverFor(error), scope], ''));
    expect(report).toMatchObject({
      verdict: 'error',
      subjects: [],
      details: null,
      inputsDigest: null,
      findings: [
        {
          severity: 'error',
          file: 'apps/gateway',
          message: 'the check coverage could not judge gateway: TypeError: x is no function',
          evidence: '    at run (check.mjs:3:5)',
          fix: 'mend what the message names: the check, its options in nx.json, or where it is placed; then run again',
        },
      ],
    });
    expect(report.findings).toHaveLength(1);
  });

  it('places a failure of the root project in nx.json', () => {
    const root = { ...leaf, projectRoot: '.' };
    expect(buildReport(root, { kind: 'failed', reason: 'x' }, [], '').findings[0]?.file).toBe('nx.json');
  });

  it.each<[string, object, string]>([
    ['an unknown key', { ...error, level: 3 }, '/findings/0/level is not a known key'],
    ['line 0', { ...error, line: 0 }, '/findings/0/line must be >= 1'],
    ['half a line', { ...error, line: 1.5 }, '/findings/0/line must be integer'],
    ['no words', { ...error, message: '' }, '/findings/0/message must NOT have fewer than 1 characters'],
    ['invariants that are no list', { ...error, invariants: 'V5' }, '/findings/0/invariants must be array'],
  ])('is an error where a finding has %s', (_what, finding, words) => {
    const report = ran([finding as FindingDraft]);
    expect([report.verdict, report.findings.map(({ message }) => message)]).toEqual([
      'error',
      [`the check coverage could not judge gateway: its result is malformed: ${words}`],
    ]);
  });
});

describe('optedOutReport', () => {
  it.each([
    ['apps/gateway', 'apps/gateway/project.json'],
    ['.', 'project.json'],
  ])('of the project in %s names the reason and its place', (projectRoot, file) => {
    const report = published(optedOutReport({ ...leaf, projectRoot }, 'no tests yet'));
    expect(report).toMatchObject({
      verdict: 'opted-out',
      optedOut: 'no tests yet',
      subjects: [],
      inputsDigest: null,
      findings: [{ severity: 'note', file, message: 'gateway opts out of coverage: no tests yet' }],
    });
    expect(passes(report.verdict)).toBe(true);
  });
});

describe('writeReport', () => {
  it('writes a report in one step and leaves nothing else behind', () => {
    const folder = temporaryFolder();
    const path = join(folder, '.invariants', '@scope', 'gateway', 'coverage.json');
    const report = ran([error]);
    writeReport(path, report);
    writeReport(path, ran([]));
    writeReport(path, report);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(report);
    expect(readdirSync(join(folder, '.invariants', '@scope', 'gateway'))).toEqual(['coverage.json']);
  });

  it('leaves the old report where the new one cannot be written', () => {
    const path = join(temporaryFolder(), 'coverage.json');
    writeReport(path, ran([]));
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    expect(() => writeReport(path, { ...ran([error]), details: cyclic as never })).toThrow();
    expect(JSON.parse(readFileSync(path, 'utf8')).verdict).toBe('holds');
  });

  it('deletes a report, whatever lies in its place', () => {
    const path = join(temporaryFolder(), 'a', 'coverage.json');
    deleteReport(path);
    writeReport(join(path, 'not-a-file.json'), ran([]));
    deleteReport(path);
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, '{}');
    deleteReport(path);
    expect(existsSync(path)).toBe(false);
  });
});
