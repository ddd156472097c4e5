import { describe, expect, it } from 'vitest';
import type { Json } from '../json';
import { type DanglingReference, danglingReferences } from './dangling';

const OTHER = 'https://example.org/other.json';

const CASES: [string, Json, DanglingReference[]][] = [
  ['none at all', { type: 'string' }, []],
  ['a boolean', true, []],
  ['its own definitions, itself and a meta-schema', { $ref: '#/$defs/a', $defs: { a: { $ref: '#' } } }, []],
  ['a meta-schema', { $ref: 'http://json-schema.org/draft-07/schema#' }, []],
  [
    'a document that is not given',
    { properties: { a: { $ref: 'gone.json' } } },
    [{ reference: 'gone.json', pointer: '/properties/a/$ref' }],
  ],
  ['a place that is not there', { $ref: '#/$defs/a' }, [{ reference: '#/$defs/a', pointer: '/$ref' }]],
  ['a definition that nothing refers to', { $defs: { a: { $ref: 'gone.json' } } }, []],
  [
    'a definition that is referred to',
    { allOf: [{ $ref: '#/$defs/a' }], $defs: { a: { not: { $ref: 'gone.json' } } } },
    [{ reference: 'gone.json', pointer: '/$defs/a/not/$ref' }],
  ],
  [
    'in another document',
    { $ref: 'other.json' },
    [{ reference: '#x', pointer: '/items/$ref', document: OTHER }],
  ],
  ['a property called $ref', { properties: { $ref: { type: 'string' } } }, []],
  [
    'a keyword that the draft does not know',
    { $schema: 'http://json-schema.org/draft-07/schema#', $dynamicRef: '#x' },
    [],
  ],
  ['a dynamic reference', { $dynamicRef: '#x' }, [{ reference: '#x', pointer: '/$dynamicRef' }]],
];

describe('danglingReferences', () => {
  it.each(CASES)('%s', (_, schema, expected) => {
    const context = {
      uri: 'https://example.org/root.json',
      documents: new Map([[OTHER, { items: { $ref: '#x' } }]]),
    };
    expect(danglingReferences(schema, { context })).toEqual(expected);
  });
});
