import { isObject, type Json, type JsonObject, member } from '../json';
import { childPointer, parsePointer, resolvePointer } from '../json-pointer';
import { type Draft, isAtLeast } from './draft';
import { SUBSCHEMA_KEYWORDS } from './vocabulary';

/** Base of documents without an absolute `$id`; a reference to another document never starts with it. */
const ROOT_BASE = 'schema-compat://root/';

/** A subschema of the document: its value, JSON Pointer and the base URI its references resolve against. */
export type Place = { schema: Json; pointer: string; base: string };

/** The subschemas of one document that references can name: by pointer, `$id` and anchor. */
export class Resources {
  private readonly byUri = new Map<string, Place>();
  private readonly bases = new Map<string, string>();
  private readonly dynamicAnchors = new Map<string, Set<string>>();
  private recursiveAnchorCount = 0;
  readonly root: Place;

  constructor(
    private readonly document: Json,
    private readonly draft: Draft,
  ) {
    this.index();
    this.root = { schema: document, pointer: '', base: this.bases.get('') ?? ROOT_BASE };
    if (!this.byUri.has(this.root.base)) this.byUri.set(this.root.base, this.root);
  }

  /** Where a reference leads; undefined where that is outside the document. */
  resolve(reference: string, base: string): Place | undefined {
    const uri = resolveUri(reference, base);
    if (uri === undefined) return undefined;
    const [resource = '', fragment = ''] = splitFragment(uri);
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
    const base = this.bases.get(pointer);
    const schema = base === undefined ? undefined : resolvePointer(this.document, pointer);
    return base === undefined || schema === undefined ? undefined : { schema, pointer, base };
  }

  /** Whether a dynamic reference to this anchor can only mean one place. */
  isStaticAnchor(name: string): boolean {
    return (this.dynamicAnchors.get(name)?.size ?? 0) <= 1;
  }

  get hasRecursiveAnchor(): boolean {
    return this.recursiveAnchorCount > 0;
  }

  private below(owner: Place, fragment: string | undefined): Place | undefined {
    const tokens = fragment === undefined ? undefined : parsePointer(fragment);
    if (tokens === undefined) return undefined;
    let { pointer, base } = owner;
    for (const token of tokens) {
      pointer = childPointer(pointer, token);
      base = this.bases.get(pointer) ?? base;
    }
    const schema = resolvePointer(this.document, pointer);
    return schema === undefined ? undefined : { schema, pointer, base };
  }

  private index(): void {
    const pending: Place[] = [{ schema: this.document, pointer: '', base: ROOT_BASE }];
    for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
      const base = isObject(place.schema) ? this.register(place, place.schema) : place.base;
      this.bases.set(place.pointer, base);
      if (!isObject(place.schema)) continue;
      for (const { schema, pointer } of subschemas(place.schema, place.pointer))
        pending.push({ schema, pointer, base });
    }
  }

  /** Enters a subschema under its names and returns the base for what is inside it. */
  private register(place: Place, schema: JsonObject): string {
    const identifier = member(schema, this.draft === '4' ? 'id' : '$id');
    const anchor = member(schema, '$anchor');
    const dynamicAnchor = member(schema, '$dynamicAnchor');
    const hidden = !isAtLeast(this.draft, '2019-09') && typeof member(schema, '$ref') === 'string';
    let base = place.base;
    if (typeof identifier === 'string' && !hidden) {
      const uri = resolveUri(identifier, place.base);
      if (uri !== undefined) {
        const [resource = '', fragment = ''] = splitFragment(uri);
        if (fragment === '') {
          base = resource;
          this.enter(resource, { ...place, base });
        } else if (!isAtLeast(this.draft, '2019-09')) this.enter(uri, place);
      }
    }
    for (const name of [anchor, dynamicAnchor]) {
      if (typeof name === 'string') this.enter(`${base}#${name}`, { ...place, base });
    }
    if (typeof dynamicAnchor === 'string') {
      const places = this.dynamicAnchors.get(dynamicAnchor) ?? new Set();
      this.dynamicAnchors.set(dynamicAnchor, places.add(place.pointer));
    }
    if (member(schema, '$recursiveAnchor') === true) this.recursiveAnchorCount += 1;
    return base;
  }

  private enter(uri: string, place: Place): void {
    if (!this.byUri.has(uri)) this.byUri.set(uri, place);
  }
}

/** The direct subschemas of a schema, in place or below. Members of `properties` named like keywords stay members. */
export function subschemas(schema: JsonObject, pointer: string): { schema: Json; pointer: string }[] {
  const found: { schema: Json; pointer: string }[] = [];
  const add = (value: Json, ...tokens: (string | number)[]) => {
    found.push({ schema: value, pointer: childPointer(pointer, ...tokens) });
  };
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'items' && Array.isArray(value))
      for (const [index, item] of value.entries()) add(item, keyword, index);
    else if (keyword === 'items' || SUBSCHEMA_KEYWORDS.one.has(keyword)) add(value, keyword);
    else if (SUBSCHEMA_KEYWORDS.list.has(keyword) && Array.isArray(value)) {
      for (const [index, item] of value.entries()) add(item, keyword, index);
    } else if ((SUBSCHEMA_KEYWORDS.map.has(keyword) || keyword === 'dependencies') && isObject(value)) {
      for (const [name, item] of Object.entries(value)) if (!Array.isArray(item)) add(item, keyword, name);
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

function decodeFragment(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}
