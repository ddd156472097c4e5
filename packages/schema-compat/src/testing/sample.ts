import { isObject, type Json, type JsonObject, member, setMember } from '../json';
import { resolvePointer } from '../json-pointer';
import type { Random } from './random';

const NAMES = ['a', 'b', 'ab', 'x', 'constructor'];
const TEXTS = ['', 'a', 'ab', 'b', 'abc', '1', 'x-a', '2020-01-31', 'https://example.org/', '1.2.3'];
const NUMBERS = [0, 1, -1, 2, 3, 0.5, 1.5, 7, 100];
const TYPES = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];
const MAX_DEPTH = 6;

/**
 * A document that tries to fit a schema, by following its keywords and guessing; often it does, and often only nearly. It
 * shares nothing with the solver, so that it can find fault with its proofs.
 */
export function sampleDocument(schema: Json, random: Random): Json {
  return new Sampler(schema, random).value(schema, 0);
}

/** The document with one place changed. */
export function nearDocument(document: Json, random: Random): Json {
  if (random.chance(0.3) || typeof document !== 'object' || document === null) return leaf(random);
  if (Array.isArray(document)) {
    const index = random.below(document.length + 1);
    if (index === document.length) return [...document, leaf(random)];
    if (random.chance(0.3)) return document.filter((_, at) => at !== index);
    return document.with(index, nearDocument(document[index] as Json, random));
  }
  const copy = structuredClone(document);
  const keys = Object.keys(copy);
  const key = keys.length > 0 && random.chance(0.7) ? random.pick(keys) : random.pick(NAMES);
  if (random.chance(0.25)) delete copy[key];
  else setMember(copy, key, nearDocument(member(copy, key) ?? null, random));
  return copy;
}

function leaf(random: Random): Json {
  return random.pick<Json>([null, true, false, ...NUMBERS, ...TEXTS, [], {}, [1], { a: 1 }]);
}

class Sampler {
  constructor(
    private readonly root: Json,
    private readonly random: Random,
  ) {}

  value(schema: Json, depth: number): Json {
    const { random } = this;
    if (!isObject(schema) || depth > MAX_DEPTH) return leaf(random);
    const whole = this.merged(schema, 0);
    if (whole.const !== undefined) return whole.const;
    if (Array.isArray(whole.enum) && whole.enum.length > 0) return random.pick(whole.enum);
    switch (this.typeOf(whole)) {
      case 'null':
        return null;
      case 'boolean':
        return random.chance(0.5);
      case 'integer':
        return Math.round(this.number(whole));
      case 'number':
        return this.number(whole);
      case 'string':
        return this.text(whole);
      case 'array':
        return this.array(whole, depth);
      default:
        return this.object(whole, depth);
    }
  }

  /** The schema with what it refers to and one of its alternatives laid over it. */
  private merged(schema: JsonObject, depth: number): JsonObject {
    if (depth > MAX_DEPTH) return schema;
    const parts: Json[] = [];
    if (typeof schema.$ref === 'string' && schema.$ref.startsWith('#'))
      parts.push(resolvePointer(this.root, decodeURIComponent(schema.$ref.slice(1))) ?? true);
    if (Array.isArray(schema.allOf)) parts.push(...schema.allOf);
    for (const keyword of ['anyOf', 'oneOf'] as const) {
      const list = schema[keyword];
      if (Array.isArray(list) && list.length > 0) parts.push(this.random.pick(list));
    }
    if (schema.then !== undefined && this.random.chance(0.5)) parts.push(schema.if ?? true, schema.then);
    else if (schema.else !== undefined) parts.push(schema.else);
    let whole = schema;
    for (const part of parts.filter(isObject)) {
      const inner = this.merged(part, depth + 1);
      const joined: JsonObject = { ...whole, ...inner };
      for (const keyword of ['properties', 'patternProperties'] as const) {
        const [left, right] = [whole[keyword], inner[keyword]];
        if (isObject(left) && isObject(right)) joined[keyword] = { ...left, ...right };
      }
      if (Array.isArray(whole.required) && Array.isArray(inner.required))
        joined.required = [...whole.required, ...inner.required];
      whole = joined;
    }
    return whole;
  }

