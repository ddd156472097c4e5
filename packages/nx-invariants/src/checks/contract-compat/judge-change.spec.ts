import { describe, expect, it } from 'vitest';
import { documentOfContract, versionOf } from '../../compatibility/schema-version';
import { type ContractSchema, parseContract } from '../../contracts/contract-folder';
import { judgeChange, judgeEarlierChange } from './judge-change';
import type { ModeOption, Policy } from './options';

function contract($version: string, schema: object): ContractSchema {
  const text = JSON.stringify(
    { $schema: 'http://json-schema.org/draft-07/schema#', $version, ...schema },
    null,
    2,
  );
  const parsed = parseContract('c', 'c/job.json', text);
  if (!('schema' in parsed)) throw new Error(parsed.finding.message);
  return parsed.schema;
}

function change(from: [string, object], to: [string, object], policy: Partial<Policy> = {}) {
  const [older, newer] = [contract(...from), contract(...to)];
  const pair = {
    older: versionOf(documentOfContract(older), []),
    newer: versionOf(documentOfContract(newer), []),
  };
  const whole: Policy = { mode: 'backward', undeclaredOnly: 'minor', ...policy };
  return { older, newer, pair, policy: whole, formats: 'assertion' as const };
}

const short = { type: 'string', maxLength: 2 };
const long = { type: 'string', maxLength: 3 };
const hard = { type: 'string', pattern: '^(?=aa)a+$' };
const harder = { type: 'string', pattern: '^(?=aaa)a+$' };
const open = { type: 'object', properties: { id: { type: 'string' } } };
const opened = { type: 'object', properties: { id: { type: 'string' }, note: { type: 'string' } } };

const tightened = 'error breaking change of job at /maxLength: maxLength changed from 3 to 2';
const loosened = 'error forward-breaking change of job at /maxLength: maxLength changed from 2 to 3';
const small = 'error the change of job adds to the contract, but its version does not rise enough';
const undecided =
  'undecided it cannot be decided whether the change of job breaks documents (pattern-not-regular)';
const undecidedForward =
  'undecided it cannot be decided whether the change of job breaks earlier consumers (pattern-not-regular)';
const undeclared =
  'change of job at /properties/note/type: only a document that already carried an undeclared "note" of another type breaks: "type" fails at /note';

function lines(findings: ReturnType<typeof judgeChange>['findings']): string[] {
  return findings.map(
    ({ severity, undecided, message }) => `${undecided ? 'undecided' : severity} ${message}`,
  );
}

