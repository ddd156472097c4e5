import type { Answer, Verdict } from '@nx-invariants/schema-compat';
import type { ExitCode } from '../command';

/** What a comparison comes to: a break is told even where other things are undecided. */
export function exitCodeOf(verdicts: readonly Verdict['kind'][]): ExitCode {
  if (verdicts.includes('breaking')) return 1;
  return verdicts.includes('undecided') ? 2 : 0;
}

/** The answer that decides a mode: the first break, else the first that is undecided. */
export function decisive(answers: readonly Answer[]): Answer {
  const [first] = ['breaking', 'undecided', 'compatible'].flatMap((kind) =>
    answers.filter(({ verdict }) => verdict.kind === kind),
  );
  if (first === undefined) throw new TypeError('a mode asks at least one question');
  return first;
}
