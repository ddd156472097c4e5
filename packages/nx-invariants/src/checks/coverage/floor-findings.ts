import type { ConfiguredFloor, FloorJudgement } from '@nx-invariants/coverage';
import type { FindingDraft } from '../../check/finding';
import { coverageConfigFile } from '../../plugin/coverage-entries';
import { unreachable } from '../../unreachable';

/**
 * What a floor finds, at its place in coverage-config.json.
 *
 * @param command the one that measures, for remedies.
 */
export function floorFindings(
  project: string,
  { pattern, floor, judgement: judged }: FloorJudgement<ConfiguredFloor>,
  command: string,
): FindingDraft[] {
  const place = floorPlace(floor);
  const name = pattern === undefined ? project : `${project}/${pattern}`;
  switch (judged.verdict) {
    case 'pass':
      return [];
    case 'warn':
    case 'fail': {
      const isFloor = judged.verdict === 'fail';
      const limit = isFloor ? `floor of ${judged.min}%` : `warning mark of ${judged.warn}%`;
      return [
        {
          severity: isFloor ? 'error' : 'warning',
          ...place,
          message: `${judged.metric} coverage of ${name} is ${judged.percent} (${judged.fraction}), below its ${limit}`,
          expected: `${judged.short} more of ${judged.total} covered`,
          fix: `add tests, then run "${command}"; lowering the floor is a decision for review, not a fix`,
        },
      ];
    }
    case 'no-data':
      return [
        {
          severity: 'error',
          ...place,
          message: `the report holds nothing that could be covered in ${name}: no data is not a pass`,
          expected: 'at least one coverable unit',
          fix: `check what the tool includes, then run "${command}"; ${waiveEmptiness(name)}`,
        },
      ];
    case 'not-measured':
      return [
        {
          severity: 'error',
          ...place,
          message: `the report of ${name} does not measure ${judged.metric}`,
          expected: `one of ${judged.measured.join(', ')}`,
          fix: 'name a metric that the tool measures, or let the tool measure this one',
        },
      ];
    case 'no-match':
      return [
        {
          severity: 'error',
          ...place,
          message: `the coverage floor of ${name} matches no file of the report`,
          expected: `at least one measured file under ${pattern}`,
          fix: 'correct the pattern if the folder moved; remove the floor only if the part is gone for good',
        },
      ];
    default:
      return unreachable(judged);
  }
}

/** How an empty report is accepted: not by a setting, but by someone who says why and until when. */
export function waiveEmptiness(name: string): string {
  return `if nothing in ${name} can be covered, waive this finding`;
}

/** Where a floor stands. */
export function floorPlace({ at }: Pick<ConfiguredFloor, 'at'>) {
  return { file: coverageConfigFile, line: at.line, column: at.column };
}