describe('judgeChange', () => {
  it('sees that a bound moved between numbers that JavaScript reads alike', () => {
    const at = (maximum: string): ContractSchema => {
      const text = `{"$schema": "http://json-schema.org/draft-07/schema#", "$version": "1.0.0", "maximum": ${maximum}}`;
      const parsed = parseContract('c', 'c/job.json', text);
      if (!('schema' in parsed)) throw new Error(parsed.finding.message);
      return parsed.schema;
    };
    const judged = (from: string, to: string) => {
      const [older, newer] = [at(from), at(to)];
      const pair = {
        older: versionOf(documentOfContract(older), []),
        newer: versionOf(documentOfContract(newer), []),
      };
      const policy: Policy = { mode: 'backward', undeclaredOnly: 'minor' };
      return lines(judgeChange({ older, newer, pair, policy, formats: 'assertion' }).findings);
    };
    expect(judged('9007199254740993', '9007199254740993')).toEqual([]);
    expect(judged('9007199254740993', '9007199254740992')).toEqual([
      'undecided it cannot be decided whether the change of job breaks documents (number-misread)',
    ]);
  });

  it.each<[ModeOption, string, object, object, string[]]>([
    ['backward', '1.1.0', short, long, []],
    ['backward', '1.0.1', short, long, [small]],
    ['backward', '1.1.0', long, short, [tightened]],
    ['backward', '2.0.0', long, short, []],
    ['forward', '1.1.0', long, short, []],
    ['forward', '1.1.0', short, long, [loosened]],
    ['full', '1.1.0', short, long, [loosened]],
    ['full', '1.1.0', long, short, [tightened]],
    ['full', '1.1.0', hard, harder, [undecided, undecidedForward]],
    ['full', '2.0.0', hard, harder, []],
    [
      'backward',
      '1.0.0',
      hard,
      { ...hard, title: 'a' },
      ["error the change of job changes the contract's words, but its version does not rise enough"],
    ],
    ['backward-transitive', '1.0.0', long, short, [tightened]],
  ])('%s, with %s', (mode, to, before, after, expected) => {
    const { findings } = judgeChange(change(['1.0.0', before], [to, after], { mode }));
    expect(lines(findings)).toEqual(expected);
  });

  it.each<[Policy['undeclaredOnly'], string, string[]]>([
    ['minor', '1.0.1', [small]],
    ['minor', '1.1.0', [`note ${undeclared}`]],
    ['major', '1.1.0', [`error ${undeclared}`]],
    ['major', '2.0.0', []],
  ])('a break through undeclared members with %s, at %s', (undeclaredOnly, to, expected) => {
    const { findings } = judgeChange(change(['1.0.0', open], [to, opened], { undeclaredOnly }));
    expect(lines(findings)).toEqual(expected);
  });

  it('tells each change that a document trips over, with that document and both places', () => {
    const before = {
      type: 'object',
      properties: { a: long, b: { enum: [1, 2] } },
      additionalProperties: false,
    };
    const after = { type: 'object', properties: { a: short, b: { enum: [1] } }, additionalProperties: false };
    const { findings, details } = judgeChange(change(['1.0.0', before], ['1.0.0', after]));
    expect(findings).toMatchObject([
      {
        file: 'c/job.json',
        line: 8,
        column: 7,
        message: 'breaking change of job at /properties/a/maxLength: maxLength changed from 3 to 2',
        expected: 'version 2.0.0 (it is 1.0.0, and was 1.0.0)',
        evidence:
          'was valid, is rejected at "/a" by maxLength: {"a":"aaa"}; 1.0.0 said otherwise at c/job.json:8:7',
      },
      {
        line: 11,
        message: 'breaking change of job at /properties/b/enum: allowed values 2 were removed',
        evidence: 'was valid, is rejected at "/b" by enum: {"b":2}; 1.0.0 said otherwise at c/job.json:11:7',
      },
    ]);
    expect(details).toMatchObject({
      file: 'c/job.json',
      from: '1.0.0',
      to: '1.0.0',
      mode: 'backward',
      difference: 'assertions',
      required: 'major',
      answers: [{ direction: 'backward', verdict: { kind: 'breaking' } }],
      changes: [{ kind: 'constraint-tightened' }, { kind: 'values-narrowed' }],
    });
  });

  it('tells in the forward direction what the earlier schema rejects', () => {
    const { findings } = judgeChange(change(['1.0.0', short], ['1.1.0', long], { mode: 'forward' }));
    expect(findings).toMatchObject([
      {
        line: 5,
        fix: 'undo the change, or set "$version" to "2.0.0" here and in VERSIONS.md and update the consumers before the producers',
        evidence: 'is valid, was rejected at "" by maxLength: "aaa"; 1.0.0 said otherwise at c/job.json:5:3',
      },
    ]);
  });

  it('tells a break that no rule has a name for by its document', () => {
    const before = { oneOf: [{ type: 'string', maxLength: 5 }] };
    const after = {
      oneOf: [
        { type: 'string', maxLength: 5 },
        { type: 'string', pattern: '^a' },
      ],
    };
    const { findings } = judgeChange(change(['1.0.0', before], ['1.1.0', after]));
    expect(lines(findings)).toEqual([
      'error breaking change of job at /oneOf: "oneOf" fails at the document itself',
    ]);
  });

  it('says why it cannot decide, with the places', () => {
    const [before, after] = [{ items: { $ref: 'gone.json' } }, { items: { $ref: 'none.json' } }];
    const { findings } = judgeChange(change(['1.0.0', before], ['1.1.0', after]));
    expect(lines(findings)).toEqual([
      'undecided it cannot be decided whether the change of job breaks documents (reference-unresolvable at /items/$ref, ajv-cannot-compile)',
    ]);
    expect(findings[0]?.evidence).toContain('(then c/job.json:5:5)');
    expect(findings[0]?.evidence).toContain('(now c/job.json:5:5)');
  });
});

describe('judgeEarlierChange', () => {
  it.each<[string, string, string, object, object, string[]]>([
    ['a break', '1.0.0', '1.2.0', long, short, [tightened]],
    ['a break of an earlier major', '0.9.0', '1.2.0', long, short, []],
    ['a break of a later version, as after a revert', '1.3.0', '1.2.0', long, short, []],
    ['a step that is too small', '1.2.0', '1.2.0', short, long, []],
    ['words', '1.2.0', '1.2.0', short, { ...short, title: 'a' }, []],
    ['what was without a version', 'one', '1.2.0', long, short, []],
    ['what cannot be decided', '1.0.0', '1.2.0', hard, harder, [undecided]],
    ['a break through undeclared members', '1.0.0', '1.2.0', open, opened, []],
  ])('%s', (_what, from, to, before, after, expected) => {
    const { pair, ...rest } = change([from, before], [to, after], { mode: 'backward-transitive' });
    expect(lines(judgeEarlierChange({ ...rest, pair }))).toEqual(expected);
  });
});
