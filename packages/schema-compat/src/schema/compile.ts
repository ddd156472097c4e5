import { isObject, type Json, type JsonObject, type JsonType, member } from '../json';
import { childPointer } from '../json-pointer';
import type { Reason, ReasonCode, SchemaLocation } from '../verdict';
import { type Draft, isAtLeast } from './draft';
import { formatSubject } from './format';
import type { NodeId, NodeStore, SizedType } from './node';
import { type Place, Resources } from './resources';
import { isAnnotation, keywordStanding, refHasSiblings } from './vocabulary';

export type FormatPolicy = 'annotation' | 'assertion';

export type CompileOptions = {
  side: SchemaLocation['schema'];
  draft: Draft;
  formats: FormatPolicy;
  /** How siblings of `$ref` are read up to draft 7: as the specification says, or as AJV does. */
  refSiblings: 'ignored' | 'evaluated';
};

export type Compiled = {
  root: NodeId;
  hasRefSiblings: boolean;
  /** The node of the subschema at a JSON Pointer; undefined where none was reached. */
  at(pointer: string): NodeId | undefined;
};

/** Translates a schema document into nodes. What it cannot translate becomes an opaque node that carries its reason. */
export function compileSchema(store: NodeStore, schema: Json, options: CompileOptions): Compiled {
  const compiler = new Compiler(store, new Resources(schema, options.draft), options);
  const root = compiler.compileRoot();
  return { root, hasRefSiblings: compiler.hasRefSiblings, at: (pointer) => compiler.nodeAt(pointer) };
}

/** A reason if some reference reaches itself without stepping into a member or item: such a schema means nothing. */
export function findReferenceCycle(store: NodeStore): Reason | undefined {
  const done = new Set<NodeId>();
  const open = new Set<NodeId>();
  for (const [, start] of store.references()) {
    const stack: { id: NodeId; next: NodeId[] }[] = [];
    const enter = (id: NodeId) => {
      open.add(id);
      stack.push({ id, next: inPlace(store, id) });
    };
    if (!done.has(start)) enter(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const child = top.next.pop();
      if (child === undefined) {
        open.delete(top.id);
        done.add(top.id);
        stack.pop();
      } else if (open.has(child)) {
        return {
          code: 'reference-cycle',
          message: 'a $ref leads back to itself at the same place of the document',
        };
      } else if (!done.has(child)) enter(child);
    }
  }
  return undefined;
}

/** The nodes a node is made of that judge the same value. */
export function inPlace(store: NodeStore, id: NodeId): NodeId[] {
  const node = store.get(id);
  switch (node.kind) {
    case 'all':
    case 'any':
    case 'one':
      return [...node.of];
    case 'not':
      return [node.of];
    case 'reference':
      return [store.target(node.id)];
    default:
      return [];
  }
}

/** Keywords by which AJV accepts more than the rest of the schema says: OpenAPI's `nullable`, and its own `$async`. */
const WIDENING_KEYWORDS = ['nullable', '$async'];

const TYPE_NAMES: ReadonlySet<string> = new Set(['null', 'boolean', 'number', 'string', 'array', 'object']);

class Compiler {
  hasRefSiblings = false;
  /** By pointer: the node of a subschema, or `open` while it is being compiled. */
  private readonly places = new Map<string, NodeId | 'open'>();

  constructor(
    private readonly store: NodeStore,
    private readonly resources: Resources,
    private readonly options: CompileOptions,
  ) {}

  compileRoot(): NodeId {
    return this.compile(this.resources.root);
  }

  nodeAt(pointer: string): NodeId | undefined {
    const node = this.places.get(pointer);
    return node === 'open' ? undefined : node;
  }

  private compile(place: Place): NodeId {
    const known = this.places.get(place.pointer);
    if (known === 'open') return this.store.reference(this.referenceId(place));
    if (known !== undefined) return known;
    this.places.set(place.pointer, 'open');
    const node = this.compileSchemaAt(place);
    this.places.set(place.pointer, node);
    this.store.bind(this.referenceId(place), node);
    return node;
  }

  private referenceId(place: Place): string {
    return `${this.options.side} ${this.options.refSiblings} ${place.pointer}`;
  }

  private compileSchemaAt(place: Place): NodeId {
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
    if (typeof reference === 'string' && !refHasSiblings(this.options.draft)) {
      const constraining = Object.keys(schema).filter((key) => key !== '$ref' && !this.isSilent(key));
      if (constraining.length > 0) this.hasRefSiblings = true;
      if (this.options.refSiblings === 'ignored') return this.compileReference(reference, place);
    }
    return this.store.all(Object.keys(schema).map((keyword) => this.compileKeyword(keyword, schema, place)));
  }

  private isSilent(keyword: string): boolean {
    return isAnnotation(keyword) && keyword !== '$id' && keyword !== 'id';
  }

