import { canonicalText, isObject, type Json, type JsonObject, member, withinLimits } from '../json';
import { childPointer } from '../json-pointer';
import { type Compiled, compileSchema, type FormatPolicy } from '../schema/compile';
import { type Draft, declaredDraft } from '../schema/draft';
import { NodeStore } from '../schema/node';
import { type Place, Resources } from '../schema/resources';
import { SCHEMA_LIMITS, type SchemaContext, withAbsoluteIds } from '../schema/source';
import { Patterns } from '../solve/pattern';
import type { ContractChange } from './change';
import { isConstraint } from './constraint';
import { areExclusive } from './exclusive';
import { addedFields, removedField } from './field-changes';
import {
  addedAlternative,
  alternativesChange,
  annotationChange,
  constraintChange,
  type ObjectPair,
  permissionChange,
  pointers,
  removedAlternative,
  typeChange,
  undecidedChange,
  unexplained,
  valuesChange,
} from './named-change';
import {
  align,
  anything,
  follow,
  gatherFields,
  isNotedOnly,
  itemPlaces,
  type Pair,
  parts,
  placeOf,
  places,
} from './places';

export type DiffOptions = {
  /** The draft of a schema without a known `$schema`. Default `2020-12`. */
  draft?: Draft;
  /** Whether `format` rejects documents. Default `annotation`: a changed `format` is a changed annotation. */
  formats?: FormatPolicy;
  /** Where each version is and the other documents it refers to. A pointer into one of these begins with its URI. */
  contexts?: { a?: SchemaContext; b?: SchemaContext };
};

const MAX_COMPARISONS = 200_000;

/**
 * What changed between two versions of a contract, keyword by keyword, with `$ref` resolved inside each document and fields
 * gathered through `allOf`. The classes are the contract rules: a removed field, a new required field, fewer values and a
 * narrower type break; a new optional field and more values add. A change that no rule explains is `undecided`.
 * The class names the change for its reader; whether documents really break is what `checkContainment` decides.
 */
export function diffContract(older: Json, newer: Json, options: DiffOptions = {}): ContractChange[] {
  if (![older, newer].every((schema) => withinLimits(schema, SCHEMA_LIMITS))) {
    return [unexplained('a schema is too large or nested too deeply to compare')];
  }
  const { a, b } = options.contexts ?? {};
  if (wholeText(older, a) === wholeText(newer, b)) return [];
  try {
    return new Comparison(older, newer, options).run();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [unexplained('the schemas refer to each other too deeply to compare')];
  }
}

/** A schema with the other documents it may refer to, as one text. */
function wholeText(schema: Json, { documents }: SchemaContext = {}): string {
  const others = [...(documents ?? [])].map(
    ([uri, other]) => `${JSON.stringify(uri)}:${canonicalText(other)}`,
  );
  return [canonicalText(schema), ...others.sort()].join('\n');
}

const FIELD_KEYWORDS = new Set(['properties', 'required']);
const DEFINITION_KEYWORDS = ['definitions', '$defs'];
/** Keywords whose subschema narrows the schema as it narrows itself; absent they allow everything. */
const COVARIANT_KEYWORDS = new Set(['additionalProperties', 'propertyNames', 'additionalItems', 'contains']);
const ITEM_KEYWORDS = new Set(['items', 'prefixItems', 'additionalItems']);

class Comparison {
  private readonly changes: ContractChange[] = [];
  private readonly compared = new Set<string>();
  private readonly noted = new Set<string>();
  private readonly patterns = new Patterns();
  private readonly drafts: { older: Draft; newer: Draft };
  private readonly olderResources: Resources;
  private readonly newerResources: Resources;
  private readonly formats: FormatPolicy;
  private readonly meanings: { older: Compiled; newer: Compiled };

