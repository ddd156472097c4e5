import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Document, parseAllDocuments, parseDocument } from 'yaml';
import { parseYamlDocument, parseYamlStream } from './yaml-document';

/** Reads of an alias without its anchor throw. */
function contentOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 10 });
  } catch (error) {
    return (error as Error).message;
  }
}

describe('parseYamlStream', () => {
  it.each<[string, string, number, number]>([
    ['a: [1', 'Flow sequence in block collection must be sufficiently indented and end with a ]', 1, 6],
    ['a: 1\nb: 2\na: 3\n', 'the key "a" stands twice', 3, 1],
    ['x:\n  - { k: 1, k: 2 }\n', 'the key "k" stands twice', 2, 13],
    ['['.repeat(20_000), 'collections are nested deeper than 256 levels', 1, 257],
    ['- '.repeat(20_000), 'collections are nested deeper than 256 levels', 1, 513],
    ['{a: '.repeat(20_000), 'collections are nested deeper than 256 levels', 1, 1025],
    ['? '.repeat(20_000), 'collections are nested deeper than 256 levels', 1, 513],
    [`# ${'x'.repeat(4 * 1024 * 1024)}`, 'the file is larger than 4 Mi characters', 1, 1],
  ])('refuses %#', (text, message, line, column) => {
    expect(parseYamlStream(text)).toEqual({ ok: false, message, position: { line, column } });
  });

  it('takes 256 levels, merge keys and many keys', () => {
    const keys = Array.from({ length: 50_000 }, (_, index) => `k${index}: 1`).join('\n');
    for (const text of [`${'['.repeat(256)}${']'.repeat(256)}`, 'a: &a {}\nb:\n  <<: *a\n  <<: *a\n', keys]) {
      expect(parseYamlStream(text).ok).toBe(true);
    }
  });

  it('reads what the library reads', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.json(), fc.string()), { maxLength: 3 }), (parts) => {
        const text = parts.join('\n---\n');
        const parsed = parseYamlStream(text);
        const library = parseAllDocuments(text);
        const expected = 'empty' in library ? [parseDocument(text)] : library;
        const isRefused = expected.some(({ errors }) => errors.length > 0);
        expect(parsed.ok).toBe(!isRefused);
        if (parsed.ok) {
          expect(parsed.documents.map(contentOf)).toEqual(expected.map(contentOf));
        }
      }),
    );
  });
});

describe('parseYamlDocument', () => {
  it.each(['', 'a: 1\n', '--- b\n...\n'])('takes one document: %j', (text) => {
    const parsed = parseYamlDocument(text);
    expect(parsed.ok && parsed.document.toJS()).toEqual(parseDocument(text).toJS());
  });

  it('refuses two', () => {
    expect(parseYamlDocument('a: 1\n---\nb: 2\n')).toEqual({
      ok: false,
      message: 'the file holds more than one document',
      position: { line: 2, column: 1 },
    });
  });
});