  private compileKeyword(keyword: string, schema: JsonObject, place: Place): NodeId {
    const { store } = this;
    const value = member(schema, keyword) as Json;
    const at = childPointer(place.pointer, keyword);
    if (isAnnotation(keyword)) return store.true;
    switch (keywordStanding(keyword, this.options.draft)) {
      case 'ignored':
        return store.true;
      case 'stray':
        return this.opaque(
          'unsupported-keyword',
          at,
          `"${keyword}" is read differently by draft ${this.options.draft} and by AJV`,
        );
      case 'known':
        break;
    }
    const malformed = () =>
      this.opaque('malformed-keyword', at, `the value of "${keyword}" is not one the keyword allows`);
    const sub = (child: Json, ...tokens: (string | number)[]) => this.child(child, place, keyword, ...tokens);
    const list = (combine: (parts: NodeId[]) => NodeId) =>
      Array.isArray(value) && value.length > 0
        ? combine(value.map((item, index) => sub(item, index)))
        : malformed();
    const map = (combine: (name: string, node: Json) => NodeId) =>
      isObject(value)
        ? store.all(Object.entries(value).map(([name, item]) => combine(name, item)))
        : malformed();
    const size = (kind: 'minSize' | 'maxSize', type: SizedType) => {
      if (typeof value !== 'number' || value < 0 || !Number.isInteger(value)) return malformed();
      return kind === 'minSize' ? store.minSize(type, value) : store.leaf({ kind, type, limit: value });
    };
    switch (keyword) {
      case '$ref':
        return typeof value === 'string' ? this.compileReference(value, place) : malformed();
      case '$dynamicRef':
      case '$recursiveRef':
        return typeof value === 'string' ? this.compileDynamicReference(keyword, value, place) : malformed();
      case 'type':
        return this.compileType(value) ?? malformed();
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
        return this.compileCondition(sub(value), schema, place);
      case 'minimum':
      case 'maximum':
        return this.compileBound(keyword, value, schema) ?? malformed();
      case 'exclusiveMinimum':
      case 'exclusiveMaximum':
        if (this.options.draft === '4') return typeof value === 'boolean' ? store.true : malformed();
        if (typeof value !== 'number') return malformed();
        return store.leaf({
          kind: 'bound',
          side: keyword === 'exclusiveMinimum' ? 'least' : 'greatest',
          value,
          exclusive: true,
        });
      case 'multipleOf':
        return typeof value === 'number' && value > 0
          ? store.leaf({ kind: 'multipleOf', divisor: value })
          : malformed();
      case 'minLength':
        return size('minSize', 'string');
      case 'maxLength':
        return size('maxSize', 'string');
      case 'pattern':
        return typeof value === 'string' ? store.leaf({ kind: 'pattern', pattern: value }) : malformed();
      case 'format':
        if (typeof value !== 'string') return malformed();
        return this.compileFormat(value, at);
      case 'minProperties':
        return size('minSize', 'object');
      case 'maxProperties':
        return size('maxSize', 'object');
      case 'required':
        return isNameList(value)
          ? store.all(value.map((name) => store.leaf({ kind: 'required', name })))
          : malformed();
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
        return map((name, needed) =>
          isNameList(needed) ? this.dependentRequired(name, needed) : malformed(),
        );
      case 'dependentSchemas':
        return map((name, item) => this.dependentSchema(name, sub(item, name)));
      case 'dependencies':
        return map((name, item) =>
          isNameList(item) ? this.dependentRequired(name, item) : this.dependentSchema(name, sub(item, name)),
        );
      case 'items':
        if (!Array.isArray(value)) return this.tail(this.tupleLength(schema), sub(value));
        if (this.options.draft === '2020-12') return malformed();
        return store.all(
          value.map((item, index) => store.leaf({ kind: 'item', index, schema: sub(item, index) })),
        );
      case 'prefixItems':
        if (!Array.isArray(value)) return malformed();
        return store.all(
          value.map((item, index) => store.leaf({ kind: 'item', index, schema: sub(item, index) })),
        );
      case 'additionalItems': {
        const items = member(schema, 'items');
        return Array.isArray(items) ? this.tail(items.length, sub(value)) : store.true;
      }
      case 'contains':
        return this.compileContains(sub(value), schema) ?? malformed();
      case 'minItems':
        return size('minSize', 'array');
      case 'maxItems':
        return size('maxSize', 'array');
      case 'uniqueItems':
        if (typeof value !== 'boolean') return malformed();
        return value ? store.leaf({ kind: 'unique' }) : store.true;
      case 'unevaluatedProperties':
      case 'unevaluatedItems':
        return value === true
          ? store.true
          : this.opaque('unsupported-keyword', at, `"${keyword}" is not decided yet`);
      default:
        // An unknown keyword is an annotation.
        return store.true;
    }
  }