  constructor(older: Json, newer: Json, options: DiffOptions) {
    const fallback = options.draft ?? '2020-12';
    this.drafts = { older: declaredDraft(older) ?? fallback, newer: declaredDraft(newer) ?? fallback };
    this.formats = options.formats ?? 'annotation';
    const sources = {
      older: withAbsoluteIds({ schema: older, ...options.contexts?.a }, this.drafts.older),
      newer: withAbsoluteIds({ schema: newer, ...options.contexts?.b }, this.drafts.newer),
    };
    this.olderResources = new Resources(sources.older, this.drafts.older);
    this.newerResources = new Resources(sources.newer, this.drafts.newer);
    const store = new NodeStore();
    // One side for both: nodes of equal meaning then have equal ids.
    const common = { side: 'a', formats: this.formats, interpretation: 'ajv' } as const;
    this.meanings = {
      older: compileSchema(store, sources.older, { ...common, draft: this.drafts.older }),
      newer: compileSchema(store, sources.newer, { ...common, draft: this.drafts.newer }),
    };
  }

  run(): ContractChange[] {
    this.compare({ older: this.olderResources.root, newer: this.newerResources.root });
    this.compareDefinitions();
    const same = this.meanings.older.root === this.meanings.newer.root;
    const explained = this.changes.some((change) => change.class !== 'annotation');
    if (!same && !explained) {
      this.changes.push(unexplained('the schemas differ in a way that no rule explains'));
    } else if (this.changes.length === 0)
      this.add(annotationChange('notation', { olderPointer: '', newerPointer: '' }));
    return this.changes;
  }

  /** Compares two schemas, unless these two have been compared. */
  private compare(pair: Pair, fieldsDone = false): void {
    const older = follow(this.olderResources, pair.older);
    const newer = follow(this.newerResources, pair.newer);
    if (older.schema === true && newer.schema === true) return;
    const key = JSON.stringify([
      older.pointer,
      older.schema === true,
      newer.pointer,
      newer.schema === true,
      fieldsDone,
    ]);
    if (this.compared.has(key)) return;
    this.compared.add(key);
    if (this.compared.size > MAX_COMPARISONS) {
      if (this.compared.size === MAX_COMPARISONS + 1)
        this.changes.push(unexplained('too many schemas to compare'));
      return;
    }
    const at = { olderPointer: older.pointer, newerPointer: newer.pointer };
    if (older.schema === false || newer.schema === false) {
      if (older.schema !== newer.schema) this.add(permissionChange(at, newer.schema !== false));
      return;
    }
    const objects = {
      older: isObject(older.schema) ? older.schema : {},
      newer: isObject(newer.schema) ? newer.schema : {},
      olderAt: older,
      newerAt: newer,
    };
    if (!fieldsDone) this.compareFields(objects);
    this.add(typeChange(objects));
    this.add(valuesChange(objects));
    this.compareItems(objects);
    this.compareParts(objects);
    this.compareAlternatives(objects, 'anyOf');
    this.compareAlternatives(objects, 'oneOf');
    for (const keyword of new Set([...Object.keys(objects.older), ...Object.keys(objects.newer)])) {
      this.compareKeyword(keyword, objects);
    }
  }

  /** Fields and which of them are required, gathered through `allOf` and `$ref`. */
  private compareFields(pair: ObjectPair): void {
    const older = gatherFields(this.olderResources, pair.olderAt);
    const newer = gatherFields(this.newerResources, pair.newerAt);
    const at = { olderAt: pair.olderAt.pointer, newerAt: pair.newerAt.pointer };
    for (const [name, places] of older.fields) {
      const successors = newer.fields.get(name);
      if (successors === undefined) {
        this.add(removedField(name, places, at));
        continue;
      }
      for (let index = 0; index < Math.max(places.length, successors.length); index += 1) {
        const olderPlace = places[index] ?? anything(places[0] as Place);
        const newerPlace = successors[index] ?? anything(successors[0] as Place);
        this.compare({ older: olderPlace, newer: newerPlace });
      }
    }
    for (const change of addedFields(older, newer, at)) this.add(change);
  }

  /** Items position by position; a position without a schema of its own has that of the rest. */
  private compareItems(pair: ObjectPair): void {
    const older = itemPlaces(this.olderResources, pair.olderAt, pair.older, this.drafts.older);
    const newer = itemPlaces(this.newerResources, pair.newerAt, pair.newer, this.drafts.newer);
    const positions = Math.max(older.tuple.length, newer.tuple.length);
    for (let index = 0; index < positions; index += 1) {
      this.compare({ older: older.tuple[index] ?? older.rest, newer: newer.tuple[index] ?? newer.rest });
    }
    this.compare({ older: older.rest, newer: newer.rest });
  }

