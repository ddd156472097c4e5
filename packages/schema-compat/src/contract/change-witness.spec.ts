import { describe, expect, it } from 'vitest';
import type { Json } from '../json';
import { type ChangeWitness, findChangeWitness } from './change-witness';
import { diffContract } from './diff-contract';

const JOB: Json = {
  type: 'object',
  required: ['id', 'status'],
  properties: {
    id: { type: 'string' },
    status: { enum: ['PENDING', 'FAILED'] },
    note: { type: ['string', 'null'], minLength: 1 },
    result: { anyOf: [{ type: 'string' }, { type: 'null' }] },
  },
};

function edited(edit: (job: Record<string, never>) => void): Json {
  const copy = structuredClone(JOB);
  edit(copy as Record<string, never>);
  return copy;
}

type Edit = (job: { properties: Record<string, object>; required: string[]; [key: string]: unknown }) => void;
type Case = { name: string; edit: Edit; expected: (ChangeWitness | undefined)[] };

const CASES: Case[] = [
  {
    name: 'a removed required field: new documents lack what old consumers need',
    edit: (job) => {
      delete job.properties.status;
      job.required = ['id'];
    },
    expected: [
      {
        direction: 'newer-document-rejected-by-older',
        document: { id: 'a' },
        instancePath: '',
        keyword: 'required',
      },
    ],
  },
  {
    name: 'a removed optional field of an open object: new documents may give it any value',
    edit: (job) => {
      delete job.properties.note;
    },
    expected: [
      {
        direction: 'newer-document-rejected-by-older',
        document: { id: 'a', status: 'FAILED', note: false },
        instancePath: '/note',
        keyword: 'type',
      },
    ],
  },
  {
    name: 'a new required field',
    edit: (job) => {
      job.properties.owner = { type: 'string' };
      job.required.push('owner');
    },
    expected: [
      {
        direction: 'older-document-rejected-by-newer',
        document: { id: 'a', status: 'FAILED' },
        instancePath: '',
        keyword: 'required',
      },
    ],
  },
  {
    name: 'a field that became required, values and types narrowed, each with its own document',
    edit: (job) => {
      job.required.push('note');
      job.properties.status = { enum: ['PENDING'] };
      job.properties.note = { type: 'string', minLength: 1 };
    },
    expected: [
      {
        direction: 'older-document-rejected-by-newer',
        document: { id: 'a', status: 'FAILED' },
        instancePath: '/status',
        keyword: 'enum',
      },
      {
        direction: 'older-document-rejected-by-newer',
        document: { id: 'a', status: 'FAILED', note: null },
        instancePath: '/note',
        keyword: 'type',
      },
      {
        direction: 'older-document-rejected-by-newer',
        document: { id: 'a', status: 'FAILED' },
        instancePath: '',
        keyword: 'required',
      },
    ],
  },
  {
    name: 'an alternative removed',
    edit: (job) => {
      job.properties.result = { anyOf: [{ type: 'null' }] };
    },
    expected: [
      {
        direction: 'older-document-rejected-by-newer',
        document: { id: 'a', status: 'FAILED', result: 'a' },
        instancePath: '/result',
        keyword: 'anyOf',
      },
    ],
  },
  {
    name: 'an object closed',
    edit: (job) => {
      job.additionalProperties = false;
    },
    expected: [
      {
        direction: 'older-document-rejected-by-newer',
        document: { id: 'a', status: 'FAILED', a: null },
        instancePath: '',
        keyword: 'additionalProperties',
      },
    ],
  },
  {
    name: 'an additive change has none',
    edit: (job) => Object.assign(job.properties, { extra: {} }),
    expected: [undefined],
  },
];

describe('findChangeWitness', () => {
  it.each(CASES)('$name', ({ edit, expected }) => {
    const newer = edited(edit as never);
    const witnesses = diffContract(JOB, newer).map((change) =>
      findChangeWitness(change, JOB, newer, { draft: '7' }),
    );
    expect(witnesses).toEqual(expected);
  });

  it('makes none where the change cannot be put into the older schema', () => {
    const newer: Json = {
      properties: { a: { $ref: '#/definitions/a' } },
      required: ['a'],
      definitions: { a: {} },
    };
    const [change] = diffContract({}, newer);
    expect(change?.kind).toBe('required-property-added');
    expect(change && findChangeWitness(change, {}, newer)).toBeUndefined();
  });

  it('makes none for a change of a document that the schema refers to', () => {
    const schema: Json = { properties: { part: { $ref: 'part.json' } } };
    const at = (part: Json) => ({
      uri: 'https://example.org/whole.json',
      documents: new Map([['https://example.org/part.json', part]]),
    });
    const contexts = { a: at({}), b: at({ required: ['x'] }) };
    const [change] = diffContract(schema, schema, { contexts });
    expect(change).toMatchObject({
      kind: 'property-became-required',
      newerPointer: 'https://example.org/part.json/required',
    });
    expect(change && findChangeWitness(change, schema, schema, { contexts })).toBeUndefined();
  });
});
