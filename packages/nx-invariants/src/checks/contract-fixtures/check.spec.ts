import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const job = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://example.com/job.json',
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', minLength: 1 }, kind: { enum: ['a', 'b'] } },
  if: { required: ['kind'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['id'] },
};
const schemaAt = 'contracts/schemas/job.json';
const golden = 'contracts/fixtures/golden/job/one.json';
const negative = 'contracts/fixtures/negative/job/one.json';
const expectation = (keyword: string, instancePath: string, document: unknown, rest: object = {}) => ({
  expect: { keyword, instancePath, ...rest },
  document,
});
const good: Files = { [schemaAt]: job, [golden]: { id: 'x' }, [negative]: expectation('required', '', {}) };

const judge = (files: Files) => judgeLeaf(temporaryWorkspace(files), 'workspace', 'contract-fixtures');
const lines = async (files: Files) => findingLines(await judge(files));

describe('contract-fixtures', () => {
  it('holds where golden documents pass and negative ones fail as stated', async () => {
    expect(await judge(good)).toMatchObject({
      verdict: 'holds',
      invariants: ['C1', 'C2'],
      subjects: [golden, negative],
      findings: [],
      details: { golden: 1, negative: 1 },
    });
  });

  it.each<[string, Files, string[]]>([
    [
      'a golden document that is rejected',
      { [golden]: { id: '' } },
      [`error ${golden}:2:3 the golden document is rejected: /id must NOT have fewer than 1 characters`],
    ],
    [
      'a golden document with every error',
      { [golden]: { id: 3, kind: 'c' } },
      [
        `error ${golden}:2:3 the golden document is rejected: /id must be string`,
        `error ${golden}:3:3 the golden document is rejected: /kind must be one of "a", "b"`,
      ],
    ],
    [
      'a golden document that is no object',
      { [golden]: 'null' },
      [`error ${golden}:1:1 the golden document is rejected: the document must be object`],
    ],
    [
      'a fixture that is not JSON',
      { [golden]: '{\n' },
      [`error ${golden}:2:1 the fixture is not JSON: CloseBraceExpected`],
    ],
    [
      'a negative document that is accepted',
      { [negative]: expectation('required', '', { id: 'x' }) },
      [`error ${negative}:6:3 the negative document is accepted, although required at "" should reject it`],
    ],
    [
      'one rejected for another reason',
      { [negative]: expectation('required', '', { id: '' }) },
      [`error ${negative}:2:3 the negative document is rejected for another reason: minLength at "/id"`],
    ],
    [
      'one rejected for its reason and another',
      { [negative]: expectation('minLength', '/id', { id: '', kind: 'c' }) },
      [`error ${negative}:2:3 the negative document is rejected for another reason: enum at "/kind"`],
    ],
    [
      'one rejected elsewhere in the schema',
      { [negative]: expectation('required', '', {}, { schemaPath: '#/other' }) },
      [`error ${negative}:2:3 the negative document is rejected for another reason: required at ""`],
    ],
    [
      'one that states no reason',
      { [negative]: { document: {} } },
      [`error ${negative}:1:1 the negative fixture states no reason`],
    ],
    [
      'one whose reason is none',
      { [negative]: { document: {}, expect: { keyword: 3, instancePath: '' } } },
      [`error ${negative}:3:3 the negative fixture states no reason`],
    ],
    [
      'one without a document',
      { [negative]: { expect: { keyword: 'required', instancePath: '' } } },
      [`error ${negative}:2:3 the negative fixture states no reason`],
    ],
    [
      'a fixture of no schema',
      { 'contracts/fixtures/golden/gone/a.json': {} },
      ['error contracts/fixtures/golden/gone/a.json there is no schema gone in contracts/schemas'],
    ],
    [
      'a fixture outside of a folder',
      { 'contracts/fixtures/golden/a.json': {} },
      [
        "error contracts/fixtures/golden/a.json there is no schema for a fixture outside a schema's folder in contracts/schemas",
      ],
    ],
    [
      'a schema that does not compile',
      { [schemaAt]: { ...job, type: 'objekt' } },
      [golden, negative].map(
        (file) =>
          expect.stringContaining(
            `error ${file} its schema does not compile: schema is invalid`,
          ) as unknown as string,
      ),
    ],
    [
      'a schema that is not JSON',
      { [schemaAt]: '{' },
      [
        `error ${golden} there is no schema job in contracts/schemas`,
        `error ${negative} there is no schema job in contracts/schemas`,
        `error ${schemaAt}:1:2 the schema is not JSON: CloseBraceExpected`,
      ],
    ],
  ])('%s', async (_what, change, expected) => {
    expect(await lines({ ...good, ...change })).toEqual(expected);
  });

  it('counts no applicator as a reason beside what is in it', async () => {
    const keyed = { ...job, propertyNames: { maxLength: 4 } };
    const files = {
      ...good,
      [schemaAt]: keyed,
      [negative]: expectation('maxLength', '', { id: 'x', longer: 1 }),
    };
    expect(await lines(files)).toEqual([]);
  });

  it('takes a reason with its place in the schema', async () => {
    expect(
      await lines({ ...good, [negative]: expectation('required', '', {}, { schemaPath: '#/required' }) }),
    ).toEqual([]);
  });

  it.each([
    ['golden', [negative]],
    ['negative', [golden]],
  ])('asks for a %s fixture of every schema', async (kind, kept) => {
    const files = Object.fromEntries(
      Object.entries(good).filter(([path]) => path === schemaAt || kept.includes(path)),
    );
    expect(await lines(files)).toEqual([`error ${schemaAt} the schema job has no ${kind} fixture`]);
  });

  it('is no pass where there is nothing at all', async () => {
    const options = { plugins: [{ plugin: 'nx-invariants', options: { contracts: 'contracts/schemas' } }] };
    expect((await judge({ 'nx.json': options })).verdict).toBe('violated');
  });
});
