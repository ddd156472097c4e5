import type { Finding } from '../src/check/finding';
import type { Report, Verdict } from '../src/check/report';
import type { Invariant } from '../src/config/catalogue';
import { coverageStatusOf } from '../src/report/coverage/coverage-status';
import { judgeInvariant } from '../src/report/invariant-status';
import type { LeafEvidence, LeafState } from '../src/report/leaf-state';
import { sourceLinks } from '../src/report/source-links';
import type { WorkspaceStatus } from '../src/report/workspace-status';

export const finding = (rest: Partial<Finding> = {}): Finding => ({
  severity: 'error',
  file: 'apps/a/x.json',
  message: 'it is wrong',
  check: 'tone',
  invariants: ['T1'],
  fingerprint: '0123456789abcdef',
  page: 'docs/checks/tone.md',
  ...rest,
});

export const report = (
  verdict: Verdict,
  findings: readonly Finding[] = [],
  rest: Partial<Report> = {},
): Report => ({
  version: 1,
  check: 'tone',
  project: 'a',
  task: 'a:check-tone',
  verdict,
  invariants: ['T1'],
  subjects: ['x'],
  findings,
  details: null,
  inputsDigest: 'd',
  ...rest,
});

export const leafState = (project: string, evidence: LeafEvidence, check = 'tone'): LeafState => ({
  project,
  check,
  target: `check-${check}`,
  path: `.invariants/${project}/${check}.json`,
  ...evidence,
});

export const current = (of: Report, isFromCache = false): LeafEvidence => ({
  kind: 'current',
  report: of,
  isFromCache,
});

/** A status of these leaves; without a catalogue one invariant rests on each of them. */
export function statusOf(
  leaves: readonly LeafState[],
  rest: Partial<WorkspaceStatus> & { readonly catalogue?: readonly Invariant[] } = {},
): WorkspaceStatus {
  const catalogue =
    rest.catalogue ??
    leaves.map(({ project, check }, index) => ({
      id: `T${index + 1}`,
      statement: `${project} is calm`,
      upheldBy: [{ project, check }],
    }));
  return {
    invariants: catalogue.map((invariant) => judgeInvariant(invariant, leaves)),
    leaves,
    coverage: coverageStatusOf(leaves),
    checks: new Map([
      ['tone', { title: 'Notes are calm', upholds: ['T1'], page: '# tone\n', pageFile: undefined }],
    ]),
    links: sourceLinks('', {}),
    read: () => undefined,
    earlier: [],
    today: '2026-11-27',
    version: '0.1.0',
    ...rest,
  };
}

/** One leaf of every kind that there is, with findings of every kind. */
export const everyKind: readonly LeafState[] = [
  leafState('a', current(report('holds'), true)),
  leafState(
    'b',
    current(
      report('violated', [
        finding({
          file: 'b/ü b.json',
          line: 3,
          column: 7,
          endLine: 3,
          endColumn: 9,
          expected: 'right',
          fix: 'mend',
        }),
        finding({ line: 4, evidence: 'one\ntwo' }),
        finding({ severity: 'warning', message: 'odd', fingerprint: '1'.repeat(16) }),
        finding({
          message: 'accepted',
          fingerprint: '2'.repeat(16),
          waivedBy: { reason: 'legacy', owner: '@team', expires: '2026-12-31' },
        }),
      ]),
    ),
  ),
  leafState('c', current(report('undecided', [finding({ undecided: true })]))),
  leafState('d', current(report('error', [finding({ message: 'could not' })]))),
  leafState('e', current(report('opted-out', [], { optedOut: 'an artist' }))),
  leafState('f', current(report('warns', [finding({ severity: 'warning', line: 1 })]))),
  leafState('g', { kind: 'stale', report: report('holds') }),
  leafState('h', { kind: 'missing' }),
  leafState('i', { kind: 'failed', isSkipped: true }),
  leafState('j', { kind: 'malformed', reason: 'it is empty' }),
  leafState('k', { kind: 'unaffected', base: 'main' }),
];