  /** The branches of `allOf` and what a `$ref` with siblings leads to: equal ones first, then in order; what has no partner is compared with a schema that allows all. */
  private compareParts(pair: ObjectPair): void {
    const older = parts(this.olderResources, pair.olderAt, pair.older);
    const newer = parts(this.newerResources, pair.newerAt, pair.newer);
    const { pairs, olderLeft, newerLeft } = align(older, newer);
    for (const aligned of pairs) this.compare(aligned, true);
    for (const place of olderLeft) this.compare({ older: place, newer: anything(pair.newerAt) }, true);
    for (const place of newerLeft) this.compare({ older: anything(pair.olderAt), newer: place }, true);
  }

  private compareAlternatives(pair: ObjectPair, keyword: 'anyOf' | 'oneOf'): void {
    const older = places(this.olderResources, pair.olderAt, pair.older, keyword);
    const newer = places(this.newerResources, pair.newerAt, pair.newer, keyword);
    const at = pointers(pair, keyword);
    if (older.length === 0 && newer.length === 0) return;
    if (older.length === 0 || newer.length === 0) {
      this.add(alternativesChange(keyword, older.length === 0, at));
      return;
    }
    const { pairs, olderLeft, newerLeft } = align(older, newer, older.length !== newer.length);
    for (const aligned of pairs) this.compare(aligned);
    const changed = pairs.some(({ older: before, newer: after }) => !this.meanSame(before, after));
    if (keyword === 'oneOf' && changed && !areExclusive(this.newerResources, newer))
      this.add(undecidedChange(keyword, at));
    for (const place of olderLeft) {
      this.add(removedAlternative(keyword, { ...at, olderPointer: place.pointer }));
    }
    for (const place of newerLeft)
      this.add(addedAlternative(keyword, { ...at, newerPointer: place.pointer }));
  }

  /** Every keyword that no rule above has dealt with. */
  private compareKeyword(keyword: string, pair: ObjectPair): void {
    if (HANDLED.has(keyword) || FIELD_KEYWORDS.has(keyword)) return;
    const older = member(pair.older, keyword);
    const newer = member(pair.newer, keyword);
    const at = pointers(pair, keyword);
    const sameText =
      older !== undefined && newer !== undefined && canonicalText(older) === canonicalText(newer);
    if (COVARIANT_KEYWORDS.has(keyword)) {
      this.compare({
        older: placeOf(this.olderResources, pair.olderAt, pair.older, keyword),
        newer: placeOf(this.newerResources, pair.newerAt, pair.newer, keyword),
      });
      if (keyword === 'contains' && (older === undefined) !== (newer === undefined))
        this.add(constraintChange(keyword, older, newer, at, this.patterns));
      return;
    }
    if (keyword === 'patternProperties' && isObject(older) && isObject(newer)) {
      this.comparePatternProperties(older, newer, pair);
      return;
    }
    if (
      keyword === '$ref' &&
      leads(this.olderResources, pair.olderAt, older) &&
      leads(this.newerResources, pair.newerAt, newer)
    )
      return;
    if (UNRULED_KEYWORDS.has(keyword)) {
      if (!this.means(pair, keyword)) this.add(undecidedChange(keyword, at));
      else if (!sameText) this.add(annotationChange(keyword, at));
      return;
    }
    if (sameText) return;
    if (isConstraint(keyword)) this.add(constraintChange(keyword, older, newer, at, this.patterns));
    else if (keyword === 'format' && this.formats === 'annotation') this.add(annotationChange(keyword, at));
    else if (keyword === '$schema' && this.drafts.older === this.drafts.newer)
      this.add(annotationChange(keyword, at));
    else if (keyword !== '$schema' && isNotedOnly(keyword)) this.add(annotationChange(keyword, at));
    else this.add(undecidedChange(keyword, at));
  }

