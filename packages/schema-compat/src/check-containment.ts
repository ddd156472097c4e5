import { Judge, type Side } from './confirm/judge';
import { ContradictedProof, spokenDocuments } from './confirm/self-check';
import { shrink } from './confirm/shrink';
import type { ValidationError } from './confirm/validator';
import { canonicalText, type Json, withinLimits } from './json';
import { parsePointer } from './json-pointer';
import { compileSchema, type FormatPolicy, type Interpretation } from './schema/compile';
import { danglingIn } from './schema/dangling';
import { type Draft, declaredDraft } from './schema/draft';
import { Evaluator } from './schema/evaluate';
import { governing, keywordPointers } from './schema/governing';
import { type NodeId, NodeStore } from './schema/node';
import { decodeFragment, Resources } from './schema/resources';
import { SCHEMA_LIMITS, type SchemaContext, withAbsoluteIds } from './schema/source';
import { misreadNumber } from './schema/written-numbers';
import { Budget } from './solve/budget';
import { firstUndeclared } from './solve/declared';
import { type Literal, literal } from './solve/literal';
import type { Outcome } from './solve/outcome';
import { Patterns } from './solve/pattern';
import { Solver } from './solve/solver';
import type { Breaking, Reason, Verdict } from './verdict';

export type CheckOptions = {
  /** The draft of a schema without a known `$schema`. Default `2020-12`. */
  draft?: Draft;
  /** Whether `format` rejects documents. Default `annotation`: it does not. */
  formats?: FormatPolicy;
  /** Where each schema is, and the other documents that its references lead to. */
  contexts?: { a?: SchemaContext; b?: SchemaContext };
  /** Work allowed to each search; the answer depends on it. Default 200,000 steps (about a second). */
  maxSteps?: number;
  /** A safety net in milliseconds for each search. Default 10,000. */
  timeLimitMs?: number;
};

const DEFAULT_MAX_STEPS = 200_000;
const DEFAULT_TIME_LIMIT_MS = 10_000;
/** Steps that checking a proof may take. */
const SELF_CHECK_STEPS = 4_000;

/**
 * Is every document valid under `a` valid under `b`?
 *
 * `compatible` is proven; `breaking` carries a document that AJV accepts under `a` and rejects under `b`; everything else is
 * `undecided` with reasons. Throws for no schema; only `ContradictedProof`, where this package finds itself at fault.
 */
export function checkContainment(a: Json, b: Json, options: CheckOptions = {}): Verdict {
  const { contexts = {} } = options;
  for (const [side, schema] of [['a', a] as const, ['b', b] as const]) {
    const documents = [schema, ...(contexts[side]?.documents?.values() ?? [])];
    if (withinLimits(documents, SCHEMA_LIMITS)) continue;
    const message = `a schema may nest ${SCHEMA_LIMITS.maxDepth} levels and hold ${SCHEMA_LIMITS.maxNodes} values`;
    return undecided({ code: 'budget', location: { schema: side, pointer: '' }, message });
  }
  const texts = [contexts.a, contexts.b].map((context) => context?.texts ?? []);
  const misread = misreadNumber(texts.flat());
  if (misread !== undefined && texts[0]?.join() !== texts[1]?.join())
    return undecided(misreadReason(misread));
  try {
    return new Question(a, b, options).decide();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undecided({ code: 'budget', message: 'the schemas refer to each other too deeply for the stack' });
  }
}

const misreadReason = (number: string): Reason => ({
  code: 'number-misread',
  message: `the number ${number} is read as ${Number(number)}, the nearest that JavaScript has, so that the answer could be that of other schemas`,
});

/** One way to read both schemas; two where the specification and AJV differ. */
type Reading = {
  store: NodeStore;
  a: NodeId;
  b: NodeId;
  /** What members A declares. */
  declarations(): NodeId;
  isDisputed: boolean;
};

class Question {
  private readonly sides: { a: Side; b: Side };
  private readonly formats: FormatPolicy;
  private readonly patterns = new Patterns();
  private readonly readings: Reading[];

