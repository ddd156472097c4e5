import { type CheckOptions, checkContainment } from '../check-containment';
import { compileValidator, type Validation } from '../confirm/validator';
import { isObject, type Json, type JsonObject, member, setMember } from '../json';
import { formatPointer, parsePointer, resolvePointer } from '../json-pointer';
import { declaredDraft } from '../schema/draft';
import { withAbsoluteIds } from '../schema/source';
import type { Breaking } from '../verdict';
import type { ContractChange } from './change';

/** Which documents a change breaks: stored ones under the new contract, or new ones at a consumer that knows the old. */
export type WitnessDirection = 'older-document-rejected-by-newer' | 'newer-document-rejected-by-older';

export type ChangeWitness = {
  direction: WitnessDirection;
  document: Json;
  instancePath: string;
  /** The keyword that rejects the document. */
  keyword: string;
};

/**
 * A document that shows what a breaking change breaks, where one can be made: the change alone is applied to the older
 * schema, the two are asked for a witness in either direction, and the witness must hold between the real versions.
 */
export function findChangeWitness(
  change: ContractChange,
  older: Json,
  newer: Json,
  options: CheckOptions = {},
): ChangeWitness | undefined {
  if (change.class !== 'breaking' || !isWithin(change)) return undefined;
  const changed = applyChange(change, older, newer);
  if (changed === undefined) return undefined;
  const validates = (schema: Json, side: 'a' | 'b') => (document: Json) => {
    const draft = declaredDraft(schema) ?? options.draft ?? '2020-12';
    const source = withAbsoluteIds({ schema, ...options.contexts?.[side] }, draft);
    const compiled = compileValidator(source, draft, options.formats ?? 'annotation');
    return compiled.ok ? compiled.validator.validate(document) : undefined;
  };
  const { a } = options.contexts ?? {};
  const forward = checkContainment(older, changed, { ...options, contexts: { a, b: a } });
  const kept =
    forward.kind === 'breaking'
      ? keep(forward, 'older-document-rejected-by-newer', validates(older, 'a'), validates(newer, 'b'))
      : undefined;
  if (kept !== undefined) return kept;
  const backward = checkContainment(changed, older, { ...options, contexts: { a, b: a } });
  return backward.kind === 'breaking'
    ? keep(backward, 'newer-document-rejected-by-older', validates(newer, 'b'), validates(older, 'a'))
    : undefined;
}

/** Whether a change stands in the two schemas themselves, and not in documents that they refer to. */
function isWithin({ olderPointer, newerPointer }: ContractChange): boolean {
  return [olderPointer, newerPointer].every((pointer) => parsePointer(pointer) !== undefined);
}

function keep(
  found: Breaking,
  direction: WitnessDirection,
  accepting: (document: Json) => Validation | undefined,
  rejecting: (document: Json) => Validation | undefined,
): ChangeWitness | undefined {
  const { witness: document, instancePath, keyword } = found;
  if (accepting(document)?.kind !== 'valid' || rejecting(document)?.kind !== 'invalid') return undefined;
  return { direction, document, instancePath, keyword };
}

type BreakingChange = Extract<ContractChange, { class: 'breaking' }>;

/** The older schema with this one change made; undefined where the place cannot be found in it. */
function applyChange(change: BreakingChange, older: Json, newer: Json): Json | undefined {
  const copy = structuredClone(older);
  const replacement = resolvePointer(newer, change.newerPointer);
  switch (change.kind) {
    case 'property-removed': {
      const { schema, parent, name } = fieldAt(copy, change.olderPointer);
      if (schema === undefined || !isObject(parent) || name === undefined) return undefined;
      delete parent[name];
      const required = member(schema, 'required');
      if (Array.isArray(required))
        setMember(
          schema,
          'required',
          required.filter((other) => other !== name),
        );
      return copy;
    }
    case 'required-property-added': {
      const { schema, parent, name } = fieldAt(copy, change.olderPointer);
      if (schema === undefined || name === undefined || replacement === undefined) return undefined;
      const properties = isObject(parent) ? parent : {};
      setMember(properties, name, replacement);
      setMember(schema, 'properties', properties);
      return requireField(schema, name) ? copy : undefined;
    }
    case 'property-became-required': {
      const schema = resolvePointer(copy, parentOf(change.olderPointer));
      return isObject(schema ?? null) && requireField(schema as JsonObject, change.name) ? copy : undefined;
    }
    case 'schema-forbidden':
      return replaceAt(copy, change.olderPointer, false);
    case 'alternative-removed':
      return replaceAt(copy, change.olderPointer, undefined);
    case 'type-changed':
    case 'type-narrowed':
    case 'values-narrowed':
    case 'values-restricted':
    case 'constraint-tightened':
      return replaceAt(copy, change.olderPointer, replacement);
  }
}

function fieldAt(document: Json, pointer: string): { schema?: JsonObject; parent?: Json; name?: string } {
  const propertiesPointer = parentOf(pointer);
  const schema = resolvePointer(document, parentOf(propertiesPointer));
  if (!isObject(schema ?? null)) return {};
  const name = parsePointer(pointer)?.at(-1);
  const parent = resolvePointer(document, propertiesPointer);
  return {
    schema: schema as JsonObject,
    ...(parent !== undefined && { parent }),
    ...(name !== undefined && { name }),
  };
}

function requireField(schema: JsonObject, name: string): boolean {
  const required = member(schema, 'required') ?? [];
  if (!Array.isArray(required)) return false;
  setMember(schema, 'required', [...new Set([...required, name])]);
  return true;
}

/** Sets or, with undefined, removes what stands at a pointer; the document itself where the pointer is empty. */
function replaceAt(document: Json, pointer: string, value: Json | undefined): Json | undefined {
  const token = parsePointer(pointer)?.at(-1);
  if (token === undefined) return value;
  const parent = resolvePointer(document, parentOf(pointer));
  if (Array.isArray(parent)) {
    parent.splice(Number(token), 1, ...(value === undefined ? [] : [value]));
    return document;
  }
  if (!isObject(parent ?? null)) return undefined;
  if (value === undefined) delete (parent as JsonObject)[token];
  else setMember(parent as JsonObject, token, value);
  return document;
}

function parentOf(pointer: string): string {
  return formatPointer((parsePointer(pointer) ?? []).slice(0, -1));
}
