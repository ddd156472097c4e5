import { canonicalText, type Json, type JsonType } from '../json';
import type { Reason } from '../verdict';

/** A schema in the store; equal schemas have equal ids. */
export type NodeId = number;

/**
 * What a schema says, one keyword a node. A node about one type of value holds for every value of another type, as in
 * JSON Schema itself.
 */
export type SchemaNode =
  | { kind: 'true' }
  | { kind: 'false' }
  | { kind: 'all'; of: readonly NodeId[] }
  | { kind: 'any'; of: readonly NodeId[] }
  | { kind: 'one'; of: readonly NodeId[] }
  | { kind: 'not'; of: NodeId }
  | { kind: 'reference'; id: string }
  | { kind: 'type'; types: readonly JsonType[] }
  | { kind: 'enum'; values: readonly Json[]; texts: ReadonlySet<string> }
  | { kind: 'bound'; side: 'least' | 'greatest'; value: number; exclusive: boolean }
  | { kind: 'multipleOf'; divisor: number }
  | { kind: 'pattern'; pattern: string }
  | { kind: 'format'; format: string }
  | { kind: 'minSize'; type: SizedType; limit: number }
  | { kind: 'maxSize'; type: SizedType; limit: number }
  | { kind: 'required'; name: string }
  | { kind: 'property'; name: string; schema: NodeId }
  | { kind: 'patternProperty'; pattern: string; schema: NodeId }
  | { kind: 'additional'; names: readonly string[]; patterns: readonly string[]; schema: NodeId }
  | { kind: 'propertyNames'; schema: NodeId }
  | { kind: 'item'; index: number; schema: NodeId }
  | { kind: 'tail'; from: number; schema: NodeId }
  | { kind: 'contains'; schema: NodeId; min: number; max: number }
  | { kind: 'unique' }
  | { kind: 'opaque'; reason: Reason };

export type SizedType = 'string' | 'array' | 'object';
type NodeOf<Kind extends SchemaNode['kind']> = Extract<SchemaNode, { kind: Kind }>;

/** The one type of value a node constrains; undefined for nodes about any value. */
export function constrainedType(node: SchemaNode): JsonType | undefined {
  switch (node.kind) {
    case 'bound':
    case 'multipleOf':
      return 'number';
    case 'pattern':
    case 'format':
      return 'string';
    case 'minSize':
    case 'maxSize':
      return node.type;
    case 'required':
    case 'property':
    case 'patternProperty':
    case 'additional':
    case 'propertyNames':
      return 'object';
    case 'item':
    case 'tail':
    case 'contains':
    case 'unique':
      return 'array';
    case 'true':
    case 'false':
    case 'all':
    case 'any':
    case 'one':
    case 'not':
    case 'reference':
    case 'type':
    case 'enum':
    case 'opaque':
      return undefined;
  }
}

/** Holds every schema of one question once, simplified as far as needs no thought. */
export class NodeStore {
  private readonly nodes: SchemaNode[] = [];
  private readonly ids = new Map<string, NodeId>();
  private readonly targets = new Map<string, NodeId>();

  readonly true = this.intern('true', { kind: 'true' });
  readonly false = this.intern('false', { kind: 'false' });

  get(id: NodeId): SchemaNode {
    return this.nodes[id] as SchemaNode;
  }

  get size(): number {
    return this.nodes.length;
  }

  all(parts: readonly NodeId[]): NodeId {
    const of = this.flatten('all', parts).filter((part) => part !== this.true);
    if (of.includes(this.false)) return this.false;
    if (of.length === 0) return this.true;
    return of.length === 1 ? (of[0] as NodeId) : this.intern(`all:${of}`, { kind: 'all', of });
  }

  any(parts: readonly NodeId[]): NodeId {
    const of = this.flatten('any', parts).filter((part) => part !== this.false);
    if (of.includes(this.true)) return this.true;
    if (of.length === 0) return this.false;
    return of.length === 1 ? (of[0] as NodeId) : this.intern(`any:${of}`, { kind: 'any', of });
  }

