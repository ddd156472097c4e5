import { shrink } from './confirm/shrink';
import { compileValidator, type ValidationError, type Validator } from './confirm/validator';
import { canonicalText, type Json, withinLimits } from './json';
import { parsePointer } from './json-pointer';
import { type CompileOptions, compileSchema, type FormatPolicy, findReferenceCycle } from './schema/compile';
import { type Draft, declaredDraft } from './schema/draft';
import { Evaluator } from './schema/evaluate';
import { governingPointer } from './schema/governing';
import { type NodeId, NodeStore } from './schema/node';
import { Resources } from './schema/resources';
import { Budget } from './solve/budget';
import { literal } from './solve/literal';
import type { Outcome } from './solve/outcome';
import { Patterns } from './solve/pattern';
import { Solver } from './solve/solver';
import type { Breaking, Reason, Verdict } from './verdict';

export type CheckOptions = {
  /** The draft of a schema without a known `$schema`. Default `2020-12`. */
  draft?: Draft;
  /** Whether `format` rejects documents. Default `annotation`: it does not. */
  formats?: FormatPolicy;
  /** Work allowed to each search; the answer depends on it. Default 200,000 steps (about a second). */
  maxSteps?: number;
  /** A safety net in milliseconds for each search. Default 10,000. */
  timeLimitMs?: number;
};

const SCHEMA_LIMITS = { maxDepth: 256, maxNodes: 400_000 };
const DEFAULT_MAX_STEPS = 200_000;
const DEFAULT_TIME_LIMIT_MS = 10_000;

/**
 * Is every document valid under `a` valid under `b`?
 *
 * `compatible` is proven; `breaking` carries a document that AJV accepts under `a` and rejects under `b`; everything else is
 * `undecided` with reasons. Never throws, whatever the schemas are.
 */
export function checkContainment(a: Json, b: Json, options: CheckOptions = {}): Verdict {
  const outside = [a, b].findIndex((schema) => !withinLimits(schema, SCHEMA_LIMITS));
  if (outside !== -1) {
    return undecided({
      code: 'budget',
      location: { schema: outside === 0 ? 'a' : 'b', pointer: '' },
      message: `a schema may nest ${SCHEMA_LIMITS.maxDepth} levels and hold ${SCHEMA_LIMITS.maxNodes} values`,
    });
  }
  try {
    return new Question(a, b, options).decide();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undecided({ code: 'budget', message: 'the schemas refer to each other too deeply for the stack' });
  }
}

/** One way to read both schemas; two where siblings of `$ref` make the specification and AJV differ. */
type Reading = { store: NodeStore; a: NodeId; b: NodeId; cycle: Reason | undefined; hasRefSiblings: boolean };

class Question {
  private readonly draftA: Draft;
  private readonly draftB: Draft;
  private readonly formats: FormatPolicy;
  private readonly patterns = new Patterns();
  private readonly readings: Reading[];

  constructor(
    private readonly a: Json,
    private readonly b: Json,
    private readonly options: CheckOptions,
  ) {
    const fallback = options.draft ?? '2020-12';
    this.draftA = declaredDraft(a) ?? fallback;
    this.draftB = declaredDraft(b) ?? fallback;
    this.formats = options.formats ?? 'annotation';
    const evaluated = this.read('evaluated');
    this.readings = evaluated.hasRefSiblings ? [evaluated, this.read('ignored')] : [evaluated];
  }

  decide(): Verdict {
    if (this.draftA === this.draftB && canonicalText(this.a) === canonicalText(this.b))
      return { kind: 'compatible' };
    const cycle = this.readings.find((reading) => reading.cycle !== undefined)?.cycle;
    if (cycle !== undefined) return undecided(cycle);
    const outcomes = this.readings.map((reading) => this.search(reading, false));
    if (outcomes.every((outcome) => outcome.kind === 'empty')) return { kind: 'compatible' };
    const judge = this.judge();
    if (judge.kind === 'failed') return undecided(judge.reason);
    const reasons: Reason[] = [];
    for (const outcome of outcomes) {
      const document = documentOf(outcome);
      if (outcome.kind === 'unknown') reasons.push(...outcome.reasons);
      if (document === undefined) continue;
      const confirmation = judge.confirm(document.value);
      if (confirmation.kind === 'confirmed') return this.breaking(document.value, judge);
      if (outcome.kind === 'sample') reasons.push(confirmation.reason);
    }
    return { kind: 'undecided', reasons: distinct(reasons) };
  }

  private read(refSiblings: CompileOptions['refSiblings']): Reading {
    const store = new NodeStore();
    const common = { formats: this.formats, refSiblings };
    const a = compileSchema(store, this.a, { ...common, side: 'a', draft: this.draftA });
    const b = compileSchema(store, this.b, { ...common, side: 'b', draft: this.draftB });
    const hasRefSiblings = a.hasRefSiblings || b.hasRefSiblings;
    return { store, a: a.root, b: b.root, cycle: findReferenceCycle(store), hasRefSiblings };
  }

