import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ContractSchemas, type Contracts, compileContracts } from './contracts.js';

const CONTRACTS_DIR = join(import.meta.dirname, '../../../../contracts');

const readJson = (...path: string[]) => JSON.parse(readFileSync(join(CONTRACTS_DIR, ...path), 'utf8'));

const readSchemas = (): ContractSchemas => ({
  eventEnvelope: readJson('schemas', 'event-envelope.json'),
  job: readJson('schemas', 'job.json'),
  jobAccepted: readJson('schemas', 'job-accepted.json'),
});

function contracts(): Contracts {
  const compiled = compileContracts(readSchemas());
  if (!compiled.ok) throw new Error(compiled.problems.join());
  return compiled.value;
}

const { envelopeVersion, eventEnvelope, job, jobAccepted, jobSubmission } = contracts();

describe.each([
  ['event-envelope', eventEnvelope],
  ['job', job],
  ['job-accepted', jobAccepted],
])('the contract %s', (name, validate) => {
  const cases = (kind: string) => {
    const files = readdirSync(join(CONTRACTS_DIR, 'fixtures', kind, name));
    if (files.length === 0) throw new Error(`There are no ${kind} fixtures of ${name}.`);
    return files.map((file) => [file, readJson('fixtures', kind, name, file)] as const);
  };

  it.each(cases('golden'))('accepts golden %s', (_file, document) => {
    expect(validate(document)).toEqual({ valid: true, document });
  });

  it.each(cases('negative'))('rejects negative %s for its reason', (_file, { expect: reason, document }) => {
    expect(validate(document)).toEqual({
      valid: false,
      violations: [{ path: reason.instancePath, keyword: reason.keyword, message: expect.any(String) }],
    });
  });
});

describe('jobSubmission', () => {
  it.each([
    [{ type: 'email.send' }],
    [{ type: 'email.send', payload: { to: ['a@observatory.example'] }, metadata: { team: 'finance' } }],
  ])('accepts %j', (document) => {
    expect(jobSubmission(document)).toEqual({ valid: true, document });
  });

  it.each([
    [null, [['', 'type', 'must be object']]],
    [{}, [['', 'required', "must have required property 'type'"]]],
    [{ type: 'email.send', id: 'mine' }, [['', 'additionalProperties', 'must not have the property "id"']]],
    [
      JSON.parse('{"type":"email.send","__proto__":{}}'),
      [['', 'additionalProperties', 'must not have the property "__proto__"']],
    ],
    [
      { type: 7, payload: [], metadata: { tries: 1 }, priority: 'high' },
      [
        ['', 'additionalProperties', 'must not have the property "priority"'],
        ['/type', 'type', 'must be string'],
        ['/payload', 'type', 'must be object'],
        ['/metadata/tries', 'type', 'must be string'],
      ],
    ],
  ])('rejects %j with every violation', (document, violations) => {
    expect(jobSubmission(document)).toEqual({
      valid: false,
      violations: violations.map(([path, keyword, message]) => ({ path, keyword, message })),
    });
  });
});

describe('compileContracts', () => {
  it('takes the version of the envelope from its schema', () => {
    expect(envelopeVersion).toBe(readSchemas().eventEnvelope.$version);
  });

  it('names the values an enumeration allows', () => {
    const { document } = readJson('fixtures', 'negative', 'job', 'unknown-status.json');
    expect(job(document)).toMatchObject({
      violations: [{ message: 'must be one of PENDING, EXECUTING, COMPLETED, FAILED' }],
    });
  });

  it.each([
    [
      'without $version',
      'eventEnvelope',
      { $version: undefined },
      'the schema Event envelope has no $version.',
    ],
    ['without $id', 'job', { $id: undefined }, 'the schema Job has no $id.'],
    ['with an unknown keyword', 'job', { requird: [] }, 'strict mode: unknown keyword: "requird".'],
    ['with a bad keyword', 'job', { required: 'id' }, 'schema is invalid: data/required must be array.'],
  ] as const)('refuses a schema %s', (_case, name, change, reason) => {
    const schemas = readSchemas();
    schemas[name] = { ...schemas[name], ...change };
    expect(compileContracts(schemas)).toEqual({
      ok: false,
      problems: [`The contract schemas do not compile: ${reason}`],
    });
  });
});
