import type { Json } from '../json';
import type { FormatPolicy } from '../schema/compile';
import type { Draft } from '../schema/draft';
import type { Truth } from '../schema/evaluate';
import { Resources } from '../schema/resources';
import type { SchemaSource } from '../schema/source';

import type { Patterns } from '../solve/pattern';
import type { Reason } from '../verdict';
import { compileSecondOpinion, type SecondOpinion } from './second-opinion';
import { compileValidator, type ValidationError, type Validator } from './validator';
import { isWorkBounded } from './work';

export type Confirmation =
  | { kind: 'confirmed'; error: ValidationError }
  | { kind: 'refuted'; reason: Reason };

export type Side = { source: SchemaSource; draft: Draft };

/** What this package's own evaluation says of a document, in each reading of the schemas. */
export type OwnOpinion = (document: Json) => readonly { underA: Truth; underB: Truth }[];

/** Visits of a subschema that a validator may make for one document. */
const MAX_VISITS = 100_000;

/**
 * Confirms witnesses: AJV accepts the document under A and rejects it under B, read back from its serialised form, and
 * neither a second validator nor this package's own evaluation says otherwise.
 */
export class Judge {
  private constructor(
    private readonly a: Checker,
    private readonly b: Checker,
    private readonly ownOpinion: OwnOpinion,
  ) {}

  static create(
    sides: { a: Side; b: Side },
    formats: FormatPolicy,
    patterns: Patterns,
    ownOpinion: OwnOpinion,
  ): { ok: true; judge: Judge } | { ok: false; reason: Reason } {
    const checkers = { a: checkerFor(sides.a, formats, patterns), b: checkerFor(sides.b, formats, patterns) };
    for (const schema of ['a', 'b'] as const) {
      const checker = checkers[schema];
      if (typeof checker !== 'string') continue;
      const message = `AJV cannot compile the schema: ${checker}`;
      return {
        ok: false,
        reason: { code: 'ajv-cannot-compile', location: { schema, pointer: '' }, message },
      };
    }
    return { ok: true, judge: new Judge(checkers.a as Checker, checkers.b as Checker, ownOpinion) };
  }

  /** Whether validators can be asked about a document, and about every smaller one, at all. */
  trouble(document: Json): Reason | undefined {
    for (const [schema, checker] of [
      ['a', this.a],
      ['b', this.b],
    ] as const) {
      if (!isWorkBounded(checker.resources, document, MAX_VISITS)) {
        const message = 'the references of the schema would keep a validator busy for too long';
        return { code: 'budget', location: { schema, pointer: '' }, message };
      }
    }
    return undefined;
  }

  confirm(document: Json): Confirmation {
    const serialised = JSON.parse(JSON.stringify(document)) as Json;
    const text = JSON.stringify(serialised).slice(0, 200);
    const underA = this.a.validator.validate(serialised);
    const underB = this.b.validator.validate(serialised);
    const failed = [underA, underB].find((validation) => validation.kind === 'failed');
    if (failed !== undefined)
      return refuted('ajv-cannot-validate', `AJV cannot validate the document ${text}: ${failed.message}`);
    const own = this.ownOpinion(serialised);
    const ownContradicts = own.some((opinion) => opinion.underA === false || opinion.underB === true);
    if (ownContradicts || underA.kind !== 'valid' || underB.kind !== 'invalid')
      return refuted(
        'validators-disagree',
        `AJV and this package's own evaluation differ on the document ${text}`,
      );
    if (this.a.secondOpinion(serialised) === false || this.b.secondOpinion(serialised) === true)
      return refuted('validators-disagree', `AJV and @cfworker/json-schema differ on the document ${text}`);
    return { kind: 'confirmed', error: underB.error };
  }
}

type Checker = { validator: Validator; secondOpinion: SecondOpinion; resources: Resources };

/** What judges one schema; or why AJV cannot. */
function checkerFor({ source, draft }: Side, formats: FormatPolicy, patterns: Patterns): Checker | string {
  const compiled = compileValidator(source, draft, formats);
  if (!compiled.ok) return compiled.message;
  return {
    validator: compiled.validator,
    secondOpinion: compileSecondOpinion(source, draft, formats, patterns),
    resources: new Resources(source, draft),
  };
}

function refuted(code: Reason['code'], message: string): Confirmation {
  return { kind: 'refuted', reason: { code, message } };
}
