import { describe, expect, it } from 'vitest';
import { parseContract } from '../contracts/contract-folder';
import { contextOf, documentOfContract, placeOf, type SchemaDocument, versionOf } from './schema-version';

const id = (name: string) => `https://example.com/${name}.json`;

function contract(name: string, schema: object): SchemaDocument {
  const text = JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...schema }, null, 2);
  const parsed = parseContract('c', `c/${name}.json`, text);
  if (!('schema' in parsed)) throw new Error(parsed.finding.message);
  return documentOfContract(parsed.schema);
}

describe('versionOf', () => {
  it('holds what is referred to, directly or not, once, and nothing else', () => {
    const a = contract('a', {
      $id: id('a'),
      definitions: { own: true },
      properties: { b: { $ref: 'b.json#/x' }, self: { $ref: '#/definitions/own' } },
    });
    const b = contract('b', { $id: id('b'), items: { $ref: 'c.json' } });
    const c = contract('c', { $id: id('c'), anyOf: [{ $ref: 'a.json' }, { $ref: 'b.json' }] });
    const d = contract('d', { $id: id('d') });
    expect(versionOf(a, [a, b, c, d])).toEqual({ root: a, referred: [b, c] });
    expect(contextOf(versionOf(a, [a, b, c, d]))).toEqual({
      uri: id('a'),
      documents: new Map([
        [id('b'), b.schema],
        [id('c'), c.schema],
      ]),
      texts: [a.text, b.text, c.text],
    });
  });

  it.each<[string, object, string, object]>([
    ["by the file's name where there is no $id", { items: { $ref: 'b.json' } }, 'b', {}],
    ['from a subfolder', { items: { $ref: 'events/b.json' } }, 'events/b', {}],
    ['by the id of draft-04', { items: { $ref: id('other') } }, 'b', { id: id('other') }],
    [
      'from below another $id',
      { $id: id('a'), items: { $id: id('x/y'), items: { $ref: 'b.json' } } },
      'b',
      { $id: id('x/b') },
    ],
    [
      'that embeds the one of that $id',
      { $id: id('a'), items: { $ref: 'inner.json' } },
      'b',
      { $id: id('b'), definitions: { inner: { $id: 'inner.json' } } },
    ],
    ['by a dynamic reference', { $id: id('a'), items: { $dynamicRef: 'b.json#x' } }, 'b', { $id: id('b') }],
    [
      'although the $id has a fragment',
      { $id: id('a'), items: { $ref: 'b.json' } },
      'b',
      { $id: `${id('b')}#` },
    ],
  ])('finds a schema %s', (_what, schema, name, other) => {
    const [a, b] = [contract('a', schema), contract(name, other)];
    expect(versionOf(a, [a, b]).referred).toEqual([b]);
  });

  it('takes the schema of a name before one that seems to embed it', () => {
    const a = contract('a', { $id: id('a'), items: { $ref: 'b.json' } });
    const decoy = contract('decoy', { $id: id('decoy'), default: { $id: 'b.json' } });
    const b = contract('b', { $id: id('b') });
    expect(versionOf(a, [a, decoy, b]).referred).toEqual([b]);
  });

  it('leaves out what leads nowhere', () => {
    const a = contract('a', { properties: { x: { $ref: 'http://[bad' }, y: { $ref: 'gone.json' } } });
    expect(versionOf(a, [a])).toEqual({ root: a, referred: [] });
  });
});

describe('placeOf', () => {
  it('is a place in the schema, or in the one of that URI', () => {
    const a = contract('a', { $id: id('a'), items: { $ref: 'b.json' } });
    const b = contract('b', { $id: id('b'), title: 'b', maximum: 1 });
    const version = versionOf(a, [a, b]);
    expect(placeOf(version, '/items')).toEqual({ file: 'c/a.json', line: 4, column: 3 });
    expect(placeOf(version, '/maximum', id('b'))).toEqual({ file: 'c/b.json', line: 5, column: 3 });
  });
});
