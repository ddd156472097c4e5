import { canonicalText, type Json, type JsonObject, member } from '../json';

export const ALL_TYPES = ['null', 'boolean', 'number', 'string', 'array', 'object'];

export function typeNames(value: Json | undefined): string[] {
  if (value === undefined) return ALL_TYPES;
  const names = (Array.isArray(value) ? value : [value]).filter((name) => typeof name === 'string');
  return [...new Set(names)];
}

export function coversType(names: readonly string[], name: string): boolean {
  return names.includes(name) || (name === 'integer' && names.includes('number'));
}

export function allowedValues(schema: JsonObject): { keyword: string; values: Json[] } | undefined {
  const constant = member(schema, 'const');
  const values = member(schema, 'enum');
  if (constant !== undefined && values === undefined) return { keyword: 'const', values: [constant] };
  if (!Array.isArray(values)) return undefined;
  if (constant === undefined) return { keyword: 'enum', values };
  return { keyword: 'const', values: without([constant], without([constant], values)) };
}

export function without(values: readonly Json[], others: readonly Json[]): Json[] {
  const texts = new Set(others.map(canonicalText));
  return values.filter((value) => !texts.has(canonicalText(value)));
}
