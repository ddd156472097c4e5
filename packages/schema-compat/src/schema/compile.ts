import { isObject, type Json, type JsonObject, member } from '../json';
import { childPointer } from '../json-pointer';
import type { Reason, ReasonCode, SchemaLocation } from '../verdict';
import {
  boundNode,
  containsNode,
  declaredMembers,
  dependentNode,
  isNameList,
  requiredNode,
  sizeNode,
  tailNode,
  tupleLength,
  typeNode,
} from './assertions';
import { Declarations } from './declarations';
import type { Draft } from './draft';
import { type DynamicScope, EMPTY_SCOPE, enterResource, RECURSIVE_ANCHOR, type Site } from './dynamic-scope';
import { formatSubject } from './format';
import { inPlaceParts, type Reach, type ReferenceKeyword } from './in-place-parts';
import type { NodeId, NodeStore } from './node';
import { cyclicReferences } from './reference-cycle';
import { type Place, Resources } from './resources';
import type { SchemaSource } from './source';
import { unevaluatedItems, unevaluatedProperties } from './unevaluated';
import { isAnnotation, keywordStanding, refHasSiblings } from './vocabulary';

export type FormatPolicy = 'annotation' | 'assertion';

/**
 * Where the specification and AJV differ, so that a verdict must hold in both: siblings of `$ref` up to draft 7 are ignored
 * by the one and evaluated by the other, and in 2019-09 an item that `contains` accepts is unevaluated to the one only.
 */
export type Interpretation = 'specification' | 'ajv';

export type CompileOptions = {
  side: SchemaLocation['schema'];
  draft: Draft;
  formats: FormatPolicy;
  interpretation: Interpretation;
};

export type Compiled = {
  root: NodeId;
  /** Whether the other interpretation may come to other nodes. */
  isDisputed: boolean;
  /** What members the schema declares (declarations.ts); made when it is asked for. */
  declarations(): NodeId;
  /** The node of the subschema at a JSON Pointer; undefined where none was reached. */
  at(pointer: string): NodeId | undefined;
};

/** Translates a schema document into nodes. What it cannot translate becomes an opaque node that carries its reason. */
export function compileSchema(store: NodeStore, source: SchemaSource, options: CompileOptions): Compiled {
  const compiler = new Compiler(store, new Resources(source, options.draft), options);
  const root = compiler.compileRoot();
  return {
    root,
    isDisputed: compiler.isDisputed,
    declarations: () => compiler.declarations(),
    at: (pointer) => compiler.nodeAt(pointer),
  };
}

/** Keywords by which AJV accepts more than the rest of the schema says: OpenAPI's `nullable`, and its own `$async`. */
const WIDENING_KEYWORDS = ['nullable', '$async'];

/** A schema compiled once for every dynamic scope it is met in: beyond so many places it is left alone. */
const MAX_PLACES = 500_000;
/** References followed inside each other before the rest waits its turn: a chain of them must not use up the stack. */
const MAX_NESTED_REFERENCES = 32;

class Compiler {
  isDisputed = false;
  /** By pointer and scope: the node of a subschema, or `open` while it is being compiled. */
  private readonly sites = new Map<string, NodeId | 'open'>();
  private readonly firstNodes = new Map<string, NodeId>();
  /** By reference: the pointer it leads to. */
  private readonly pointers = new Map<string, string>();
  private readonly waiting: Site[] = [];
  private nestedReferences = 0;
  private readonly reach: Reach;

  constructor(
    private readonly store: NodeStore,
    private readonly resources: Resources,
    private readonly options: CompileOptions,
  ) {
    this.reach = {
      store,
      childSite: (item, parent, ...tokens) => this.childSite(item, parent, ...tokens),
      targetOf: (name, reference, from) => this.targetOf(name, reference, from),
      nodeOf: (inner) => this.compile(inner),
    };
  }

