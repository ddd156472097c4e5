export { type CheckOptions, checkContainment } from './check-containment';
export { ContradictedProof } from './confirm/self-check';
export type { ChangeClass, ContractChange } from './contract/change';
export { type ChangeWitness, findChangeWitness, type WitnessDirection } from './contract/change-witness';
export {
  type Answer,
  checkCompatibility,
  type Direction,
  directionsOf,
  type Mode,
} from './contract/compatibility';
export { type DiffOptions, diffContract } from './contract/diff-contract';
export { type Difference, type DifferenceOptions, differenceBetween } from './contract/difference';
export { type Bump, type BumpEvidence, type RequiredBump, requiredBump } from './contract/required-bump';
export type { Json, JsonObject } from './json';
export type { FormatPolicy } from './schema/compile';
export { type DanglingReference, danglingReferences } from './schema/dangling';
export { DRAFTS, type Draft, declaredDraft } from './schema/draft';
export type { SchemaContext } from './schema/source';
export {
  type JsonTextError,
  type ParsedJson,
  type Position,
  parseJsonText,
  type Range,
} from './text/json-text';
export type { Breaking, BreakingGrade, Reason, ReasonCode, SchemaLocation, Verdict } from './verdict';
