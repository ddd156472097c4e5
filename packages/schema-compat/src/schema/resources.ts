import { canonicalText, isObject, type Json, type JsonObject, member } from '../json';
import { childPointer, parsePointer, resolvePointer } from '../json-pointer';
import { type Draft, declaredDraft, isAtLeast } from './draft';
import { RECURSIVE_ANCHOR } from './dynamic-scope';
import { META_SCHEMAS } from './meta-schemas';
import type { SchemaSource } from './source';
import { SUBSCHEMA_KEYWORDS } from './vocabulary';

/** Base of documents without an absolute `$id`; a reference to another document never starts with it. */
const ROOT_BASE = 'schema-compat://root/';

/** A subschema: its value, JSON Pointer, the base URI its references resolve against, and the draft it is written in. */
export type Place = { schema: Json; pointer: string; base: string; draft: Draft };

const NO_ANCHORS: ReadonlyMap<string, Place> = new Map();

/**
 * The subschemas that references can name: by pointer, `$id` and anchor; a name of two that differ leads nowhere. Other documents
 * and the meta-schemas of all drafts are looked at when a reference leads there; a pointer into one begins with its URI.
 */
export class Resources {
  private readonly byUri = new Map<string, Place>();
  /** URIs that name more than one subschema: which of them is meant, nobody can tell. */
  private readonly ambiguous = new Set<string>();
  private hasIndexedAll = false;
  private readonly places = new Map<string, Place>();
  private readonly anchors = new Map<string, Map<string, Place>>();
  private readonly resolved = new Map<string, Place | undefined>();
  readonly root: Place;

  constructor(
    private readonly source: SchemaSource,
    private readonly draft: Draft,
  ) {
    this.index({ schema: source.schema, pointer: '', base: source.uri ?? ROOT_BASE, draft });
    this.root = this.places.get('') as Place;
    for (const uri of [this.root.base, source.uri]) if (uri !== undefined) this.enter(uri, this.root);
  }

  /** Where a reference leads; undefined where that is outside all documents known here. */
  resolve(reference: string, base: string): Place | undefined {
    const key = `${base} ${reference}`;
    if (!this.resolved.has(key)) this.resolved.set(key, this.lookUp(reference, base));
    return this.resolved.get(key);
  }

  private lookUp(reference: string, base: string): Place | undefined {
    const uri = resolveUri(reference, base);
    if (uri === undefined) return undefined;
    const [resource = '', fragment = ''] = splitFragment(uri);
    if (!this.byUri.has(resource)) this.indexOther(resource);
    if (!this.byUri.has(resource)) this.indexAllOthers();
    if (this.ambiguous.has(resource) || this.ambiguous.has(uri)) return undefined;
    if (fragment !== '' && !fragment.startsWith('/')) return this.byUri.get(uri);
    const owner = this.byUri.get(resource);
    if (owner === undefined) return undefined;
    return this.below(owner, decodeFragment(fragment));
  }

  /** The JSON Pointer of an AJV `schemaPath`: a URI whose fragment is a pointer to a keyword; empty where it leads nowhere. */
  pointerOf(schemaPath: string): string {
    const [uri = '', keyword = ''] = splitLastToken(schemaPath);
    const owner = this.resolve(uri === '' ? '#' : uri, this.root.base);
    if (owner === undefined) return '';
    // AJV's name for a schema that is `false`.
    return keyword === '/false schema' ? owner.pointer : owner.pointer + (decodeFragment(keyword) ?? '');
  }

  /** The subschema at a pointer into the document, if it was indexed. */
  at(pointer: string): Place | undefined {
    return this.places.get(pointer);
  }

  /** A pointer of this index as a JSON Pointer and the URI of the document it points into, if that is not the root. */
  locate(pointer: string): { pointer: string; document?: string } {
    if (pointer === '' || pointer.startsWith('/')) return { pointer };
    const uris = [...(this.source.documents?.keys() ?? []), ...META_SCHEMAS.keys()];
    const document = uris
      .filter((uri) => pointer === uri || pointer.startsWith(`${uri}/`))
      .sort((left, right) => right.length - left.length)[0];
    return document === undefined ? { pointer } : { pointer: pointer.slice(document.length), document };
  }

  /** The dynamic anchors of the resource that a base URI names, `RECURSIVE_ANCHOR` among them. */
  dynamicAnchors(base: string): ReadonlyMap<string, Place> {
    return this.anchors.get(base) ?? NO_ANCHORS;
  }

  private below(owner: Place, fragment: string | undefined): Place | undefined {
    const tokens = fragment === undefined ? undefined : parsePointer(fragment);
    if (tokens === undefined) return undefined;
    let place = owner;
    for (const token of tokens) {
      const pointer = childPointer(place.pointer, token);
      const schema = resolvePointer(place.schema, childPointer('', token));
      if (schema === undefined) return undefined;
      place = this.places.get(pointer) ?? { ...place, schema, pointer };
    }
    return place;
  }