  compileRoot(): NodeId {
    const root = this.compile(this.rootSite());
    for (let site = this.waiting.pop(); site; site = this.waiting.pop()) this.compile(site);
    const message = 'a $ref leads back to itself at the same place of the document';
    for (const id of cyclicReferences(this.store)) {
      const pointer = this.pointers.get(id);
      if (pointer !== undefined) this.store.bind(id, this.opaque('reference-cycle', pointer, message));
    }
    return root;
  }

  declarations(): NodeId {
    const prefix = `declared by ${this.options.side} ${this.options.interpretation}`;
    return new Declarations(this.reach, prefix).of(this.rootSite());
  }

  nodeAt(pointer: string): NodeId | undefined {
    return this.firstNodes.get(pointer);
  }

  private rootSite(): Site {
    return this.enter(this.resources.root, EMPTY_SCOPE);
  }

  /** The site of a place reached from inside a scope. */
  private enter(place: Place, scope: DynamicScope): Site {
    return { place, scope: enterResource(scope, this.resources.dynamicAnchors(place.base)) };
  }

  private compile(site: Site): NodeId {
    const { place, scope } = site;
    const key = `${scope.key} ${place.pointer}`;
    const known = this.sites.get(key);
    if (known === 'open') return this.store.reference(this.referenceId(site));
    if (known !== undefined) return known;
    if (this.sites.size > MAX_PLACES)
      return this.opaque('budget', place.pointer, 'the schema has too many parts');
    this.sites.set(key, 'open');
    const node = this.compileSchemaAt(site);
    this.sites.set(key, node);
    if (!this.firstNodes.has(place.pointer)) this.firstNodes.set(place.pointer, node);
    const reference = this.referenceId(site);
    this.pointers.set(reference, place.pointer);
    this.store.bind(reference, node);
    return node;
  }

  private referenceId({ place, scope }: Site): string {
    return `${this.options.side} ${this.options.interpretation} ${scope.key} ${place.pointer}`;
  }

  private compileSchemaAt(site: Site): NodeId {
    const { place } = site;
    const { schema } = place;
    if (schema === true) return this.store.true;
    if (schema === false) return this.store.false;
    if (!isObject(schema))
      return this.opaque('malformed-keyword', place.pointer, 'a schema must be an object or a boolean');
    const widening = WIDENING_KEYWORDS.find((keyword) => member(schema, keyword) === true);
    if (widening !== undefined) {
      const at = childPointer(place.pointer, widening);
      return this.opaque(
        'unsupported-keyword',
        at,
        `"${widening}" is no keyword of JSON Schema, but AJV follows it`,
      );
    }
    const reference = member(schema, '$ref');
    if (typeof reference === 'string' && !refHasSiblings(place.draft)) {
      const constraining = Object.keys(schema).filter((key) => key !== '$ref' && !isSilent(key));
      if (constraining.length > 0) this.isDisputed = true;
      if (this.options.interpretation === 'specification')
        return this.compileReference('$ref', reference, site);
    }
    return this.store.all(Object.keys(schema).map((keyword) => this.compileKeyword(keyword, schema, site)));
  }

