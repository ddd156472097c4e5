import { RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';

/** How a backtracking engine may fare with a pattern: `degree` is that of a polynomial in the length of the text. */
export type Risk = { kind: 'invalid' } | { kind: 'exponential' } | { kind: 'polynomial'; degree: number };

/** Repetition or choice inside a repetition may backtrack exponentially; otherwise each quantifier adds a degree. */
export function backtrackingRisk(pattern: string): Risk {
  try {
    // What the parser knows and the engine does not, the engine cannot run.
    new RegExp(pattern, 'u');
    const ast = new RegExpParser().parsePattern(pattern, undefined, undefined, { unicode: true });
    let open = 0;
    let quantifiers = 0;
    let exponential = false;
    visitRegExpAST(ast, {
      onQuantifierEnter: (node) => {
        if (node.max <= 1) return;
        quantifiers += 1;
        if (open > 0) exponential = true;
        open += 1;
      },
      onQuantifierLeave: (node) => {
        if (node.max > 1) open -= 1;
      },
      onAlternativeEnter: (node) => {
        if (open > 0 && 'alternatives' in node.parent && node.parent.alternatives.length > 1)
          exponential = true;
      },
      onBackreferenceEnter: () => {
        exponential = true;
      },
    });
    return exponential ? { kind: 'exponential' } : { kind: 'polynomial', degree: quantifiers };
  } catch {
    return { kind: 'invalid' };
  }
}
