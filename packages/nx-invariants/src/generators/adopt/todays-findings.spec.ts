import { describe, expect, it } from 'vitest';
import type { Finding } from '../../check/finding';
import type { Report } from '../../check/report';
import type { LeafEvidence, LeafState } from '../../report/leaf-state';
import { todaysFindings, unjudged } from './todays-findings';

const finding = (more: Partial<Finding> = {}): Finding => ({
  check: 'tone',
  invariants: [],
  severity: 'error',
  file: 'note.txt',
  line: 3,
  message: 'too loud',
  fingerprint: '0'.repeat(16),
  page: 'docs/checks/tone.md',
  ...more,
});
const report = (more: Partial<Report> = {}): Report => ({
  version: 1,
  check: 'tone',
  project: 'api',
  task: 'api:check-tone',
  verdict: 'violated',
  invariants: [],
  subjects: ['note.txt'],
  findings: [finding()],
  details: null,
  inputsDigest: null,
  ...more,
});
const leaf = (evidence: LeafEvidence): LeafState => {
  const { project, check } = 'report' in evidence ? evidence.report : { project: 'api', check: 'tone' };
  return { project, check, target: `check-${check}`, path: '.invariants/api/tone.json', ...evidence };
};
const current = (more: Partial<Report> = {}): LeafState =>
  leaf({ kind: 'current', report: report(more), isFromCache: false });

const waivedBy = { reason: 'r', owner: 'o', expires: '2030-01-01' };

describe('what fails today', () => {
  it.each<[string, LeafState, readonly string[], readonly string[]]>([
    ['an error', current(), ['too loud'], []],
    [
      'what is undecided, whatever its weight',
      current({ verdict: 'undecided', findings: [finding({ severity: 'warning', undecided: true })] }),
      ['too loud'],
      [],
    ],
    [
      'a leaf that passes',
      current({ verdict: 'warns', findings: [finding({ severity: 'warning' })] }),
      [],
      [],
    ],
    [
      'a warning, a note and what is waived beside an error',
      current({
        findings: [
          finding({ message: 'waived', waivedBy }),
          finding(),
          finding({ severity: 'warning', message: 'w' }),
          finding({ severity: 'note', message: 'n' }),
        ],
      }),
      ['too loud'],
      [],
    ],
    [
      'a check that nobody does without',
      current({ check: 'invariant-map', findings: [finding(), finding()] }),
      [],
      [
        'invariant-map of api: it says what the other checks miss, so it is mended, not waived: note.txt:3 too loud (and 1 more)',
      ],
    ],
    [
      'a check that could not judge',
      current({ verdict: 'error' }),
      [],
      ['tone of api: the check could not judge, and that is no finding to accept: note.txt:3 too loud'],
    ],
    [
      'a check that saw nothing',
      current({ subjects: [] }),
      [],
      ['tone of api: it found nothing to judge, and that cannot be waived: note.txt:3 too loud'],
    ],
    [
      'a waiver of nothing, beside a finding',
      current({ findings: [finding(), finding({ file: 'invariants.waivers.json', message: 'unused' })] }),
      ['too loud'],
      ['tone of api: what is wrong with waivers cannot be waived: invariants.waivers.json:3 unused'],
    ],
    [
      'what the caller objects to',
      current({ findings: [finding({ message: 'of the base' })] }),
      [],
      ['tone of api: because: note.txt:3 of the base'],
    ],
    [
      'a text of the repository that would steer the terminal',
      current({ verdict: 'error', findings: [finding({ message: '\u001b[2Jgone' })] }),
      [],
      ['tone of api: the check could not judge, and that is no finding to accept: note.txt:3 \ufffd[2Jgone'],
    ],
    [
      'a task that failed',
      leaf({ kind: 'failed', isSkipped: false }),
      [],
      ['tone of api left no report: its task failed; mend that first'],
    ],
    [
      'a task whose dependency failed',
      leaf({ kind: 'failed', isSkipped: true }),
      [],
      ['tone of api left no report: a target that it depends on failed; mend that first'],
    ],
    ['a stale report', leaf({ kind: 'stale', report: report() }), [], []],
  ])('%s', (_what, state, accepted, left) => {
    const found = todaysFindings([state], (_, { message }) =>
      message === 'of the base' ? 'because' : undefined,
    );
    expect(found.red.flatMap(({ findings }) => findings.map(({ message }) => message))).toEqual(accepted);
    expect(found.left).toEqual(left);
  });

  it('is known only by reports of this state, and by what failed without one', () => {
    const known = [current(), leaf({ kind: 'failed', isSkipped: true })];
    const unknown = [
      leaf({ kind: 'stale', report: report() }),
      leaf({ kind: 'missing' }),
      leaf({ kind: 'malformed', reason: 'r' }),
      leaf({ kind: 'unaffected', base: 'main' }),
    ];
    expect(unjudged([...known, ...unknown])).toEqual(unknown);
  });
});
