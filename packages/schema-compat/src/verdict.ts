import type { Json } from './json';

/**
 * Why a question stays undecided.
 * - `unsupported-keyword`, `malformed-keyword`, `reference-unresolvable`, `reference-cycle`: the schema
 *   holds something this version does not reason about, at `location`.
 * - `number-misread`: a number that no double has, where the nearest one could give another answer.
 * - `pattern-not-regular`, `pattern-too-large`: a regular expression has no (small) automaton.
 * - `budget`: steps, time, stack or size ran out.
 * - `ajv-cannot-compile`, `ajv-cannot-validate`: no witness can be confirmed.
 * - `validators-disagree`: AJV, a second validator and this package's own evaluation differ on the candidate document.
 * - `witness-not-found`, `witness-too-large`: neither a proof nor a document of bounded size was found.
 * - `contradicted-proof`: a fault of this package, told by `checkCompatibility`; `checkContainment` throws it.
 */
export type ReasonCode =
  | 'unsupported-keyword'
  | 'malformed-keyword'
  | 'reference-unresolvable'
  | 'reference-cycle'
  | 'number-misread'
  | 'pattern-not-regular'
  | 'pattern-too-large'
  | 'budget'
  | 'ajv-cannot-compile'
  | 'ajv-cannot-validate'
  | 'validators-disagree'
  | 'witness-not-found'
  | 'witness-too-large'
  | 'contradicted-proof';

/** Where in which of the two schemas: a JSON Pointer into its document, or into the other document with this URI. */
export type SchemaLocation = { schema: 'a' | 'b'; pointer: string; document?: string };

export type Reason = { code: ReasonCode; location?: SchemaLocation; message: string };

/**
 * `undeclared-only`: no document whose members are all declared by A breaks; only undeclared content does. What is declared
 * stands in schema/declarations.ts.
 */
export type BreakingGrade = 'breaking' | 'undeclared-only';

export type Breaking = {
  kind: 'breaking';
  grade: BreakingGrade;
  /** Valid under A, invalid under B: confirmed by AJV from its serialised form. */
  witness: Json;
  /** JSON Pointer into the witness: where B rejects it. */
  instancePath: string;
  /** The keyword of B that fails. */
  keyword: string;
  /** JSON Pointer into A: the subschema that speaks of `instancePath`, or the nearest one above it. */
  schemaPathA: string;
  /** URI of the document that `schemaPathA` points into, if that is not A itself but one it refers to. */
  documentA?: string;
  /** JSON Pointer into B: the failing keyword. */
  schemaPathB: string;
  documentB?: string;
  message: string;
};

export type Verdict = { kind: 'compatible' } | Breaking | { kind: 'undecided'; reasons: Reason[] };
