import { describe, expect, it } from 'vitest';
import type { Verdict } from '../verdict';
import { type BumpEvidence, type RequiredBump, requiredBump } from './required-bump';

const compatible: Verdict = { kind: 'compatible' };
const undecided: Verdict = { kind: 'undecided', reasons: [{ code: 'budget', message: '' }] };
const breaking = (grade: 'breaking' | 'undeclared-only'): Verdict => ({
  kind: 'breaking',
  grade,
  witness: null,
  instancePath: '',
  keyword: 'type',
  schemaPathA: '',
  schemaPathB: '/type',
  message: '',
});
const changed = (...verdicts: Verdict[]): BumpEvidence => ({ difference: 'assertions', verdicts });

const CASES: [string, BumpEvidence, RequiredBump][] = [
  ['nothing changed', { difference: 'none', verdicts: [compatible] }, 'none'],
  ['annotations', { difference: 'annotations', verdicts: [compatible] }, 'patch'],
  ['a compatible change', changed(compatible), 'minor'],
  ['a break', changed(breaking('breaking')), 'major'],
  ['a break in one direction', changed(compatible, breaking('breaking')), 'major'],
  ['what is undecided', changed(undecided), 'undecided'],
  ['what is undecided in one direction', changed(undecided, compatible), 'undecided'],
  ['a break beside what is undecided', changed(undecided, breaking('breaking')), 'major'],
  ['a break for undeclared members', changed(breaking('undeclared-only')), 'minor'],
  [
    'a break for undeclared members, beside what is undecided',
    changed(breaking('undeclared-only'), undecided),
    'undecided',
  ],
  [
    'a break for undeclared members, held strictly',
    { ...changed(breaking('undeclared-only')), undeclaredOnly: 'major' },
    'major',
  ],
];

describe('requiredBump', () => {
  it.each(CASES)('%s', (_, evidence, expected) => {
    expect(requiredBump(evidence)).toBe(expected);
  });
});