  private compileKeyword(keyword: string, schema: JsonObject, site: Site): NodeId {
    const { store } = this;
    const { place } = site;
    const { draft } = place;
    const value = member(schema, keyword) as Json;
    const at = childPointer(place.pointer, keyword);
    if (isAnnotation(keyword)) return store.true;
    switch (keywordStanding(keyword, draft)) {
      case 'ignored':
        return store.true;
      case 'stray':
        return this.opaque(
          'unsupported-keyword',
          at,
          `"${keyword}" is read differently by draft ${draft} and by AJV`,
        );
      case 'known':
        break;
    }
    const malformed = () =>
      this.opaque('malformed-keyword', at, `the value of "${keyword}" is not one the keyword allows`);
    const sub = (child: Json, ...tokens: (string | number)[]) => this.child(child, site, keyword, ...tokens);
    const list = (combine: (parts: NodeId[]) => NodeId) =>
      Array.isArray(value) && value.length > 0
        ? combine(value.map((item, index) => sub(item, index)))
        : malformed();
    const map = (combine: (name: string, node: Json) => NodeId) =>
      isObject(value)
        ? store.all(Object.entries(value).map(([name, item]) => combine(name, item)))
        : malformed();
    const tuple = (items: readonly Json[]) =>
      store.all(items.map((item, index) => store.leaf({ kind: 'item', index, schema: sub(item, index) })));
    const dependentRequired = (name: string, needed: Json) =>
      dependentNode(store, name, requiredNode(store, needed) ?? malformed());
    switch (keyword) {
      case '$ref':
      case '$dynamicRef':
      case '$recursiveRef':
        return typeof value === 'string' ? this.compileReference(keyword, value, site) : malformed();
      case 'type':
        return typeNode(store, value) ?? malformed();
      case 'enum':
        return Array.isArray(value) ? store.enum(value) : malformed();
      case 'const':
        return store.enum([value]);
      case 'allOf':
        return list((parts) => store.all(parts));
      case 'anyOf':
        return list((parts) => store.any(parts));
      case 'oneOf':
        return list((parts) => store.one(parts));
      case 'not':
        return store.not(sub(value));
      case 'if':
        return this.compileCondition(sub(value), schema, site);
      case 'minimum':
      case 'maximum':
      case 'exclusiveMinimum':
      case 'exclusiveMaximum':
        return boundNode(store, keyword, schema, draft) ?? malformed();
      case 'multipleOf':
        return typeof value === 'number' && value > 0 && Number.isFinite(value)
          ? store.leaf({ kind: 'multipleOf', divisor: value })
          : malformed();
      case 'minLength':
      case 'maxLength':
      case 'minItems':
      case 'maxItems':
      case 'minProperties':
      case 'maxProperties':
        return sizeNode(store, keyword, value) ?? malformed();
      case 'pattern':
        return typeof value === 'string' ? store.leaf({ kind: 'pattern', pattern: value }) : malformed();
      case 'format':
        return typeof value === 'string' ? this.compileFormat(value, at) : malformed();
      case 'required':
        return requiredNode(store, value) ?? malformed();
      case 'properties':
        return map((name, item) => store.leaf({ kind: 'property', name, schema: sub(item, name) }));
      case 'patternProperties':
        return map((pattern, item) =>
          store.leaf({ kind: 'patternProperty', pattern, schema: sub(item, pattern) }),
        );
      case 'additionalProperties': {
        const node = sub(value);
        return node === store.true ? node : store.additional({ ...declaredMembers(schema), schema: node });
      }
      case 'propertyNames':
        return store.leaf({ kind: 'propertyNames', schema: sub(value) });
      case 'dependentRequired':
        return map(dependentRequired);
      case 'dependentSchemas':
        return map((name, item) => dependentNode(store, name, sub(item, name)));
      case 'dependencies':
        return map((name, item) =>
          isNameList(item) ? dependentRequired(name, item) : dependentNode(store, name, sub(item, name)),
        );
      case 'items':
        if (!Array.isArray(value))
          return tailNode(store, draft === '2020-12' ? tupleLength(schema, draft) : 0, sub(value));
        return draft === '2020-12' ? malformed() : tuple(value);
      case 'prefixItems':
        return Array.isArray(value) ? tuple(value) : malformed();
      case 'additionalItems': {
        const items = member(schema, 'items');
        return Array.isArray(items) ? tailNode(store, items.length, sub(value)) : store.true;
      }
      case 'contains':
        return containsNode(store, sub(value), schema, draft) ?? malformed();
      case 'uniqueItems':
        if (typeof value !== 'boolean') return malformed();
        return value ? store.leaf({ kind: 'unique' }) : store.true;
      case 'unevaluatedProperties':
      case 'unevaluatedItems':
        return this.compileUnevaluated(keyword, sub(value), site, at);
      default:
        // An unknown keyword is an annotation.
        return store.true;
    }
  }

  private child(schema: Json, parent: Site, ...tokens: (string | number)[]): NodeId {
    return this.compile(this.childSite(schema, parent, ...tokens));
  }

