import { describe, expect, it } from 'vitest';
import { compareFindings, earlierPlaces, type FindingDraft, fingerprintOf } from './finding';

const draft = (message: string, rest: Partial<FindingDraft> = {}): FindingDraft => ({
  severity: 'error',
  file: 'a.json',
  message,
  ...rest,
});

describe('fingerprintOf', () => {
  const fingerprint = (message: string, rest: Partial<FindingDraft> = {}) =>
    fingerprintOf('coverage', 'gateway', draft(message, rest));

  it('is sixteen hexadecimal digits, the same for ever', () => {
    expect(fingerprint('it is wrong')).toBe('33fd24e141d07797');
  });

  it.each<[string, FindingDraft, FindingDraft]>([
    ['its place', draft('a', { line: 1, column: 2 }), draft('a', { line: 9 })],
    ['its weight', draft('a'), draft('a', { severity: 'warning' })],
    ['its evidence', draft('a', { evidence: 'x' }), draft('a', { fix: 'y' })],
    [
      'measured figures',
      draft('lines coverage of a is 79.2% (38/48), below its floor of 80%'),
      draft('lines coverage of a is 79.4% (54/68), below its floor of 80%'),
    ],
  ])('is the same whatever %s', (_what, one, two) => {
    expect(fingerprintOf('c', 'p', one)).toBe(fingerprintOf('c', 'p', two));
  });

  it.each<[string, FindingDraft, FindingDraft]>([
    ['files', draft('a'), draft('a', { file: 'b.json' })],
    ['messages', draft('a'), draft('b')],
    ['ports', draft('the port 80/tcp of a'), draft('the port 443/tcp of a')],
    ['versions', draft('goes back from 1.2.0 to 1.1.0'), draft('goes back from 1.3.0 to 1.2.0')],
    ['numbered names', draft('the service worker1'), draft('the service worker2')],
  ])('tells different %s apart', (_what, one, two) => {
    expect(fingerprintOf('c', 'p', one)).not.toBe(fingerprintOf('c', 'p', two));
  });

  it('tells checks and projects apart', () => {
    const of = (check: string, project: string) => fingerprintOf(check, project, draft('a'));
    expect(new Set([of('a', 'b'), of('b', 'a'), of('ab', ''), of('', 'ab')]).size).toBe(4);
  });
});

it('earlierPlaces counts the places in a file that the same is said of', () => {
  const findings = [
    draft('a', { line: 1 }),
    draft('a', { line: 1, expected: 'x' }),
    draft('b', { line: 1 }),
    draft('a', { line: 2 }),
    draft('a', { line: 3, file: 'b.json' }),
    draft('79.2% (38/48)', { line: 4 }),
    draft('79.4% (54/68)', { line: 5 }),
  ];
  expect(earlierPlaces(findings)).toEqual([0, 0, 0, 1, 0, 0, 1]);
});

it('compareFindings puts the worst first, then goes by place and text', () => {
  const findings = [
    draft('n', { severity: 'note' }),
    draft('w', { severity: 'warning' }),
    draft('e', { file: 'b.json' }),
    draft('e2', { line: 2, column: 1 }),
    draft('e1b', { line: 1, column: 7 }),
    draft('e1a', { line: 1, column: 2 }),
    draft('z'),
    draft('a'),
    draft('a'),
  ];
  expect([...findings].sort(compareFindings).map(({ message }) => message)).toEqual([
    'a',
    'a',
    'z',
    'e1a',
    'e1b',
    'e2',
    'e',
    'w',
    'n',
  ]);
});