  constructor(
    a: Json,
    b: Json,
    private readonly options: CheckOptions,
  ) {
    const sideOf = (schema: Json, context: SchemaContext | undefined): Side => {
      const draft = declaredDraft(schema) ?? options.draft ?? '2020-12';
      return { source: withAbsoluteIds({ schema, ...context }, draft), draft };
    };
    this.sides = { a: sideOf(a, options.contexts?.a), b: sideOf(b, options.contexts?.b) };
    this.formats = options.formats ?? 'annotation';
    const asAjv = this.read('ajv');
    this.readings = asAjv.isDisputed ? [asAjv, this.read('specification')] : [asAjv];
  }

  decide(): Verdict {
    if (areSame(this.sides.a, this.sides.b)) return { kind: 'compatible' };
    const outcomes = this.readings.map((reading) => this.search(reading, false));
    if (outcomes.every((outcome) => outcome.kind === 'empty')) return this.proven();
    const candidates = outcomes.map(documentOf).filter((document) => document !== undefined);
    const reasons = outcomes.flatMap((outcome) => (outcome.kind === 'unknown' ? outcome.reasons : []));
    if (candidates.length === 0) return { kind: 'undecided', reasons: distinct(reasons) };
    const created = Judge.create(this.sides, this.formats, this.patterns, (document) =>
      this.opinions(document),
    );
    if (!created.ok) return { kind: 'undecided', reasons: distinct([...reasons, created.reason]) };
    for (const { value, isSample } of candidates) {
      const trouble = created.judge.trouble(value);
      const confirmation = trouble === undefined ? created.judge.confirm(value) : undefined;
      if (confirmation?.kind === 'confirmed') return this.breaking(value, created.judge);
      const reason = trouble ?? confirmation?.reason;
      if (reason !== undefined && isSample) reasons.push(reason);
    }
    return { kind: 'undecided', reasons: distinct(reasons) };
  }

  private read(interpretation: Interpretation): Reading {
    const store = new NodeStore();
    const compiled = (side: 'a' | 'b') =>
      compileSchema(store, this.sides[side].source, {
        side,
        draft: this.sides[side].draft,
        formats: this.formats,
        interpretation,
      });
    const a = compiled('a');
    const b = compiled('b');
    return {
      store,
      a: a.root,
      b: b.root,
      declarations: a.declarations,
      isDisputed: a.isDisputed || b.isDisputed,
    };
  }

  /** Looks for a document under A that is not under B; with `declaredOnly` for one all of whose members A declares. */
  private search(reading: Reading, declaredOnly: boolean): Outcome {
    const claims = [literal(reading.a, true, false), literal(reading.b, false, false)];
    if (declaredOnly) claims.push(literal(reading.declarations(), true, true));
    return this.solve(reading, claims, declaredOnly, this.newBudget());
  }

  private solve(reading: Reading, claims: Literal[], declaredOnly: boolean, budget: Budget): Outcome {
    const { store } = reading;
    const { patterns } = this;
    const evaluator = new Evaluator(store, patterns, budget);
    return new Solver({ store, evaluator, patterns, budget, declaredOnly }).solve(claims);
  }

  private newBudget(maxSteps = this.options.maxSteps ?? DEFAULT_MAX_STEPS): Budget {
    return new Budget({ maxSteps, timeLimitMs: this.options.timeLimitMs ?? DEFAULT_TIME_LIMIT_MS });
  }

  private opinions(document: Json, maxSteps?: number) {
    return this.readings.map(({ store, a, b }) => {
      const evaluator = new Evaluator(store, this.patterns, this.newBudget(maxSteps));
      return { underA: evaluator.accepts(a, document), underB: evaluator.accepts(b, document) };
    });
  }

  /** A proof is tried on documents the schemas speak of, a document under A and one that B rejects. */
  private proven(): Verdict {
    const built = this.readings.flatMap((reading) => [
      this.solve(reading, [literal(reading.a, true, false)], false, this.newBudget(SELF_CHECK_STEPS)),
      this.solve(reading, [literal(reading.b, false, false)], false, this.newBudget(SELF_CHECK_STEPS)),
    ]);
    const documents = spokenDocuments(this.sides.a.source.schema, this.sides.b.source.schema);
    for (const outcome of built) if (outcome.kind === 'sample') documents.push(outcome.value);
    for (const document of documents) {
      const refuted = this.opinions(document, SELF_CHECK_STEPS).some(
        ({ underA, underB }) => underA === true && underB === false,
      );
      if (refuted) throw new ContradictedProof(document);
    }
    return { kind: 'compatible' };
  }

