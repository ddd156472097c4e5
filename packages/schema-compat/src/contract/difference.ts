import {
  canonicalText,
  isObject,
  type Json,
  type JsonObject,
  member,
  setMember,
  withinLimits,
} from '../json';
import { parsePointer } from '../json-pointer';
import type { FormatPolicy } from '../schema/compile';
import { SCHEMA_LIMITS, type SchemaContext } from '../schema/source';
import { DESCRIPTIVE_KEYWORDS, SUBSCHEMA_KEYWORDS } from '../schema/vocabulary';
import { inexactNumbers } from '../schema/written-numbers';

/** `annotations`: only words for readers differ. `assertions`: anything else, whatever it means for documents. */
export type Difference = 'none' | 'annotations' | 'assertions';

export type DifferenceOptions = {
  /** Under `annotation`, the default, a changed `format` is a changed annotation. */
  formats?: FormatPolicy;
  /** The other documents that each version refers to: of these only the assertions count, since their words are their own. */
  contexts?: { a?: SchemaContext; b?: SchemaContext };
};

/**
 * How far two versions of a schema differ, found by dropping annotation keywords and comparing what is left. The order of
 * members and of `required`, `enum` and `type` says nothing. A keyword that is not known to be an annotation counts as an
 * assertion, and so do all words where a reference leads to some, numbers that no double has (of the contexts' texts), and
 * what is too large to look at.
 */
export function differenceBetween(older: Json, newer: Json, options: DifferenceOptions = {}): Difference {
  const { formats = 'annotation', contexts = {} } = options;
  const others = [contexts.a, contexts.b].map((context) => new Map(context?.documents));
  const everything = [older, newer, ...others.flatMap((documents) => [...documents.values()])];
  if (!withinLimits(everything, SCHEMA_LIMITS)) return 'assertions';
  const [olderNumbers, newerNumbers] = [contexts.a, contexts.b].map((context) =>
    inexactNumbers(context?.texts ?? []).join(),
  );
  if (olderNumbers !== newerNumbers) return 'assertions';
  const wordsAssert = references(everything).some(leadsToWords);
  const assertions = (schema: Json) => canonicalText(wordsAssert ? schema : assertionsOf(schema, formats));
  const [olderOthers, newerOthers] = others.map((documents) =>
    [...documents]
      .map(([uri, schema]) => JSON.stringify([uri, assertions(schema)]))
      .sort()
      .join('\n'),
  );
  if (olderOthers !== newerOthers) return 'assertions';
  if (canonicalText(older) === canonicalText(newer)) return 'none';
  return assertions(older) === assertions(newer) ? 'annotations' : 'assertions';
}

/** `$version` and keywords with a prefix of their own are nobody's assertions. */
function isDescriptive(keyword: string): boolean {
  return DESCRIPTIVE_KEYWORDS.has(keyword) || keyword === '$version' || keyword.startsWith('x-');
}

const UNORDERED = new Set(['required', 'enum', 'type']);

function assertionsOf(schema: Json, formats: FormatPolicy): Json {
  if (!isObject(schema)) return schema;
  const kept: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (isDescriptive(keyword)) continue;
    if (keyword === 'format' && formats === 'annotation') continue;
    setMember(kept, keyword, keywordAssertions(keyword, value, formats));
  }
  return kept;
}

function keywordAssertions(keyword: string, value: Json, formats: FormatPolicy): Json {
  const within = (schema: Json) => assertionsOf(schema, formats);
  if (UNORDERED.has(keyword)) return unordered(value);
  if (keyword === 'items' || SUBSCHEMA_KEYWORDS.list.has(keyword)) {
    return Array.isArray(value) ? value.map(within) : within(value);
  }
  if (SUBSCHEMA_KEYWORDS.one.has(keyword)) return within(value);
  if (SUBSCHEMA_KEYWORDS.map.has(keyword)) return mapMembers(value, within);
  if (keyword === 'dependentRequired') return mapMembers(value, unordered);
  if (keyword === 'dependencies') {
    return mapMembers(value, (member) => (Array.isArray(member) ? unordered(member) : within(member)));
  }
  return value;
}

function mapMembers(value: Json, map: (member: Json) => Json): Json {
  if (!isObject(value)) return value;
  const mapped: JsonObject = {};
  for (const [name, member] of Object.entries(value)) setMember(mapped, name, map(member));
  return mapped;
}

function unordered(value: Json): Json {
  if (!Array.isArray(value)) return value;
  const byText = new Map(value.map((member) => [canonicalText(member), member]));
  return [...byText.keys()].sort().map((text) => byText.get(text) as Json);
}

function references(value: Json): string[] {
  const found: string[] = [];
  const pending = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    for (const keyword of isObject(next) ? ['$ref', '$dynamicRef'] : []) {
      const reference = member(next as JsonObject, keyword);
      if (typeof reference === 'string') found.push(reference);
    }
    for (const member of Object.values(next)) pending.push(member);
  }
  return found;
}

/** Whether the pointer of a reference passes through an annotation keyword, so that words are a schema after all. */
function leadsToWords(reference: string): boolean {
  const tokens = parsePointer(decoded(reference.slice(reference.indexOf('#') + 1))) ?? [];
  for (let index = 0; index < tokens.length; index += 1) {
    const keyword = tokens[index] as string;
    if (isDescriptive(keyword)) return true;
    const isNamed = SUBSCHEMA_KEYWORDS.map.has(keyword) || keyword === 'dependencies';
    const isNumbered = SUBSCHEMA_KEYWORDS.list.has(keyword) || keyword === 'items';
    if (isNamed || (isNumbered && /^\d+$/.test(tokens[index + 1] ?? ''))) index += 1;
  }
  return false;
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
