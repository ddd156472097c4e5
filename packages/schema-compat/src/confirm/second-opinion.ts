import { Validator as Cfworker, type SchemaDraft } from '@cfworker/json-schema';
import { isObject, type Json, type JsonObject, setMember } from '../json';
import type { FormatPolicy } from '../schema/compile';
import type { Draft } from '../schema/draft';
import { subschemas } from '../schema/resources';
import type { SchemaSource } from '../schema/source';
import { keywordStanding } from '../schema/vocabulary';
import type { Patterns } from '../solve/pattern';

/** What a validator of other make says of a document; undefined where it has nothing to say. */
export type SecondOpinion = (document: Json) => boolean | undefined;

const DRAFTS: Readonly<Record<Draft, SchemaDraft>> = {
  '4': '4',
  '6': '7',
  '7': '7',
  '2019-09': '2019-09',
  '2020-12': '2020-12',
};

/** Keywords that @cfworker/json-schema does not implement, or not as the specification says. */
const UNSUPPORTED = ['$dynamicRef', '$recursiveRef', '$recursiveAnchor'];

/**
 * @cfworker/json-schema for one schema, set up to judge what the package judges: formats and keywords of other drafts left
 * out. It abstains on dynamic references, formats as assertions, patterns that backtrack, and wherever it throws.
 */
export function compileSecondOpinion(
  source: SchemaSource,
  draft: Draft,
  formats: FormatPolicy,
  patterns: Patterns,
): SecondOpinion {
  const schemas = [source.schema, ...(source.documents?.values() ?? [])];
  const unsupported = formats === 'assertion' ? [...UNSUPPORTED, 'format'] : UNSUPPORTED;
  const facts = schemas.map((schema) => survey(schema, unsupported));
  const abstain = () => undefined;
  if (facts.some((fact) => fact.isUnsupported)) return abstain;
  const sources = facts.flatMap((fact) => fact.patterns);
  let validator: Cfworker;
  try {
    validator = new Cfworker(prepare(rooted(source, draft), draft), DRAFTS[draft]);
    for (const [uri, document] of source.documents ?? [])
      validator.addSchema(prepare(document, draft) as JsonObject, uri);
  } catch {
    return abstain;
  }
  return (document) => {
    const texts = textsIn(document);
    if (!sources.every((pattern) => texts.every((text) => patterns.isQuick(pattern, text)))) return undefined;
    try {
      return validator.validate(document).valid;
    } catch {
      return undefined;
    }
  };
}

function rooted({ schema, uri }: SchemaSource, draft: Draft): Json {
  const keyword = draft === '4' ? 'id' : '$id';
  if (uri === undefined || !isObject(schema) || Object.hasOwn(schema, keyword)) return schema;
  return { ...schema, [keyword]: uri };
}

/** A copy without what the draft ignores and this validator would follow; it marks the schemas that it is given. */
function prepare(schema: Json, draft: Draft): JsonObject | boolean {
  if (!isObject(schema)) return schema as boolean;
  const copy: JsonObject = {};
  const children = subschemas(schema, '');
  const holders = new Set(children.map((child) => child.keyword));
  for (const [keyword, value] of Object.entries(schema)) {
    if (isLeftOut(keyword, draft)) continue;
    if (!holders.has(keyword)) setMember(copy, keyword, structuredClone(value));
    else setMember(copy, keyword, Array.isArray(value) ? [...value] : { ...(value as JsonObject) });
  }
  for (const { keyword, name, schema: child } of children) {
    if (!Object.hasOwn(copy, keyword)) continue;
    const prepared = prepare(child, draft);
    if (name === undefined) copy[keyword] = prepared;
    else setMember(copy[keyword] as JsonObject, String(name), prepared);
  }
  return copy;
}

function isLeftOut(keyword: string, draft: Draft): boolean {
  if (keyword === 'format' || keyword === '$schema') return true;
  if (keyword === (draft === '4' ? '$id' : 'id')) return true;
  const countsContains = draft === '2019-09' || draft === '2020-12';
  if (!countsContains && (keyword === 'minContains' || keyword === 'maxContains')) return true;
  return keywordStanding(keyword, draft) !== 'known';
}

function survey(root: Json, unsupported: readonly string[]): { patterns: string[]; isUnsupported: boolean } {
  const found = new Set<string>();
  let isUnsupported = false;
  const pending: Json[] = [root];
  for (let schema = pending.pop(); schema !== undefined; schema = pending.pop()) {
    if (!isObject(schema)) continue;
    const { pattern, patternProperties } = schema;
    if (typeof pattern === 'string') found.add(pattern);
    for (const name of isObject(patternProperties) ? Object.keys(patternProperties) : []) found.add(name);
    if (unsupported.some((keyword) => Object.hasOwn(schema as JsonObject, keyword))) isUnsupported = true;
    for (const child of subschemas(schema, '')) pending.push(child.schema);
  }
  return { patterns: [...found], isUnsupported };
}

function textsIn(document: Json): string[] {
  const found = new Set<string>();
  const pending: Json[] = [document];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value === 'string') found.add(value);
    if (typeof value !== 'object' || value === null) continue;
    if (isObject(value)) for (const key of Object.keys(value)) found.add(key);
    for (const child of Object.values(value)) pending.push(child);
  }
  return [...found];
}