  private childSite(schema: Json, { place, scope }: Site, ...tokens: (string | number)[]): Site {
    const pointer = childPointer(place.pointer, ...tokens);
    return this.enter(this.resources.at(pointer) ?? { ...place, schema, pointer }, scope);
  }

  private compileReference(keyword: ReferenceKeyword, reference: string, site: Site): NodeId {
    const target = this.targetOf(keyword, reference, site);
    if (target !== undefined) return this.compileTarget(target);
    const at = childPointer(site.place.pointer, keyword);
    const message = `"${reference}" leads to nothing in this schema document nor in those it was given`;
    return this.opaque('reference-unresolvable', at, message);
  }

  private compileTarget(target: Site): NodeId {
    if (this.nestedReferences >= MAX_NESTED_REFERENCES) {
      this.waiting.push(target);
      return this.store.reference(this.referenceId(target));
    }
    this.nestedReferences += 1;
    const node = this.compile(target);
    this.nestedReferences -= 1;
    return node;
  }

  /** Where a reference leads; a dynamic one to the outermost anchor of its name, if it leads to such an anchor at all. */
  private targetOf(keyword: ReferenceKeyword, reference: string, { place, scope }: Site): Site | undefined {
    const target = this.resources.resolve(reference, place.base);
    if (target === undefined) return undefined;
    if (keyword === '$ref') return this.enter(target, scope);
    const name = keyword === '$recursiveRef' ? RECURSIVE_ANCHOR : (reference.split('#')[1] ?? '');
    const isAnchor = this.resources.dynamicAnchors(target.base).get(name)?.pointer === target.pointer;
    return this.enter(isAnchor ? (scope.anchors.get(name) ?? target) : target, scope);
  }

  private compileFormat(format: string, at: string): NodeId {
    const subject = this.options.formats === 'annotation' ? 'unknown' : formatSubject(format);
    switch (subject) {
      case 'unknown':
        return this.store.true;
      case 'string':
        return this.store.leaf({ kind: 'format', format });
      case 'number':
        return this.opaque('unsupported-keyword', at, `format "${format}" of numbers is not decided`);
    }
  }

  private compileCondition(condition: NodeId, schema: JsonObject, site: Site): NodeId {
    const { store } = this;
    const branch = (keyword: 'then' | 'else') => {
      const value = member(schema, keyword);
      return value === undefined ? store.true : this.child(value, site, keyword);
    };
    const then = branch('then');
    const otherwise = branch('else');
    if (then === otherwise) return then;
    return store.any([store.all([condition, then]), store.all([store.not(condition), otherwise])]);
  }

  private compileUnevaluated(
    keyword: 'unevaluatedProperties' | 'unevaluatedItems',
    schema: NodeId,
    site: Site,
    at: string,
  ): NodeId {
    if (schema === this.store.true) return schema;
    const around = {
      store: this.store,
      nodeOf: (at: Site, name: string) =>
        this.child(member(at.place.schema as JsonObject, name) as Json, at, name),
      partsOf: (at: Site) => inPlaceParts(this.reach, at),
      isEvaluatedByContains: (at: Site) => this.isEvaluatedByContains(at),
    };
    const expanded =
      keyword === 'unevaluatedProperties'
        ? unevaluatedProperties(around, site, schema)
        : unevaluatedItems(around, site, schema);
    return (
      expanded ??
      this.opaque(
        'unsupported-keyword',
        at,
        `what "${keyword}" leaves to judge depends on too many alternatives`,
      )
    );
  }

  private isEvaluatedByContains({ place: { draft } }: Site): boolean {
    if (draft !== '2019-09') return true;
    this.isDisputed = true;
    return this.options.interpretation === 'ajv';
  }

  private opaque(code: ReasonCode, pointer: string, message: string): NodeId {
    const location = { schema: this.options.side, ...this.resources.locate(pointer) };
    const reason: Reason = { code, location, message };
    return this.store.leaf({ kind: 'opaque', reason });
  }
}

function isSilent(keyword: string): boolean {
  return isAnnotation(keyword) && keyword !== '$id' && keyword !== 'id';
}
