import { isObject, type Json, type JsonObject, member } from '../json';
import { declaredMembers, isNameList, tailNode, tupleLength } from './assertions';
import type { Site } from './dynamic-scope';
import type { Reach } from './in-place-parts';
import type { NodeId } from './node';
import { keywordStanding } from './vocabulary';

const IN_PLACE = {
  references: ['$ref', '$dynamicRef', '$recursiveRef'],
  one: ['not', 'if'],
  conditional: ['then', 'else'],
  lists: ['allOf', 'anyOf', 'oneOf'],
  maps: ['dependentSchemas', 'dependencies'],
} as const;

/** Levels followed inside each other before the rest waits its turn: a chain of them must not use up the stack. */
const MAX_NESTED = 64;
/** As many places as are compiled: beyond them what is declared is not known. */
const MAX_PLACES = 500_000;
/** More parts than this are not copied into the schemas around them. */
const MAX_COPIED = 16;

/** A schema about an object, or about the name of a member. */
type View = 'members' | 'names';

/**
 * What members a schema declares: a schema that every value satisfies, which names them place by place. It holds at once what
 * the schema says in whatever branch: at one place speak all subschemas that may judge the same value, through references,
 * `allOf`, `anyOf`, `oneOf`, `not`, `if`, `then`, `else`, `dependentSchemas` and `dependencies`. A member is declared there
 * - by its name in `properties`, `required` or a dependency, as a member of a value of `enum` or `const`, or as one of the
 *   names that `propertyNames` lists by `enum` or `const`;
 * - by a pattern of `patternProperties` or `propertyNames` that its name matches;
 * - whatever its name, by `additionalProperties` or `unevaluatedProperties` that say something of it and do not forbid it.
 */
export class Declarations {
  private readonly nodes = new Map<string, NodeId | 'open'>();
  private readonly waiting: { site: Site; view: View }[] = [];
  private nested = 0;

  /** @param prefix tells the references of these declarations from all others in the store. */
  constructor(
    private readonly reach: Reach,
    private readonly prefix: string,
  ) {}

  of(root: Site): NodeId {
    const node = this.at(root);
    for (let next = this.waiting.pop(); next; next = this.waiting.pop()) this.at(next.site, next.view);
    return node;
  }

  private at(site: Site, view: View = 'members'): NodeId {
    const { store } = this.reach;
    const key = keyOf(site, view);
    const known = this.nodes.get(key);
    const reference = `${this.prefix} ${key}`;
    if (known === 'open') return store.reference(reference);
    if (known !== undefined) return known;
    if (this.nodes.size > MAX_PLACES) {
      const message = 'the schema has too many parts';
      return store.leaf({ kind: 'opaque', reason: { code: 'budget', message } });
    }
    if (this.nested >= MAX_NESTED) {
      this.waiting.push({ site, view });
      return store.reference(reference);
    }
    this.nodes.set(key, 'open');
    this.nested += 1;
    const own = view === 'members' ? this.spokenOf(site) : this.namesOf(site);
    const node = store.all([...own, ...this.partsOf(site).map((part) => this.inPlace(part, view))]);
    this.nested -= 1;
    this.nodes.set(key, node);
    store.bind(reference, node);
    return node;
  }

  /** A long list is referred to: it would be copied into every place that it stands in. */
  private inPlace(site: Site, view: View): NodeId {
    const { store } = this.reach;
    const id = this.at(site, view);
    const node = store.get(id);
    return node.kind === 'all' && node.of.length > MAX_COPIED
      ? store.reference(`${this.prefix} ${keyOf(site, view)}`)
      : id;
  }

  private partsOf(site: Site): Site[] {
    const { reach } = this;
    const { schema, draft } = site.place;
    if (!isObject(schema)) return [];
    const isKnown = (keyword: string) =>
      member(schema, keyword) !== undefined && keywordStanding(keyword, draft) === 'known';
    const conditional = member(schema, 'if') === undefined ? [] : IN_PLACE.conditional;
    return [
      ...IN_PLACE.references.filter(isKnown).flatMap((keyword) => {
        const reference = member(schema, keyword);
        const target = typeof reference === 'string' ? reach.targetOf(keyword, reference, site) : undefined;
        return target === undefined ? [] : [target];
      }),
      ...[...IN_PLACE.one, ...conditional]
        .filter(isKnown)
        .map((keyword) => this.child(site, schema, keyword)),
      ...IN_PLACE.lists.flatMap((keyword) => {
        const list = member(schema, keyword);
        return Array.isArray(list)
          ? list.map((item, index) => reach.childSite(item, site, keyword, index))
          : [];
      }),
      ...IN_PLACE.maps.filter(isKnown).flatMap((keyword) =>
        entriesOf(schema, keyword)
          .filter(([, item]) => !isNameList(item))
          .map(([name, item]) => reach.childSite(item, site, keyword, name)),
      ),
    ];
  }

  /** What one schema says of members and items, itself, without the others in its place. */
  private spokenOf(site: Site): NodeId[] {
    const { schema } = site.place;
    if (!isObject(schema)) return [];
    return [
      ...namesIn(schema, site.place.draft).map((name) => this.named(name)),
      ...this.membersOf(site, schema),
      ...this.itemsOf(site, schema),
      ...valuesOf(schema).map((values) => this.inValues(values)),
    ];
  }