  private indexOther(uri: string): void {
    const schema = this.source.documents?.get(uri) ?? META_SCHEMAS.get(uri);
    if (schema === undefined) return;
    const draft = declaredDraft(schema) ?? this.draft;
    this.enter(uri, { schema, pointer: uri, base: uri, draft });
    this.index({ schema, pointer: uri, base: uri, draft });
  }

  /** The resource may be embedded in a document of another name. */
  private indexAllOthers(): void {
    if (this.hasIndexedAll) return;
    this.hasIndexedAll = true;
    for (const uri of this.source.documents?.keys() ?? []) if (!this.byUri.has(uri)) this.indexOther(uri);
  }

  private index(document: Place): void {
    const pending: Place[] = [document];
    for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
      const { base, draft } = isObject(place.schema) ? this.register(place, place.schema) : place;
      this.places.set(place.pointer, { ...place, base, draft });
      if (!isObject(place.schema)) continue;
      for (const { schema, pointer } of subschemas(place.schema, place.pointer))
        pending.push({ schema, pointer, base, draft });
    }
  }

  /** Enters a subschema under its names and returns it with the base and draft of what is inside it. */
  private register(place: Place, schema: JsonObject): Place {
    const identifier = member(schema, place.draft === '4' ? 'id' : '$id');
    const hidden = !isAtLeast(place.draft, '2019-09') && typeof member(schema, '$ref') === 'string';
    let inner = place;
    if (typeof identifier === 'string' && !hidden) {
      const uri = resolveUri(identifier, place.base);
      if (uri !== undefined) {
        const [resource = '', fragment = ''] = splitFragment(uri);
        if (fragment === '') {
          inner = { ...place, base: resource, draft: declaredDraft(schema) ?? place.draft };
          this.enter(resource, inner);
        } else if (!isAtLeast(place.draft, '2019-09')) this.enter(uri, place);
      }
    }
    const anchor = member(schema, '$anchor');
    const dynamicAnchor = member(schema, '$dynamicAnchor');
    for (const name of [anchor, dynamicAnchor]) {
      if (typeof name === 'string') this.enter(`${inner.base}#${name}`, inner);
    }
    if (typeof dynamicAnchor === 'string') this.enterDynamic(dynamicAnchor, inner);
    if (member(schema, '$recursiveAnchor') === true) this.enterDynamic(RECURSIVE_ANCHOR, inner);
    return inner;
  }

  private enter(uri: string, place: Place): void {
    const known = this.byUri.get(uri);
    if (known === undefined) this.byUri.set(uri, place);
    else if (known.pointer !== place.pointer && canonicalText(known.schema) !== canonicalText(place.schema))
      this.ambiguous.add(uri);
  }

  private enterDynamic(name: string, place: Place): void {
    const anchors = this.anchors.get(place.base) ?? new Map<string, Place>();
    if (!anchors.has(name)) anchors.set(name, place);
    this.anchors.set(place.base, anchors);
  }
}

/** A direct subschema, in place or below, with the keyword that holds it and its name or index there. */
export type Subschema = { schema: Json; pointer: string; keyword: string; name?: string | number };

/** The direct subschemas of a schema. Members of `properties` named like keywords stay members. */
export function subschemas(schema: JsonObject, pointer: string): Subschema[] {
  const found: Subschema[] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    const add = (item: Json, name: string | number) => {
      found.push({ schema: item, pointer: childPointer(pointer, keyword, name), keyword, name });
    };
    if (keyword === 'items' && Array.isArray(value))
      for (const [index, item] of value.entries()) add(item, index);
    else if (keyword === 'items' || SUBSCHEMA_KEYWORDS.one.has(keyword))
      found.push({ schema: value, pointer: childPointer(pointer, keyword), keyword });
    else if (SUBSCHEMA_KEYWORDS.list.has(keyword) && Array.isArray(value)) {
      for (const [index, item] of value.entries()) add(item, index);
    } else if ((SUBSCHEMA_KEYWORDS.map.has(keyword) || keyword === 'dependencies') && isObject(value)) {
      for (const [name, item] of Object.entries(value)) if (!Array.isArray(item)) add(item, name);
    }
  }
  return found;
}

function resolveUri(reference: string, base: string): string | undefined {
  try {
    // URNs are opaque to URL resolution except for fragments.
    if (reference.startsWith('#')) return splitFragment(base)[0] + reference;
    return new URL(reference, base).href.replace(/#$/, '');
  } catch {
    return undefined;
  }
}

function splitFragment(uri: string): [string, string] {
  const at = uri.indexOf('#');
  return at === -1 ? [uri, ''] : [uri.slice(0, at), uri.slice(at + 1)];
}

function splitLastToken(path: string): [string, string] {
  const at = path.lastIndexOf('/');
  return at === -1 || at < path.indexOf('#') ? [path, ''] : [path.slice(0, at), path.slice(at)];
}

/** The JSON Pointer in the fragment of a URI; undefined where it is badly encoded. */
export function decodeFragment(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}
