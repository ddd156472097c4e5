import { canonicalText, isObject, type Json, type JsonObject, member, withinLimits } from '../json';
import { childPointer } from '../json-pointer';
import { type Compiled, compileSchema, type FormatPolicy } from '../schema/compile';
import { type Draft, declaredDraft } from '../schema/draft';
import { NodeStore } from '../schema/node';
import { type Place, Resources } from '../schema/resources';
import { type SchemaContext, withAbsoluteIds } from '../schema/source';
import { Patterns } from '../solve/pattern';
import type { ContractChange } from './change';
import { constraintDirection, isConstraint } from './constraint';
import { areExclusive } from './exclusive';
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
import { ALL_TYPES, allowedValues, coversType, typeNames, without } from './values';

export type DiffOptions = {
  /** The draft of a schema without a known `$schema`. Default `2020-12`. */
  draft?: Draft;
  /** Whether `format` rejects documents. Default `annotation`: a changed `format` is a changed annotation. */
  formats?: FormatPolicy;
  /** Where each version is and the other documents it refers to. A pointer into one of these begins with its URI. */
  contexts?: { a?: SchemaContext; b?: SchemaContext };
};

const SCHEMA_LIMITS = { maxDepth: 256, maxNodes: 400_000 };
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

/** Two places whose schemas are objects, or count as the empty one. */
type ObjectPair = { older: JsonObject; newer: JsonObject; olderAt: Place; newerAt: Place };

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
    const common = { side: 'a', formats: this.formats, refSiblings: 'evaluated' } as const;
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
      this.addAnnotation('notation', { olderPointer: '', newerPointer: '' });
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
      if (older.schema === newer.schema) return;
      if (newer.schema === false) {
        this.add({
          ...at,
          kind: 'schema-forbidden',
          class: 'breaking',
          message: `${spot(at.newerPointer)} now allows nothing`,
        });
      } else {
        this.add({
          ...at,
          kind: 'schema-allowed',
          class: 'additive',
          message: `${spot(at.newerPointer)} allowed nothing before`,
        });
      }
      return;
    }
    const objects = {
      older: isObject(older.schema) ? older.schema : {},
      newer: isObject(newer.schema) ? newer.schema : {},
      olderAt: older,
      newerAt: newer,
    };
    if (!fieldsDone) this.compareFields(objects);
    this.compareType(objects);
    this.compareValues(objects);
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
    const olderAt = pair.olderAt.pointer;
    const newerAt = pair.newerAt.pointer;
    for (const [name, places] of older.fields) {
      const successors = newer.fields.get(name);
      if (successors === undefined) {
        this.add({
          kind: 'property-removed',
          class: 'breaking',
          name,
          olderPointer: (places[0] as Place).pointer,
          newerPointer: childPointer(newerAt, 'properties', name),
          message: `field ${JSON.stringify(name)} was removed`,
        });
        continue;
      }
      for (let index = 0; index < Math.max(places.length, successors.length); index += 1) {
        const olderPlace = places[index] ?? anything(places[0] as Place);
        const newerPlace = successors[index] ?? anything(successors[0] as Place);
        this.compare({ older: olderPlace, newer: newerPlace });
      }
    }
    for (const [name, places] of newer.fields) {
      if (older.fields.has(name) || newer.required.has(name)) continue;
      this.add({
        kind: 'property-added',
        class: 'additive',
        name,
        olderPointer: childPointer(olderAt, 'properties', name),
        newerPointer: (places[0] as Place).pointer,
        message: `optional field ${JSON.stringify(name)} was added`,
      });
    }
    for (const name of newer.required) {
      if (older.required.has(name)) continue;
      const place = newer.fields.get(name)?.[0];
      if (place !== undefined && !older.fields.has(name)) {
        this.add({
          kind: 'required-property-added',
          class: 'breaking',
          name,
          olderPointer: childPointer(olderAt, 'properties', name),
          newerPointer: place.pointer,
          message: `required field ${JSON.stringify(name)} was added`,
        });
      } else this.addRequired('property-became-required', name, olderAt, newerAt);
    }
    for (const name of older.required) {
      const removed = older.fields.has(name) && !newer.fields.has(name);
      if (!newer.required.has(name) && !removed)
        this.addRequired('property-became-optional', name, olderAt, newerAt);
    }
  }

  private addRequired(
    kind: 'property-became-required' | 'property-became-optional',
    name: string,
    olderAt: string,
    newerAt: string,
  ): void {
    const at = {
      name,
      olderPointer: childPointer(olderAt, 'required'),
      newerPointer: childPointer(newerAt, 'required'),
    };
    if (kind === 'property-became-required') {
      this.add({ ...at, kind, class: 'breaking', message: `field ${JSON.stringify(name)} became required` });
    } else
      this.add({ ...at, kind, class: 'additive', message: `field ${JSON.stringify(name)} became optional` });
  }

  private compareType(pair: ObjectPair): void {
    const older = typeNames(member(pair.older, 'type'));
    const newer = typeNames(member(pair.newer, 'type'));
    const removed = older.filter((name) => !coversType(newer, name));
    const added = newer.filter((name) => !coversType(older, name));
    const at = pointers(pair, 'type');
    const before = older.length === ALL_TYPES.length ? 'any' : older.join(' or ');
    const after = newer.length === ALL_TYPES.length ? 'any' : newer.join(' or ');
    const message = `type changed from ${before} to ${after}`;
    if (removed.length > 0 && added.length > 0) {
      this.add({ ...at, kind: 'type-changed', class: 'breaking', removed, added, message });
    } else if (removed.length > 0)
      this.add({ ...at, kind: 'type-narrowed', class: 'breaking', removed, message });
    else if (added.length > 0) this.add({ ...at, kind: 'type-widened', class: 'additive', added, message });
  }

  private compareValues(pair: ObjectPair): void {
    const older = allowedValues(pair.older);
    const newer = allowedValues(pair.newer);
    const at = pointers(pair, newer?.keyword ?? older?.keyword ?? 'enum', older?.keyword);
    if (older === undefined && newer === undefined) return;
    if (older === undefined && newer !== undefined) {
      const message = `only ${list(newer.values)} are allowed now, any value before`;
      this.add({ ...at, kind: 'values-restricted', class: 'breaking', allowed: newer.values, message });
    } else if (older !== undefined && newer === undefined) {
      const message = `only ${list(older.values)} were allowed, no values are listed now`;
      this.add({ ...at, kind: 'values-unrestricted', class: 'additive', message });
    } else if (older !== undefined && newer !== undefined) {
      const removed = without(older.values, newer.values);
      const added = without(newer.values, older.values);
      if (removed.length > 0) {
        const message = `allowed values ${list(removed)} were removed`;
        this.add({ ...at, kind: 'values-narrowed', class: 'breaking', removed, added, message });
      } else if (added.length > 0) {
        this.add({
          ...at,
          kind: 'values-widened',
          class: 'additive',
          added,
          message: `allowed values ${list(added)} were added`,
        });
      }
    }
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
    if (older.length === 0) {
      this.add({
        ...at,
        kind: 'constraint-tightened',
        class: 'breaking',
        keyword,
        message: `${keyword} was added`,
      });
      return;
    }
    if (newer.length === 0) {
      this.add({
        ...at,
        kind: 'constraint-loosened',
        class: 'additive',
        keyword,
        message: `${keyword} was removed`,
      });
      return;
    }
    const { pairs, olderLeft, newerLeft } = align(older, newer, older.length !== newer.length);
    for (const aligned of pairs) this.compare(aligned);
    const changed = pairs.some(({ older: before, newer: after }) => !this.meanSame(before, after));
    if (keyword === 'oneOf' && changed && !areExclusive(this.newerResources, newer))
      this.addUndecided(keyword, at);
    for (const place of olderLeft) {
      const message = `an alternative of ${keyword} was removed`;
      this.add({
        ...at,
        olderPointer: place.pointer,
        kind: 'alternative-removed',
        class: 'breaking',
        keyword,
        message,
      });
    }
    for (const place of newerLeft) {
      // A document that fits the new alternative and an old one fits `oneOf` no longer.
      const message =
        keyword === 'anyOf'
          ? `an alternative of anyOf was added`
          : 'an alternative of oneOf was added; documents that fit it and another alternative are rejected now';
      const changeClass = keyword === 'anyOf' ? 'additive' : 'undecided';
      this.add({
        ...at,
        newerPointer: place.pointer,
        kind: 'alternative-added',
        class: changeClass,
        keyword,
        message,
      });
    }
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
        this.addConstraint(keyword, older, newer, at);
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
      if (!this.means(pair, keyword)) this.addUndecided(keyword, at);
      else if (!sameText) this.addAnnotation(keyword, at);
      return;
    }
    if (sameText) return;
    if (isConstraint(keyword)) this.addConstraint(keyword, older, newer, at);
    else if (keyword === 'format' && this.formats === 'annotation') this.addAnnotation(keyword, at);
    else if (keyword === '$schema' && this.drafts.older === this.drafts.newer)
      this.addAnnotation(keyword, at);
    else if (keyword !== '$schema' && isNotedOnly(keyword)) this.addAnnotation(keyword, at);
    else this.addUndecided(keyword, at);
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
      else this.addUndecided('patternProperties', pointers(pair, 'patternProperties'));
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

  private addConstraint(
    keyword: string,
    older: Json | undefined,
    newer: Json | undefined,
    at: Pointers,
  ): void {
    const moved =
      keyword === 'contains'
        ? older === undefined
          ? 'tightened'
          : 'loosened'
        : constraintDirection(keyword, older, newer, this.patterns);
    const from = older === undefined ? 'absent' : excerpt(older);
    const to = newer === undefined ? 'absent' : excerpt(newer);
    const message = `${keyword} changed from ${from} to ${to}`;
    switch (moved) {
      case 'tightened':
        this.add({ ...at, kind: 'constraint-tightened', class: 'breaking', keyword, message });
        break;
      case 'loosened':
        this.add({ ...at, kind: 'constraint-loosened', class: 'additive', keyword, message });
        break;
      case 'undecided':
        this.add({ ...at, kind: 'keyword-changed', class: 'undecided', keyword, message });
        break;
    }
  }

  private addAnnotation(keyword: string, at: Pointers): void {
    this.add({
      ...at,
      kind: 'annotation-changed',
      class: 'annotation',
      keyword,
      message: `annotation ${keyword} changed`,
    });
  }

  private addUndecided(keyword: string, at: Pointers): void {
    const message = `${keyword} changed in a way that these rules do not decide`;
    this.add({ ...at, kind: 'keyword-changed', class: 'undecided', keyword, message });
  }

  /** Notes a change once, however many ways lead to it. */
  private add(change: ContractChange): void {
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

type Pointers = { olderPointer: string; newerPointer: string };

function pointers(pair: ObjectPair, keyword: string, olderKeyword = keyword): Pointers {
  return {
    olderPointer: childPointer(pair.olderAt.pointer, olderKeyword),
    newerPointer: childPointer(pair.newerAt.pointer, keyword),
  };
}

function definitionsOf(schema: Json, keyword: string): JsonObject {
  const value = isObject(schema) ? member(schema, keyword) : undefined;
  return isObject(value) ? value : {};
}

function unexplained(message: string): ContractChange {
  return { kind: 'unexplained', class: 'undecided', olderPointer: '', newerPointer: '', message };
}

function spot(pointer: string): string {
  return pointer === '' ? 'the schema' : pointer;
}

const MAX_LISTED = 8;

function list(values: readonly Json[]): string {
  const shown = values.slice(0, MAX_LISTED).map(excerpt).join(', ');
  return values.length > MAX_LISTED ? `${shown} and ${values.length - MAX_LISTED} more` : shown;
}

function excerpt(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
