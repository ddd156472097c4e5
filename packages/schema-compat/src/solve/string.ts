import type { Json } from '../json';
import { FORMAT_SAMPLES } from '../schema/format';
import { EMPTY, type Outcome, OVER_BUDGET, unknown } from './outcome';
import { findString } from './pattern';
import { sizeRange } from './size';
import type { Atom, Solver } from './solver';

const STEPS_PER_PATTERN = 4;

/** Decides claims about strings: length, patterns as automata, and formats as opaque sets that equal only themselves. */
export function solveString(solver: Solver, atoms: readonly Atom[]): Outcome {
  const { min, max } = sizeRange(atoms);
  if (min > max) return EMPTY;
  const accept: string[] = [];
  const reject: string[] = [];
  const excluded: string[] = [];
  const formats: string[] = [];
  for (const { node, positive } of atoms) {
    if (node.kind === 'pattern') (positive ? accept : reject).push(node.pattern);
    if (node.kind === 'enum') excluded.push(...node.values.filter((value) => typeof value === 'string'));
    if (node.kind === 'format' && positive) formats.push(node.format);
  }
  if (!solver.parts.budget.spend(1 + (accept.length + reject.length) * STEPS_PER_PATTERN)) return OVER_BUDGET;
  const claims = atoms.map((atom) => atom.literal);
  const hasFormat = atoms.some(({ node }) => node.kind === 'format');
  if (hasFormat) {
    const outcome = solver.amongAll(formatCandidates(formats), claims);
    if (outcome.kind === 'sample') return outcome;
  }
  const question = { accept, reject, minLength: min, maxLength: max, excluded };
  // A reader sees more in "a" than in "".
  const telling =
    max >= 1 ? findString(solver.parts.patterns, { ...question, minLength: Math.max(min, 1) }) : undefined;
  const answer = telling?.kind === 'sample' ? telling : findString(solver.parts.patterns, question);
  switch (answer.kind) {
    case 'empty':
      return EMPTY;
    case 'sample':
      return solver.checked(
        answer.value,
        claims,
        answer.unmatched === undefined
          ? { code: 'witness-not-found', message: 'no string with this format was found' }
          : { code: answer.unmatched, message: STRING_TROUBLE[answer.unmatched] },
      );
    case 'unknown':
      return unknown(answer.code, STRING_TROUBLE[answer.code]);
  }
}

const STRING_TROUBLE = {
  'pattern-not-regular':
    'a pattern uses look-around, a word boundary or a back-reference and has no automaton here',
  'pattern-too-large': 'the automaton of the patterns grows too large',
  'witness-too-large': 'every such string is too long to build',
};

function* formatCandidates(formats: readonly string[]): Iterable<Json> {
  for (const format of formats) {
    const sample = FORMAT_SAMPLES.get(format);
    if (sample !== undefined) yield sample;
  }
  yield* FORMAT_SAMPLES.values();
}
