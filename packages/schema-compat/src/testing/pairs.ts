import { checkContainment } from '../check-containment';
import type { Json } from '../json';
import { DRAFTS, type Draft } from '../schema/draft';
import type { Verdict } from '../verdict';
import type { Random } from './random';
import { nearDocument, sampleDocument } from './sample';
import { mutatedSchema, randomSchema } from './schemas';
import { referenceValidators } from './validators';

const DOCUMENTS = 12;

export type Pair = { a: Json; b: Json; draftA: Draft; draftB: Draft };
export type Count = Record<Verdict['kind'], number>;

/** Asks about a pair and counts the verdict. Returns what is wrong with it; undefined if nothing was found. */
export function examine(pair: Pair, maxSteps: number, count: Count, random: Random): unknown {
  const options = { draft: pair.draftA, maxSteps };
  const verdict = checkContainment(pair.a, pair.b, options);
  count[verdict.kind] += 1;
  return faultOf(pair, verdict, random);
}

/** What is wrong with a verdict, in the eyes of validators and documents that share nothing with it; undefined if nothing. */
function faultOf({ a, b, draftA, draftB }: Pair, verdict: Verdict, random: Random): unknown {
  if (verdict.kind === 'undecided') return undefined;
  const underA = referenceValidators(a, draftA);
  const underB = referenceValidators(b, draftB);
  if (verdict.kind === 'breaking') {
    const witness = JSON.parse(JSON.stringify(verdict.witness)) as Json;
    const seen = [underA(witness).ajv, underB(witness).ajv];
    return seen[0] === true && seen[1] === false ? undefined : { a, b, witness, seen };
  }
  for (let index = 0; index < DOCUMENTS; index += 1) {
    const guess = sampleDocument(index % 3 === 0 ? b : a, random);
    const document = JSON.parse(
      JSON.stringify(index % 2 === 0 ? guess : nearDocument(guess, random)),
    ) as Json;
    if (underA(document).both === true && underB(document).both === false) return { a, b, document };
  }
  return undefined;
}

export function generatedPair(random: Random): Pair {
  const draftA = random.pick(DRAFTS);
  const draftB = random.chance(0.85) ? draftA : random.pick(DRAFTS);
  const a = randomSchema(draftA, random);
  const b =
    draftA === draftB && random.chance(0.75)
      ? mutatedSchema(a, draftA, random)
      : randomSchema(draftB, random);
  return random.chance(0.5) ? { a, b, draftA, draftB } : { a: b, b: a, draftA: draftB, draftB: draftA };
}
