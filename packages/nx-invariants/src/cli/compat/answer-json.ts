import type { Answer } from '@nx-invariants/schema-compat';
import type { Json } from '../../check/define-check';
import { sidesOf, type VersionPair } from '../../compatibility/compare';
import { placeOf, type SchemaVersion } from '../../compatibility/schema-version';
import { unreachable } from '../../unreachable';
import { breakingText } from './answer-text';
import { decisive } from './verdict';

/** Two versions and every answer about them; what decides stands at the top. */
export function comparisonJson(pair: VersionPair, answers: readonly Answer[]): { [key: string]: Json } {
  const files = { old: pair.older.root.file, new: pair.newer.root.file };
  return {
    ...files,
    ...answerJson(pair, decisive(answers)),
    answers: answers.map((answer) => answerJson(pair, answer)),
  };
}

function answerJson(pair: VersionPair, { direction, verdict }: Answer): { [key: string]: Json } {
  const { a, b } = sidesOf(pair, direction);
  switch (verdict.kind) {
    case 'compatible':
      return { direction, verdict: 'compatible' };
    case 'breaking': {
      const inA = placeJson(a, verdict.schemaPathA, verdict.documentA);
      const inB = placeJson(b, verdict.schemaPathB, verdict.documentB);
      return {
        direction,
        verdict: 'breaking',
        grade: verdict.grade,
        message: breakingText(verdict, direction),
        witness: verdict.witness as Json,
        instancePath: verdict.instancePath,
        keyword: verdict.keyword,
        oldSchema: direction === 'backward' ? inA : inB,
        newSchema: direction === 'backward' ? inB : inA,
      };
    }
    case 'undecided':
      return {
        direction,
        verdict: 'undecided',
        reasons: verdict.reasons.map(({ code, message, location }): Json => {
          const side = location?.schema === 'a' ? a : b;
          const place = location === undefined ? null : placeJson(side, location.pointer, location.document);
          return { code, message, place };
        }),
      };
    default:
      return unreachable(verdict);
  }
}

function placeJson(version: SchemaVersion, pointer: string, uri?: string): Json {
  const { file, line, column } = placeOf(version, pointer, uri);
  return { file, pointer, line, column };
}