  /** AJV's paths begin at the schema that a reference led to, whichever that is: the instance leads there. */
  private failing(resources: Resources, { instancePath, keyword, schemaPath }: ValidationError): string {
    const tokens = parsePointer(instancePath) ?? [];
    const standing = keywordPointers(resources, this.patterns, tokens, keyword);
    const direct = resources.pointerOf(schemaPath);
    const end = decodeFragment(schemaPath.replace(/^[^#]*#/, '')) ?? '';
    const exact = standing.find((pointer) => pointer === direct);
    return exact ?? standing.find((pointer) => pointer.endsWith(end)) ?? (direct || standing[0] || '');
  }

  /** The verdict for a confirmed witness: graded, smaller where possible, located in both schemas. */
  private breaking(found: Json, judge: Judge): Verdict {
    const isWitness = (document: Json) => judge.confirm(document).kind === 'confirmed';
    const declared = this.readings.map((reading) => this.search(reading, true));
    const grade = declared.every((outcome) => outcome.kind === 'empty') ? 'undeclared-only' : 'breaking';
    const better = declared
      .map(documentOf)
      .find((document) => document !== undefined && isWitness(document.value));
    const witness = shrink(better?.value ?? found, isWitness);
    const confirmation = judge.confirm(witness);
    if (confirmation.kind !== 'confirmed') return undecided(confirmation.reason);
    const { error } = confirmation;
    const { a, b } = this.sides;
    const resources = { a: new Resources(a.source, a.draft), b: new Resources(b.source, b.draft) };
    const path = [
      ...(parsePointer(error.instancePath) ?? []),
      ...(error.member === undefined ? [] : [error.member]),
    ];
    const underA = governing(resources.a, this.patterns, path);
    const at = {
      a: resources.a.locate(underA.pointer),
      b: resources.b.locate(this.failing(resources.b, error)),
    };
    return {
      kind: 'breaking',
      grade,
      witness,
      instancePath: error.instancePath,
      keyword: error.keyword,
      schemaPathA: at.a.pointer,
      ...(at.a.document !== undefined && { documentA: at.a.document }),
      schemaPathB: at.b.pointer,
      ...(at.b.document !== undefined && { documentB: at.b.document }),
      message: describe(grade, error, grade === 'breaking' ? undefined : this.undeclared(witness, path)),
    };
  }

  /** The first member on a way into the witness that A does not declare. */
  private undeclared(witness: Json, path: readonly string[]): string | undefined {
    const [{ store, declarations, b }] = this.readings as [Reading];
    return firstUndeclared(store, this.patterns, { a: declarations(), b }, witness, path);
  }
}

/** Whether both say the same in the same place; what a reference that leads nowhere stands for may differ all the same. */
function areSame(a: Side, b: Side): boolean {
  if (a.draft !== b.draft || a.source.uri !== b.source.uri) return false;
  const texts = [a, b].map(({ source }) =>
    [source.schema, ...[...(source.documents ?? [])].flat()].map((part) => canonicalText(part)).join('\n'),
  );
  return texts[0] === texts[1] && danglingIn(a.source, a.draft).length === 0;
}

type Candidate = { value: Json; isSample: boolean };

function documentOf(outcome: Outcome): Candidate | undefined {
  if (outcome.kind === 'sample') return { value: outcome.value, isSample: true };
  return outcome.kind === 'unknown' && outcome.candidate !== undefined
    ? { value: outcome.candidate, isSample: false }
    : undefined;
}

function undecided(reason: Reason): Verdict {
  return { kind: 'undecided', reasons: [reason] };
}

function distinct(reasons: readonly Reason[]): Reason[] {
  return [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()];
}

function describe(grade: Breaking['grade'], error: ValidationError, undeclared: string | undefined): string {
  const place = error.instancePath === '' ? 'the document itself' : error.instancePath;
  const failure = `"${error.keyword}" fails at ${place}`;
  if (grade === 'breaking') return `a document valid under A is rejected by B: ${failure}`;
  const carried =
    undeclared === undefined ? 'undeclared members' : `an undeclared ${JSON.stringify(undeclared)}`;
  const quality = error.keyword === 'type' ? 'of another type' : 'with a value that is not allowed';
  return `only a document that already carried ${carried} ${quality} breaks: ${failure}`;
}
