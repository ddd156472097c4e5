import type { Json } from '../json';

export type ChangeClass = 'breaking' | 'additive' | 'annotation' | 'undecided';

/**
 * Where a change stands: JSON Pointers into the older and the newer schema. Where a keyword or member is missing on one side,
 * the pointer says where it would stand.
 */
type At = { olderPointer: string; newerPointer: string; message: string };

/** One difference between two versions of a contract, named as its readers speak of it. */
export type ContractChange = At &
  (
    | { kind: 'property-removed'; class: 'breaking'; name: string }
    | { kind: 'property-added'; class: 'additive'; name: string }
    | { kind: 'required-property-added'; class: 'breaking'; name: string }
    | { kind: 'property-became-required'; class: 'breaking'; name: string }
    | { kind: 'property-became-optional'; class: 'additive'; name: string }
    | { kind: 'type-changed'; class: 'breaking'; removed: string[]; added: string[] }
    | { kind: 'type-narrowed'; class: 'breaking'; removed: string[] }
    | { kind: 'type-widened'; class: 'additive'; added: string[] }
    | { kind: 'values-narrowed'; class: 'breaking'; removed: Json[]; added: Json[] }
    | { kind: 'values-widened'; class: 'additive'; added: Json[] }
    | { kind: 'values-restricted'; class: 'breaking'; allowed: Json[] }
    | { kind: 'values-unrestricted'; class: 'additive' }
    | { kind: 'constraint-tightened'; class: 'breaking'; keyword: string }
    | { kind: 'constraint-loosened'; class: 'additive'; keyword: string }
    | { kind: 'schema-forbidden'; class: 'breaking' }
    | { kind: 'schema-allowed'; class: 'additive' }
    | { kind: 'alternative-removed'; class: 'breaking'; keyword: 'anyOf' | 'oneOf' }
    | { kind: 'alternative-added'; class: 'additive' | 'undecided'; keyword: 'anyOf' | 'oneOf' }
    | { kind: 'definition-added'; class: 'additive'; name: string }
    | { kind: 'definition-removed'; class: 'undecided'; name: string }
    | { kind: 'annotation-changed'; class: 'annotation'; keyword: string }
    | { kind: 'keyword-changed'; class: 'undecided'; keyword: string }
    | { kind: 'unexplained'; class: 'undecided' }
  );