  private named(name: string, schema: NodeId = this.reach.store.true): NodeId {
    return this.reach.store.leaf({ kind: 'property', name, schema });
  }

  private matching(pattern: string, schema: NodeId = this.reach.store.true): NodeId {
    return this.reach.store.leaf({ kind: 'patternProperty', pattern, schema });
  }

  private membersOf(site: Site, schema: JsonObject): NodeId[] {
    const below = (keyword: string) => (item: Json, name: string) =>
      this.at(this.reach.childSite(item, site, keyword, name));
    const property = below('properties');
    const byPattern = below('patternProperties');
    return [
      ...entriesOf(schema, 'properties').map(([name, item]) => this.named(name, property(item, name))),
      ...entriesOf(schema, 'patternProperties').map(([name, item]) =>
        this.matching(name, byPattern(item, name)),
      ),
      ...this.others(site, schema, 'additionalProperties', declaredMembers(schema)),
      ...this.others(site, schema, 'unevaluatedProperties', { names: [], patterns: [] }),
      ...(has(site, schema, 'propertyNames')
        ? [this.at(this.child(site, schema, 'propertyNames'), 'names')]
        : []),
    ];
  }

  /** Members that are named nowhere are declared by a schema that says something of them: `true` does not, `false` forbids. */
  private others(
    site: Site,
    schema: JsonObject,
    keyword: string,
    named: { names: string[]; patterns: string[] },
  ): NodeId[] {
    if (!has(site, schema, keyword)) return [];
    const { store } = this.reach;
    const child = this.child(site, schema, keyword);
    const node = this.reach.nodeOf(child);
    const spoken = this.at(child);
    const isSilent = node === store.false || (node === store.true && spoken === store.true);
    return isSilent ? [] : [store.additional({ ...named, schema: spoken })];
  }

  /** What one schema says of names. */
  private namesOf({ place: { schema } }: Site): NodeId[] {
    if (!isObject(schema)) return [];
    const pattern = member(schema, 'pattern');
    const names = valuesOf(schema)
      .flat()
      .filter((value) => typeof value === 'string');
    return [
      ...names.map((name) => this.named(name)),
      ...(typeof pattern === 'string' ? [this.matching(pattern)] : []),
    ];
  }

  private itemsOf(site: Site, schema: JsonObject): NodeId[] {
    const { store } = this.reach;
    const { draft } = site.place;
    const items = member(schema, 'items');
    const tuple = has(site, schema, 'prefixItems') ? member(schema, 'prefixItems') : items;
    const tupleKeyword = tuple === items ? 'items' : 'prefixItems';
    const tail = (keyword: string, from: number) =>
      has(site, schema, keyword) ? [tailNode(store, from, this.at(this.child(site, schema, keyword)))] : [];
    return [
      ...(Array.isArray(tuple) ? tuple : []).map((item, index) =>
        store.leaf({
          kind: 'item',
          index,
          schema: this.at(this.reach.childSite(item, site, tupleKeyword, index)),
        }),
      ),
      ...(Array.isArray(items)
        ? tail('additionalItems', items.length)
        : tail('items', draft === '2020-12' ? tupleLength(schema, draft) : 0)),
      ...tail('contains', 0),
      ...tail('unevaluatedItems', 0),
    ];
  }

  /** The members of listed values, and those inside of them. */
  private inValues(values: readonly Json[]): NodeId {
    const { store } = this.reach;
    const members = new Map<string, Json[]>();
    for (const value of values.filter(isObject))
      for (const [name, inner] of Object.entries(value))
        members.set(name, [...(members.get(name) ?? []), inner]);
    const items = values.filter((value) => Array.isArray(value)).flat();
    return store.all([
      ...[...members].map(([name, inner]) => this.named(name, this.inValues(inner))),
      ...(items.length > 0 ? [tailNode(store, 0, this.inValues(items))] : []),
    ]);
  }

  private child(site: Site, schema: JsonObject, keyword: string): Site {
    return this.reach.childSite(member(schema, keyword) as Json, site, keyword);
  }
}

function keyOf({ place, scope }: Site, view: View): string {
  return `${view} ${scope.key} ${place.pointer}`;
}

function has({ place }: Site, schema: JsonObject, keyword: string): boolean {
  return member(schema, keyword) !== undefined && keywordStanding(keyword, place.draft) === 'known';
}

function entriesOf(schema: JsonObject, keyword: string): [string, Json][] {
  const value = member(schema, keyword);
  return isObject(value) ? Object.entries(value) : [];
}

/** The names in `required` and in dependencies, on either side. */
function namesIn(schema: JsonObject, draft: Site['place']['draft']): string[] {
  const required = member(schema, 'required');
  const dependencies = ['dependentRequired', 'dependentSchemas', 'dependencies']
    .filter((keyword) => keywordStanding(keyword, draft) === 'known')
    .flatMap((keyword) => entriesOf(schema, keyword));
  return [
    ...(required !== undefined && isNameList(required) ? required : []),
    ...dependencies.flatMap(([name, item]) => [name, ...(isNameList(item) ? item : [])]),
  ];
}

function valuesOf(schema: JsonObject): Json[][] {
  const listed = member(schema, 'enum');
  const constant = member(schema, 'const');
  return [...(Array.isArray(listed) ? [listed] : []), ...(constant === undefined ? [] : [[constant]])];
}
