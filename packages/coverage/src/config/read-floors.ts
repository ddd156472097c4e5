import type { Floor } from '../judge-coverage';
import { HEADLINE_METRICS, type HeadlineMetric } from '../metrics';
import type { Position } from '../position';
import type { Problems } from './config-problems';
import { LOWEST_FLOOR } from './coverage-config-schema';
import type { JsonNode } from './json-tree';
import { isInsidePattern, type Members, membersOf, readChoice, readText } from './read-values';

/** A floor as configured, and where. */
export interface ConfiguredFloor extends Floor {
  readonly note?: string | undefined;
  readonly at: Position;
}

/** The floors of a project or of a part of one: its own, and those of further metrics. */
export interface ConfiguredFloors extends ConfiguredFloor {
  readonly metrics: readonly ConfiguredFloor[];
}

const BAR_KEYS = ['min', 'warn', 'note'] as const;

/** The settings that {@link readFloors} reads. */
export const FLOORS_KEYS = [...BAR_KEYS, 'metric', 'metrics'] as const;

export function readFloors(
  node: JsonNode,
  members: Members,
  what: string,
  problems: Problems,
): ConfiguredFloors | undefined {
  const bar = readBar(node, members, what, problems);
  const metric = readChoice<HeadlineMetric>(members.get('metric'), 'metric', HEADLINE_METRICS, problems);
  const metrics = readMetrics(members.get('metrics'), metric, what, problems);
  return bar && { ...bar, metric, metrics };
}

/** A floor that stands alone: `{ "min": 80, "warn": 90 }`. */
export function readFloor(node: JsonNode, what: string, problems: Problems): ConfiguredFloor | undefined {
  const members = membersOf(node, what, BAR_KEYS, problems);
  return members && readBar(node, members, what, problems);
}

export function readPackages(
  node: JsonNode | undefined,
  project: string,
  problems: Problems,
): ReadonlyMap<string, ConfiguredFloors> {
  const packages = new Map<string, ConfiguredFloors>();
  if (!node) return packages;
  for (const [pattern, entry] of membersOf(node, `"packages" of ${project}`, 'any', problems) ?? []) {
    const what = `the entry of ${project}/${pattern}`;
    const members = membersOf(entry, what, FLOORS_KEYS, problems);
    const floors = members && readFloors(entry, members, what, problems);
    if (members && isInsidePattern(pattern, entry, problems) && floors) packages.set(pattern, floors);
  }
  return packages;
}

function readMetrics(
  node: JsonNode | undefined,
  own: HeadlineMetric | undefined,
  what: string,
  problems: Problems,
): readonly ConfiguredFloor[] {
  if (!node) return [];
  const floors: ConfiguredFloor[] = [];
  const members = membersOf(node, `"metrics" of ${what}`, HEADLINE_METRICS, problems) ?? new Map();
  for (const metric of HEADLINE_METRICS) {
    const value = members.get(metric);
    if (!value) continue;
    const floor = readFloor(value, `the floor of ${metric} in ${what}`, problems);
    if (metric === own) {
      const message = `${metric} has two floors in ${what}: its "metric" says that "min" is one`;
      problems.add(value.pointer, value.at, message, 'one floor for a metric', 'delete one of the two');
    } else if (floor) floors.push({ ...floor, metric });
  }
  return floors;
}

function readBar(
  node: JsonNode,
  members: Members,
  what: string,
  problems: Problems,
): ConfiguredFloor | undefined {
  const minNode = members.get('min');
  const warnNode = members.get('warn');
  const min = readPercent(minNode, 'min', problems);
  const warn = readPercent(warnNode, 'warn', problems);
  const note = readText(members.get('note'), 'note', problems);
  if (!minNode) {
    return problems.add(
      node.pointer,
      node.at,
      `${what} has no "min"`,
      `a percent from ${LOWEST_FLOOR} to 100`,
      'add "min": 80',
    );
  }
  if (min !== undefined && warn !== undefined && min > warn && warnNode) {
    problems.add(
      warnNode.pointer,
      warnNode.at,
      `warn ${warn} is below min ${min}, so that nothing could ever warn`,
      `warn of at least ${min}`,
      'raise warn, lower min, or delete warn',
    );
  }
  return min === undefined ? undefined : { min, warn, note, at: node.at };
}

function readPercent(node: JsonNode | undefined, key: string, problems: Problems): number | undefined {
  if (!node) return undefined;
  const expected = `a number from ${LOWEST_FLOOR} to 100`;
  if (node.type !== 'number') {
    return problems.wrongType(node, key, expected, `write a plain number, as in "${key}": 79.5`);
  }
  const { value } = node;
  if (value >= LOWEST_FLOOR && value <= 100) return value;
  const isTooLow = value >= 0 && value < LOWEST_FLOOR;
  const message = `${key} is ${value}${isTooLow ? ', which holds nothing' : ''}`;
  const fix = isTooLow
    ? 'give percent, not a ratio; for a project without coverage, delete its entry'
    : 'give percent, not a ratio or a count';
  return problems.add(node.pointer, node.at, message, expected, fix);
}