  /** Looks for a document under A that is not under B. */
  private search(reading: Reading, declaredOnly: boolean): Outcome {
    const budget = this.newBudget();
    const evaluator = new Evaluator(reading.store, this.patterns, budget);
    const solver = new Solver({
      store: reading.store,
      evaluator,
      patterns: this.patterns,
      budget,
      declaredOnly,
    });
    return solver.solve([literal(reading.a, true, declaredOnly), literal(reading.b, false, false)]);
  }

  private newBudget(): Budget {
    return new Budget({
      maxSteps: this.options.maxSteps ?? DEFAULT_MAX_STEPS,
      timeLimitMs: this.options.timeLimitMs ?? DEFAULT_TIME_LIMIT_MS,
    });
  }

  private judge(): Judge {
    const a = compileValidator(this.a, this.draftA, this.formats);
    if (!a.ok) return { kind: 'failed', reason: cannotCompile('a', a.message) };
    const b = compileValidator(this.b, this.draftB, this.formats);
    if (!b.ok) return { kind: 'failed', reason: cannotCompile('b', b.message) };
    return { kind: 'ready', confirm: (document) => this.confirm(document, a.validator, b.validator) };
  }

  /** A document is a witness if AJV says so and this package's own evaluation does not say otherwise, in any reading. */
  private confirm(document: Json, a: Validator, b: Validator): Confirmation {
    const serialised = JSON.parse(JSON.stringify(document)) as Json;
    const underA = a.validate(serialised);
    const underB = b.validate(serialised);
    if (underA.kind === 'failed' || underB.kind === 'failed') {
      const message =
        underA.kind === 'failed' ? underA.message : underB.kind === 'failed' ? underB.message : '';
      return refuted('ajv-cannot-compile', `AJV cannot validate the candidate document: ${message}`);
    }
    const contradicted = this.readings.some((reading) => {
      const evaluator = new Evaluator(reading.store, this.patterns, this.newBudget());
      return (
        evaluator.accepts(reading.a, serialised) === false ||
        evaluator.accepts(reading.b, serialised) === true
      );
    });
    if (contradicted || underA.kind !== 'valid' || underB.kind !== 'invalid') {
      const text = JSON.stringify(serialised).slice(0, 200);
      return refuted(
        'validators-disagree',
        `AJV and this package's own evaluation differ on the document ${text}`,
      );
    }
    return { kind: 'confirmed', error: underB.error };
  }

  /** The verdict for a confirmed witness: graded, smaller where possible, located in both schemas. */
  private breaking(found: Json, judge: Extract<Judge, { kind: 'ready' }>): Verdict {
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
    const resourcesA = new Resources(this.a, this.draftA);
    return {
      kind: 'breaking',
      grade,
      witness,
      instancePath: error.instancePath,
      keyword: error.keyword,
      schemaPathA: governingPointer(resourcesA, this.patterns, error.instancePath),
      schemaPathB: new Resources(this.b, this.draftB).pointerOf(error.schemaPath),
      message: describe(grade, error),
    };
  }
}

type Judge = { kind: 'ready'; confirm(document: Json): Confirmation } | { kind: 'failed'; reason: Reason };

type Confirmation = { kind: 'confirmed'; error: ValidationError } | { kind: 'refuted'; reason: Reason };

function refuted(code: Reason['code'], message: string): Confirmation {
  return { kind: 'refuted', reason: { code, message } };
}

function cannotCompile(schema: 'a' | 'b', message: string): Reason {
  return {
    code: 'ajv-cannot-compile',
    location: { schema, pointer: '' },
    message: `AJV cannot compile the schema: ${message}`,
  };
}

function documentOf(outcome: Outcome): { value: Json } | undefined {
  if (outcome.kind === 'sample') return { value: outcome.value };
  return outcome.kind === 'unknown' && outcome.candidate !== undefined
    ? { value: outcome.candidate }
    : undefined;
}

function undecided(reason: Reason): Verdict {
  return { kind: 'undecided', reasons: [reason] };
}

function distinct(reasons: readonly Reason[]): Reason[] {
  return [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()];
}

function describe(grade: Breaking['grade'], error: ValidationError): string {
  const place = error.instancePath === '' ? 'the document itself' : error.instancePath;
  if (grade === 'breaking')
    return `a document valid under A is rejected by B: "${error.keyword}" fails at ${place}`;
  const name = parsePointer(error.instancePath)?.at(-1);
  const carried = name === undefined ? 'undeclared members' : `an undeclared ${JSON.stringify(name)}`;
  return `only a document that already carried ${carried} that B does not allow breaks: "${error.keyword}" fails at ${place}`;
}
