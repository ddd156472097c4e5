export { type CheckOptions, checkContainment } from './check-containment';
export type { Json, JsonObject } from './json';
export type { FormatPolicy } from './schema/compile';
export { DRAFTS, type Draft } from './schema/draft';
export {
  type JsonTextError,
  type ParsedJson,
  type Position,
  parseJsonText,
  type Range,
} from './text/json-text';
export type { Breaking, BreakingGrade, Reason, ReasonCode, SchemaLocation, Verdict } from './verdict';