  private typeOf(schema: JsonObject): string {
    const { type } = schema;
    if (typeof type === 'string') return type;
    if (Array.isArray(type) && type.length > 0) return String(this.random.pick(type));
    if (this.random.chance(0.15)) return this.random.pick(TYPES);
    const has = (...keywords: string[]) => keywords.some((keyword) => schema[keyword] !== undefined);
    if (has('properties', 'required', 'patternProperties', 'additionalProperties', 'minProperties'))
      return 'object';
    if (has('propertyNames', 'maxProperties', 'unevaluatedProperties', 'dependencies')) return 'object';
    if (has('items', 'prefixItems', 'contains', 'minItems', 'maxItems', 'uniqueItems')) return 'array';
    if (has('minLength', 'maxLength', 'pattern', 'format')) return 'string';
    if (has('minimum', 'maximum', 'multipleOf', 'exclusiveMinimum', 'exclusiveMaximum')) return 'number';
    return this.random.pick(TYPES);
  }

  private number(schema: JsonObject): number {
    const anchors = [schema.minimum, schema.maximum, schema.exclusiveMinimum, schema.exclusiveMaximum].filter(
      (value) => typeof value === 'number',
    );
    const anchor = anchors.length > 0 ? this.random.pick(anchors) : this.random.pick(NUMBERS);
    const step = typeof schema.multipleOf === 'number' ? schema.multipleOf : this.random.pick([1, 0.5, 1, 2]);
    const near = anchor + step * this.random.pick([0, 1, -1, 0, 1, -1, 2, 3]);
    return this.random.chance(0.5) ? near : Math.round(near / step) * step;
  }

  private text(schema: JsonObject): string {
    const min = typeof schema.minLength === 'number' ? Math.min(schema.minLength, 50) : 0;
    const max = typeof schema.maxLength === 'number' ? schema.maxLength : Number.POSITIVE_INFINITY;
    const pattern =
      typeof schema.pattern === 'string' ? schema.pattern.replaceAll(/[\^$\\?*+.()[\]]/g, '') : '';
    const text = this.random.chance(0.3) ? pattern : this.random.pick(TEXTS);
    const sized = this.random.chance(0.8) ? text.padEnd(min, 'a') : text;
    return this.random.chance(0.8) && max < 50 ? sized.slice(0, max) : sized;
  }

  private array(schema: JsonObject, depth: number): Json {
    const min = typeof schema.minItems === 'number' ? Math.min(schema.minItems, 10) : 0;
    const tuple = Array.isArray(schema.prefixItems) ? schema.prefixItems : schema.items;
    const length = Math.max(min, this.random.below(4)) - (this.random.chance(0.1) ? 1 : 0);
    return Array.from({ length: Math.max(0, length) }, (_, index) => {
      const own = Array.isArray(tuple) ? tuple[index] : undefined;
      const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
      const contained = this.random.chance(0.4) ? schema.contains : undefined;
      return this.value(contained ?? own ?? rest ?? true, depth + 1);
    });
  }

  private object(schema: JsonObject, depth: number): Json {
    const properties = isObject(schema.properties) ? schema.properties : {};
    const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
    const share = depth > 2 ? 0.1 : 0.4;
    const optional = Object.keys(properties).filter(() => this.random.chance(share));
    const free = this.random.chance(0.3) ? [this.random.pick(NAMES)] : [];
    const value: JsonObject = {};
    for (const name of [...required.filter(() => this.random.chance(0.95)), ...optional, ...free]) {
      const own = member(properties, name) ?? schema.additionalProperties ?? true;
      setMember(value, name, this.value(own, depth + 1));
    }
    return value;
  }
}
