import type { Problems } from './config-problems';
import type { JsonNode } from './json-tree';
import { membersOf, readChoice } from './read-values';

/** How coverage is kept from falling. Step and slack are in percentage points. */
export interface RatchetConfig {
  readonly enabled: boolean;
  /** What a drop is. */
  readonly mode: 'warn' | 'fail';
  /** Bars are whole multiples of it. */
  readonly step: number;
  /** How far below the measured coverage a bar is set. */
  readonly slack: number;
}

/** The ratchet where the file says nothing of it. */
export const RATCHET_OFF: RatchetConfig = { enabled: false, mode: 'warn', step: 0.1, slack: 0.1 };

const SMALLEST_STEP = 0.01;
const LARGEST = 10;

export function readRatchet(node: JsonNode | undefined, problems: Problems): RatchetConfig {
  if (!node) return RATCHET_OFF;
  const members = membersOf(node, '"ratchet"', ['enabled', 'mode', 'step', 'slack'], problems);
  if (!members) return RATCHET_OFF;
  const mode = readChoice(members.get('mode'), 'mode', ['warn', 'fail'] as const, problems);
  const step = readPoints(members.get('step'), 'step', SMALLEST_STEP, problems);
  const slack = readPoints(members.get('slack'), 'slack', 0, problems);
  const enabled = members.get('enabled');
  const fix = 'write "enabled": true or false';
  if (!enabled) problems.add(node.pointer, node.at, '"ratchet" has no "enabled"', 'true or false', fix);
  else if (enabled.type !== 'boolean') problems.wrongType(enabled, 'enabled', 'true or false', fix);
  return {
    enabled: enabled?.type === 'boolean' && enabled.value,
    mode: mode ?? RATCHET_OFF.mode,
    step: step ?? RATCHET_OFF.step,
    slack: slack ?? RATCHET_OFF.slack,
  };
}

function readPoints(
  node: JsonNode | undefined,
  key: string,
  least: number,
  problems: Problems,
): number | undefined {
  if (!node) return undefined;
  if (node.type === 'number' && node.value >= least && node.value <= LARGEST) return node.value;
  const expected = `percentage points from ${least} to ${LARGEST}`;
  return problems.wrongType(node, key, expected, `write a plain number, as in "${key}": 0.1`);
}