  private child(schema: Json, parent: Place, ...tokens: (string | number)[]): NodeId {
    const pointer = childPointer(parent.pointer, ...tokens);
    return this.compile(this.resources.at(pointer) ?? { schema, pointer, base: parent.base });
  }

  private compileReference(reference: string, place: Place): NodeId {
    const target = this.resources.resolve(reference, place.base);
    const at = childPointer(place.pointer, '$ref');
    return target === undefined
      ? this.opaque(
          'reference-unresolvable',
          at,
          `"${reference}" leads to nothing inside this schema document`,
        )
      : this.compile(target);
  }

  private compileDynamicReference(keyword: string, reference: string, place: Place): NodeId {
    const anchor = reference.split('#')[1] ?? '';
    const isStatic =
      keyword === '$recursiveRef'
        ? !this.resources.hasRecursiveAnchor
        : anchor.startsWith('/') || this.resources.isStaticAnchor(anchor);
    if (isStatic) return this.compileReference(reference, place);
    return this.opaque(
      'dynamic-reference',
      childPointer(place.pointer, keyword),
      `what "${reference}" means depends on the path to it`,
    );
  }

  private compileType(value: Json): NodeId | undefined {
    const names = Array.isArray(value) ? value : [value];
    if (!names.every((name) => name === 'integer' || (typeof name === 'string' && TYPE_NAMES.has(name))))
      return undefined;
    const types = this.store.types(names.filter((name) => name !== 'integer') as JsonType[]);
    if (!names.includes('integer') || names.includes('number')) return types;
    const integer = this.store.all([
      this.store.types(['number']),
      this.store.leaf({ kind: 'multipleOf', divisor: 1 }),
    ]);
    return this.store.any([types, integer]);
  }

  private compileBound(keyword: 'minimum' | 'maximum', value: Json, schema: JsonObject): NodeId | undefined {
    if (typeof value !== 'number') return undefined;
    const side = keyword === 'minimum' ? 'least' : 'greatest';
    const exclusive =
      this.options.draft === '4' &&
      member(schema, keyword === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum') === true;
    return this.store.leaf({ kind: 'bound', side, value, exclusive });
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

  private compileCondition(condition: NodeId, schema: JsonObject, place: Place): NodeId {
    const { store } = this;
    const branch = (keyword: 'then' | 'else') => {
      const value = member(schema, keyword);
      return value === undefined ? store.true : this.child(value, place, keyword);
    };
    const then = branch('then');
    const otherwise = branch('else');
    if (then === otherwise) return then;
    return store.any([store.all([condition, then]), store.all([store.not(condition), otherwise])]);
  }

  private compileContains(schema: NodeId, parent: JsonObject): NodeId | undefined {
    if (!isAtLeast(this.options.draft, '2019-09')) {
      return this.store.contains({ schema, min: 1, max: Number.POSITIVE_INFINITY });
    }
    const min = member(parent, 'minContains') ?? 1;
    const max = member(parent, 'maxContains') ?? Number.POSITIVE_INFINITY;
    return typeof min === 'number' && typeof max === 'number'
      ? this.store.contains({ schema, min, max })
      : undefined;
  }

  private dependentRequired(name: string, needed: readonly string[]): NodeId {
    return this.dependentSchema(
      name,
      this.store.all(needed.map((other) => this.store.leaf({ kind: 'required', name: other }))),
    );
  }

  private dependentSchema(name: string, schema: NodeId): NodeId {
    const { store } = this;
    const others: JsonType[] = ['null', 'boolean', 'number', 'string', 'array'];
    return store.any([store.types(others), store.not(store.leaf({ kind: 'required', name })), schema]);
  }

  private tail(from: number, schema: NodeId): NodeId {
    return schema === this.store.false
      ? this.store.leaf({ kind: 'maxSize', type: 'array', limit: from })
      : this.store.leaf({ kind: 'tail', from, schema });
  }

  private tupleLength(schema: JsonObject): number {
    const prefix = this.options.draft === '2020-12' ? member(schema, 'prefixItems') : undefined;
    return Array.isArray(prefix) ? prefix.length : 0;
  }

  private opaque(code: ReasonCode, pointer: string, message: string): NodeId {
    return this.store.leaf({
      kind: 'opaque',
      reason: { code, location: { schema: this.options.side, pointer }, message },
    });
  }
}

function declaredMembers(schema: JsonObject): { names: string[]; patterns: string[] } {
  const keys = (keyword: string) => {
    const value = member(schema, keyword);
    return isObject(value) ? Object.keys(value) : [];
  };
  return { names: keys('properties'), patterns: keys('patternProperties') };
}

function isNameList(value: Json): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
