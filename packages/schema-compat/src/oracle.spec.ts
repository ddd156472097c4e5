import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { afterAll, describe, expect, it } from 'vitest';
import { checkContainment } from './check-containment';
import { compileValidator } from './confirm/validator';
import type { Json } from './json';
import type { Draft } from './schema/draft';

type Row = { id: string; draft: Draft; a: Json; b: Json; expected: 'compatible' | 'breaking' };

/** Labelled pairs that stand beside the repository, not in it. */
const FOLDER = join(__dirname, '../../../../shared/testdata/schema-pairs');
const TIME_FOR_A_FILE_MS = 20_000;

/** Labels "compatible" that a document refutes: `.+` and `.{1,}` do not match "\n", which has one character. */
const REFUTED_LABELS = new Set(
  [313, 315, 324, 542, 544, 548, 557, 559].map((number) => `ibm-tests:${number}`),
);

function count(rows: readonly Row[]) {
  const deadline = performance.now() + TIME_FOR_A_FILE_MS;
  const result = { asked: 0, right: 0, undecided: 0, refutedLabels: 0, wrong: [] as string[] };
  for (const row of rows) {
    if (performance.now() > deadline) break;
    result.asked += 1;
    const verdict = checkContainment(row.a, row.b, { draft: row.draft });
    if (verdict.kind === 'undecided') result.undecided += 1;
    else if (verdict.kind === row.expected) result.right += 1;
    else if (verdict.kind === 'breaking' && REFUTED_LABELS.has(row.id) && verdict.witness === '\n')
      result.refutedLabels += 1;
    else result.wrong.push(row.id);
  }
  return result;
}

/** Every n-th row first, so that what time leaves out is spread over the file. */
function interleaved(rows: readonly Row[]): Row[] {
  const stride = 7;
  return Array.from({ length: stride }, (_, start) =>
    rows.filter((_, index) => index % stride === start),
  ).flat();
}

const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl')) : [];
if (files.length === 0) console.warn(`${FOLDER} is absent: only the pairs of this package are tested`);

describe.runIf(files.length > 0)('labelled pairs', () => {
  const lines: string[] = [];
  it.each(files)(
    '%s: none wrong',
    (file) => {
      const rows = readFileSync(join(FOLDER, file), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Row);
      const { asked, right, undecided, refutedLabels, wrong } = count(interleaved(rows));
      lines.push(
        `${file}: ${right} of ${asked} right, ${undecided} undecided, ${refutedLabels} labels refuted, of ${rows.length}`,
      );
      expect(wrong).toEqual([]);
      expect(asked).toBeGreaterThan(0);
      expect(right / asked).toBeGreaterThan(0.9);
    },
    60_000,
  );
  afterAll(() => console.log(lines.join('\n')));
});

/** The package's own pairs: versions of a job contract, as a repository would hold them. */
const JOB = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  required: ['id', 'status'],
  properties: {
    id: { type: 'string', pattern: '^[0-9a-f]{8}$' },
    status: { $ref: '#/definitions/status' },
    tags: { type: 'array', items: { type: 'string', maxLength: 20 }, uniqueItems: true },
    payload: { type: 'object' },
  },
  definitions: { status: { enum: ['PENDING', 'RUNNING', 'DONE'] } },
};
const with_ = (changes: object): Json => ({ ...structuredClone(JOB), ...changes }) as Json;

const OWN: [string, Json, 'compatible' | 'breaking' | 'undeclared-only'][] = [
  ['unchanged but for its title', with_({ title: 'Job' }), 'compatible'],
  [
    'a status more',
    with_({ definitions: { status: { enum: ['PENDING', 'RUNNING', 'DONE', 'FAILED'] } } }),
    'compatible',
  ],
  ['a status less', with_({ definitions: { status: { enum: ['PENDING', 'RUNNING'] } } }), 'breaking'],
  [
    'an optional field more',
    with_({ properties: { ...JOB.properties, note: { type: 'string' } } }),
    'undeclared-only',
  ],
  ['a required field more', with_({ required: ['id', 'status', 'note'] }), 'breaking'],
  ['closed', with_({ additionalProperties: false }), 'undeclared-only'],
  [
    'shorter tags',
    with_({ properties: { ...JOB.properties, tags: { items: { maxLength: 10 } } } }),
    'breaking',
  ],
  [
    'longer ids',
    with_({ properties: { ...JOB.properties, id: { type: 'string', pattern: '^[0-9a-f]{8,}$' } } }),
    'compatible',
  ],
];

describe('versions of a contract', () => {
  it.each(OWN)('%s', (_, newer, expected) => {
    const verdict = checkContainment(JOB as Json, newer);
    expect(verdict.kind === 'breaking' ? verdict.grade : verdict.kind).toBe(expected);
  });

  it('bears witness before a validator set up by hand', () => {
    const newer = with_({ properties: { ...JOB.properties, tags: { items: { maxLength: 10 } } } });
    const verdict = checkContainment(JOB as Json, newer);
    if (verdict.kind !== 'breaking') throw new Error('expected a witness');
    const witness = JSON.parse(JSON.stringify(verdict.witness)) as Json;
    const accepts = (schema: Json) => new Ajv({ strict: false }).compile(schema as never)(witness);
    expect([accepts(JOB as Json), accepts(newer)]).toEqual([true, false]);
  });
});

describe('compileValidator', () => {
  it('says where AJV gives up', () => {
    const endless = compileValidator({ schema: { allOf: [{ $ref: '#' }] } }, '7', 'annotation');
    expect(endless.ok && endless.validator.validate(1).kind).toBe('failed');
    const costly = compileValidator({ schema: { pattern: '^(?=a)(a|a|aa)*$' } }, '7', 'annotation');
    expect(costly.ok && costly.validator.validate('a'.repeat(100))).toEqual({
      kind: 'failed',
      message: 'pattern "^(?=a)(a|a|aa)*$" is too costly for this text',
    });
  });
});