  private comparePatternProperties(older: JsonObject, newer: JsonObject, pair: ObjectPair): void {
    for (const pattern of new Set([...Object.keys(older), ...Object.keys(newer)])) {
      const olderPlace = this.olderResources.at(
        childPointer(pair.olderAt.pointer, 'patternProperties', pattern),
      );
      const newerPlace = this.newerResources.at(
        childPointer(pair.newerAt.pointer, 'patternProperties', pattern),
      );
      if (olderPlace !== undefined && newerPlace !== undefined)
        this.compare({ older: olderPlace, newer: newerPlace });
      else this.add(undecidedChange('patternProperties', pointers(pair, 'patternProperties')));
    }
  }

  /** Definitions that nothing in the document refers to may still be referred to from other documents. */
  private compareDefinitions(): void {
    const { root: older } = this.olderResources;
    const { root: newer } = this.newerResources;
    for (const keyword of DEFINITION_KEYWORDS) {
      const before = definitionsOf(older.schema, keyword);
      const after = definitionsOf(newer.schema, keyword);
      for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
        const at = {
          olderPointer: childPointer('', keyword, name),
          newerPointer: childPointer('', keyword, name),
        };
        const olderPlace = this.olderResources.at(at.olderPointer);
        const newerPlace = this.newerResources.at(at.newerPointer);
        if (olderPlace !== undefined && newerPlace !== undefined)
          this.compare({ older: olderPlace, newer: newerPlace });
        else if (newerPlace !== undefined) {
          this.add({
            ...at,
            kind: 'definition-added',
            class: 'additive',
            name,
            message: `definition ${JSON.stringify(name)} was added`,
          });
        } else if (
          this.changes.every((change) => change.class === 'annotation' || change.class === 'additive')
        ) {
          const message = `definition ${JSON.stringify(name)} was removed; other documents may refer to it`;
          this.add({ ...at, kind: 'definition-removed', class: 'undecided', name, message });
        }
      }
    }
  }

  /** Notes a change once, however many ways lead to it. */
  private add(change: ContractChange | undefined): void {
    if (change === undefined) return;
    const key = JSON.stringify([change.kind, change.olderPointer, change.newerPointer, change.message]);
    if (this.noted.has(key)) return;
    this.noted.add(key);
    this.changes.push(change);
  }

  private meanSame(older: Place, newer: Place): boolean {
    return this.meanings.older.at(older.pointer) === this.meanings.newer.at(newer.pointer);
  }

  /** Whether what a keyword holds means the same in both, references followed. */
  private means(pair: ObjectPair, keyword: string): boolean {
    const nodes = (compiled: Compiled, place: Place, schema: JsonObject) => {
      const at = childPointer(place.pointer, keyword);
      const value = member(schema, keyword);
      const children = typeof value === 'object' && value !== null ? Object.keys(value) : [];
      return [at, ...children.map((name) => childPointer(at, name))]
        .map((pointer) => compiled.at(pointer))
        .join();
    };
    return (
      nodes(this.meanings.older, pair.olderAt, pair.older) ===
      nodes(this.meanings.newer, pair.newerAt, pair.newer)
    );
  }
}

/** Keywords that have a rule of their own. */
const HANDLED = new Set([
  'type',
  'enum',
  'const',
  'allOf',
  'anyOf',
  'oneOf',
  ...ITEM_KEYWORDS,
  ...DEFINITION_KEYWORDS,
]);

/** Keywords that hold schemas no rule compares; only whether they mean the same is seen. */
const UNRULED_KEYWORDS = new Set([
  'not',
  'if',
  'then',
  'else',
  'dependencies',
  'dependentSchemas',
  'contentSchema',
]);

/** Whether a `$ref` is absent or resolved, so that the parts compare what it leads to. */
function leads(resources: Resources, place: Place, reference: Json | undefined): boolean {
  if (reference === undefined) return true;
  return typeof reference === 'string' && resources.resolve(reference, place.base) !== undefined;
}

function definitionsOf(schema: Json, keyword: string): JsonObject {
  const value = isObject(schema) ? member(schema, keyword) : undefined;
  return isObject(value) ? value : {};
}
