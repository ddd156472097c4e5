import { canonicalText, codePointLength, isObject, type Json, member, typeOf } from '../json';
import type { Budget } from '../solve/budget';
import { decimal, isMultipleOf } from '../solve/decimal';
import type { Patterns } from '../solve/pattern';
import { hasFormat } from './format';
import { constrainedType, type NodeId, type NodeStore, type SchemaNode } from './node';

/** True, false, or undefined where the schema holds something not understood or the budget is used up. */
export type Truth = boolean | undefined;

/** Validates values against nodes, as the specification says. The second opinion beside AJV, and the judge of samples. */
export class Evaluator {
  constructor(
    private readonly store: NodeStore,
    private readonly patterns: Patterns,
    private readonly budget: Budget,
  ) {}

  accepts(id: NodeId, value: Json): Truth {
    if (!this.budget.spend()) return undefined;
    const node = this.store.get(id);
    const constrained = constrainedType(node);
    if (constrained !== undefined && constrained !== typeOf(value)) return true;
    return this.judge(node, value);
  }

  private judge(node: SchemaNode, value: Json): Truth {
    switch (node.kind) {
      case 'true':
        return true;
      case 'false':
        return false;
      case 'all':
        return every(node.of, (part) => this.accepts(part, value));
      case 'any':
        return not(every(node.of, (part) => not(this.accepts(part, value))));
      case 'one':
        return this.exactlyOne(node.of, value);
      case 'not':
        return not(this.accepts(node.of, value));
      case 'reference':
        return this.accepts(this.store.target(node.id), value);
      case 'type':
        return node.types.includes(typeOf(value));
      case 'enum':
        return node.texts.has(canonicalText(value));
      case 'opaque':
        return undefined;
      case 'bound':
        return isWithin(node, value as number);
      case 'multipleOf':
        return Number.isFinite(value)
          ? isMultipleOf(decimal(value as number), decimal(node.divisor))
          : undefined;
      case 'pattern':
        return this.patterns.matches(node.pattern, value as string);
      case 'format':
        return hasFormat(node.format, value as string);
      case 'minSize':
        return sizeOf(value) >= node.limit;
      case 'maxSize':
        return sizeOf(value) <= node.limit;
      default:
        return Array.isArray(value) ? this.judgeArray(node, value) : this.judgeObject(node, value);
    }
  }

  private judgeArray(node: SchemaNode, value: Json[]): Truth {
    switch (node.kind) {
      case 'item':
        return node.index >= value.length || this.accepts(node.schema, value[node.index] as Json);
      case 'tail':
        return every(value.slice(node.from), (item) => this.accepts(node.schema, item));
      case 'contains':
        return this.containsEnough(node, value);
      case 'unique':
        return new Set(value.map(canonicalText)).size === value.length;
      default:
        return true;
    }
  }

  private judgeObject(node: SchemaNode, value: Json): Truth {
    if (!isObject(value)) return true;
    const keys = Object.keys(value);
    const at = (key: string) => member(value, key) as Json;
    switch (node.kind) {
      case 'required':
        return Object.hasOwn(value, node.name);
      case 'property':
        return !Object.hasOwn(value, node.name) || this.accepts(node.schema, at(node.name));
      case 'patternProperty':
        return every(keys, (key) =>
          implies(this.patterns.matches(node.pattern, key), () => this.accepts(node.schema, at(key))),
        );
      case 'additional':
        return every(keys, (key) =>
          implies(this.isAdditional(node, key), () => this.accepts(node.schema, at(key))),
        );
      case 'propertyNames':
        return every(keys, (key) => this.accepts(node.schema, key));
      default:
        return true;
    }
  }

  /** Whether a key is named neither by `properties` nor by `patternProperties` beside `additionalProperties`. */
  isAdditional(node: { names: readonly string[]; patterns: readonly string[] }, key: string): Truth {
    if (node.names.includes(key)) return false;
    return every(node.patterns, (pattern) => not(this.patterns.matches(pattern, key)));
  }

  private exactlyOne(parts: readonly NodeId[], value: Json): Truth {
    let held = 0;
    let unknown = false;
    for (const part of parts) {
      const truth = this.accepts(part, value);
      if (truth === true) held += 1;
      if (truth === undefined) unknown = true;
      if (held > 1) return false;
    }
    return unknown ? undefined : held === 1;
  }

  private containsEnough(node: { schema: NodeId; min: number; max: number }, value: Json[]): Truth {
    const truths = value.map((item) => this.accepts(node.schema, item));
    const sure = truths.filter((truth) => truth === true).length;
    const possible = sure + truths.filter((truth) => truth === undefined).length;
    if (possible < node.min || sure > node.max) return false;
    return sure >= node.min && possible <= node.max ? true : undefined;
  }
}

export function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function every<T>(items: readonly T[], judge: (item: T) => Truth): Truth {
  let unknown = false;
  for (const item of items) {
    const truth = judge(item);
    if (truth === false) return false;
    if (truth === undefined) unknown = true;
  }
  return unknown ? undefined : true;
}

function implies(premise: Truth, conclusion: () => Truth): Truth {
  if (premise === false) return true;
  const concluded = conclusion();
  return premise === true || concluded === true ? concluded : undefined;
}

function isWithin(
  node: { side: 'least' | 'greatest'; value: number; exclusive: boolean },
  value: number,
): boolean {
  if (node.exclusive && value === node.value) return false;
  return node.side === 'least' ? value >= node.value : value <= node.value;
}

function sizeOf(value: Json): number {
  if (typeof value === 'string') return codePointLength(value);
  return Array.isArray(value) ? value.length : Object.keys(value as object).length;
}