  one(parts: readonly NodeId[]): NodeId {
    const of = parts.filter((part) => part !== this.false).sort((left, right) => left - right);
    if (of.length === 0) return this.false;
    return of.length === 1 ? (of[0] as NodeId) : this.intern(`one:${of}`, { kind: 'one', of });
  }

  not(part: NodeId): NodeId {
    const node = this.get(part);
    if (node.kind === 'true') return this.false;
    if (node.kind === 'false') return this.true;
    return node.kind === 'not' ? node.of : this.intern(`not:${part}`, { kind: 'not', of: part });
  }

  reference(id: string): NodeId {
    return this.intern(`reference:${id}`, { kind: 'reference', id });
  }

  bind(id: string, target: NodeId): void {
    this.targets.set(id, target);
  }

  /** The schema behind a reference node. */
  target(id: string): NodeId {
    return this.targets.get(id) as NodeId;
  }

  /** Every reference bound so far. */
  references(): Iterable<[string, NodeId]> {
    return this.targets;
  }

  types(types: readonly JsonType[]): NodeId {
    const unique = [...new Set(types)].sort();
    if (unique.length === 6) return this.true;
    if (unique.length === 0) return this.false;
    return this.intern(`type:${unique}`, { kind: 'type', types: unique });
  }

  enum(values: readonly Json[]): NodeId {
    const byText = new Map(values.map((value) => [canonicalText(value), value]));
    if (byText.size === 0) return this.false;
    const texts = [...byText.keys()].sort();
    return this.intern(`enum:${texts.join('\n')}`, {
      kind: 'enum',
      values: texts.map((text) => byText.get(text) as Json),
      texts: new Set(texts),
    });
  }

  minSize(type: SizedType, limit: number): NodeId {
    return limit <= 0 ? this.true : this.intern(`minSize:${type}:${limit}`, { kind: 'minSize', type, limit });
  }

  additional(node: Omit<NodeOf<'additional'>, 'kind'>): NodeId {
    const names = [...new Set(node.names)].sort();
    const patterns = [...new Set(node.patterns)].sort();
    return this.intern(`additional:${JSON.stringify([names, patterns])}:${node.schema}`, {
      kind: 'additional',
      names,
      patterns,
      schema: node.schema,
    });
  }

  contains(node: Omit<NodeOf<'contains'>, 'kind'>): NodeId {
    if (node.min <= 0 && node.max === Number.POSITIVE_INFINITY) return this.true;
    return this.intern(`contains:${node.schema}:${node.min}:${node.max}`, { kind: 'contains', ...node });
  }

  /** A node whose own fields tell it apart from every other. */
  leaf(
    node: NodeOf<
      | 'bound'
      | 'multipleOf'
      | 'pattern'
      | 'format'
      | 'maxSize'
      | 'required'
      | 'property'
      | 'patternProperty'
      | 'propertyNames'
      | 'item'
      | 'tail'
      | 'unique'
      | 'opaque'
    >,
  ): NodeId {
    // A member of any value is still a declared member, which the grade of a verdict depends on.
    const declares = node.kind === 'property' || node.kind === 'patternProperty';
    const holds = !declares && 'schema' in node && node.schema === this.true;
    return holds ? this.true : this.intern(JSON.stringify(node), node);
  }

  private flatten(kind: 'all' | 'any', parts: readonly NodeId[]): NodeId[] {
    const flat = new Set<NodeId>();
    for (const part of parts) {
      const node = this.get(part);
      if (node.kind === kind) for (const inner of node.of) flat.add(inner);
      else flat.add(part);
    }
    return [...flat].sort((left, right) => left - right);
  }

  private intern(key: string, node: SchemaNode): NodeId {
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.nodes.push(node) - 1;
    this.ids.set(key, id);
    return id;
  }
}
