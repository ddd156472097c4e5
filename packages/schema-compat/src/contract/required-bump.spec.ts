import { describe, expect, it } from 'vitest';
import type { Json } from '../json';
import type { Verdict } from '../verdict';
import { diffContract } from './diff-contract';
import { type BumpEvidence, type RequiredBump, requiredBump } from './required-bump';

const BASE: Json = { properties: { a: { type: 'string' } } };
const BREAKING = diffContract(BASE, { properties: {} });
const ADDITIVE = diffContract(BASE, { properties: { a: { type: 'string' }, b: {} } });
const ANNOTATION = diffContract(BASE, { title: 'a', properties: { a: { type: 'string' } } });
const UNDECIDED = diffContract(BASE, { not: {}, properties: { a: { type: 'string' } } });

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

const CASES: [string, BumpEvidence, RequiredBump][] = [
  ['nothing changed', { changes: [] }, 'none'],
  ['nothing changed and it is proven', { changes: [], verdict: compatible }, 'none'],
  ['annotations', { changes: ANNOTATION, verdict: compatible }, 'patch'],
  ['an addition', { changes: ADDITIVE, verdict: compatible }, 'minor'],
  ['a break', { changes: BREAKING }, 'major'],
  [
    'a break by the rules, though every document stays valid',
    { changes: BREAKING, verdict: compatible },
    'major',
  ],
  ['a break among undecided changes', { changes: [...UNDECIDED, ...BREAKING] }, 'major'],
  ['an undecided change', { changes: [...UNDECIDED, ...ADDITIVE] }, 'undecided'],
  ['an undecided change, settled by proof', { changes: UNDECIDED, verdict: compatible }, 'minor'],
  [
    'an undecided change, settled by a witness',
    { changes: UNDECIDED, verdict: breaking('breaking') },
    'major',
  ],
  ['an addition with an undecided verdict', { changes: ADDITIVE, verdict: undecided }, 'undecided'],
  ['an addition with a witness', { changes: ADDITIVE, verdict: breaking('breaking') }, 'major'],
  [
    'an addition that only undeclared members trip over',
    { changes: ADDITIVE, verdict: breaking('undeclared-only') },
    'minor',
  ],
  [
    'the same, held strictly',
    { changes: ADDITIVE, verdict: breaking('undeclared-only'), undeclaredOnly: 'major' },
    'major',
  ],
];

describe('requiredBump', () => {
  it.each(CASES)('%s', (_, evidence, expected) => {
    expect(requiredBump(evidence)).toBe(expected);
  });
});
