import type { Floor } from '../judge-coverage';
import { HEADLINE_METRICS, type HeadlineMetric } from '../metrics';
import type { Position } from '../position';
import { fail, ok, type Result } from '../result';
import { LOWEST_FLOOR } from './coverage-config-schema';
import { type JsonMember, type JsonNode, parseJsonTree } from './json-tree';
import { COVERAGE_TOOLS, type CoverageTool } from './tools';

/** A floor as configured, and where. */
export interface ConfiguredFloor extends Floor {
  readonly note?: string | undefined;
  readonly at: Position;
}

/** One project's entry. */
export interface ProjectThreshold extends ConfiguredFloor {
  readonly tool?: CoverageTool | undefined;
  /** Further arguments of the tool's command line, as configured. */
  readonly measurement?: string | undefined;
  /** Relative to the project, or below `{workspaceRoot}/`. Empty: where the tool puts it. */
  readonly reports: readonly string[];
  readonly packages: ReadonlyMap<string, ConfiguredFloor>;
}

export interface RatchetConfig {
  readonly enabled: boolean;
  readonly mode: 'warn' | 'fail';
}

export interface CoverageConfig {
  readonly thresholds: ReadonlyMap<string, ProjectThreshold>;
  readonly ratchet: RatchetConfig;
}

/** One thing wrong with the configuration. */
export interface ConfigProblem {
  /** JSON pointer (RFC 6901) of the value; '' is the whole file. */
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly expected: string;
  readonly fix: string;
}

/**
 * Parses and validates coverage-config.json.
 *
 * @param text strict JSON
 * @returns the configuration, or all its problems in the order of the text. Half a configuration is never returned: a
 *   floor that cannot be read must not be skipped.
 */
export function parseCoverageConfig(text: string): Result<CoverageConfig, readonly ConfigProblem[]> {
  const tree = parseJsonTree(text.replace(/^\uFEFF/, ''));
  if (!tree.ok) {
    const { at, problem } = tree.failure;
    const message = `coverage-config.json is not JSON: ${problem}`;
    return fail([{ pointer: '', ...at, message, expected: 'strict JSON', fix: 'correct the syntax here' }]);
  }
  const problems = new Problems();
  const config = readConfig(tree.value, problems);
  return problems.list.length > 0 || !config ? fail(problems.list) : ok(config);
}

class Problems {
  readonly list: ConfigProblem[] = [];

  add(pointer: string, at: Position, message: string, expected: string, fix: string): undefined {
    this.list.push({ pointer, line: at.line, column: at.column, message, expected, fix });
    return undefined;
  }

  wrongType(node: JsonNode, what: string, expected: string, fix: string): undefined {
    return this.add(node.pointer, node.at, `${what} is ${describe(node)}`, expected, fix);
  }
}

function describe(node: JsonNode): string {
  switch (node.type) {
    case 'object':
      return 'an object';
    case 'array':
      return 'a list';
    case 'null':
      return 'null';
    case 'string':
      return `the text ${JSON.stringify(node.value.slice(0, 40))}`;
    case 'number':
    case 'boolean':
      return String(node.value);
  }
}

type Members = ReadonlyMap<string, JsonNode>;

/** An object's members by key; repeated and unknown keys are problems. Keys that start with `$` are remarks. */
function membersOf(
  node: JsonNode,
  what: string,
  known: readonly string[] | 'any',
  problems: Problems,
): Members | undefined {
  if (node.type !== 'object') {
    return problems.wrongType(node, what, 'an object', `write ${what} as { ... }`);
  }
  const members = new Map<string, JsonNode>();
  for (const member of node.members) {
    if (members.has(member.key)) {
      const message = `${JSON.stringify(member.key)} occurs twice in ${what}; only one could be enforced`;
      problems.add(
        member.value.pointer,
        member.keyAt,
        message,
        'every key once',
        'delete or rename one of the two',
      );
    } else if (known === 'any') {
      requireName(member, what, problems);
      members.set(member.key, member.value);
    } else if (known.includes(member.key)) {
      members.set(member.key, member.value);
    } else if (!member.key.startsWith('$')) {
      const message = `${what} has no setting ${JSON.stringify(member.key)}`;
      problems.add(
        member.value.pointer,
        member.keyAt,
        message,
        `one of ${known.join(', ')}`,
        'correct or delete it',
      );
    }
  }
  return members;
}

function requireName(member: JsonMember, what: string, problems: Problems): void {
  if (member.key.trim() !== '') return;
  problems.add(
    member.value.pointer,
    member.keyAt,
    `${what} has an entry without a name`,
    'a name',
    'name or delete it',
  );
}

function readConfig(root: JsonNode, problems: Problems): CoverageConfig | undefined {
  const members = membersOf(root, 'coverage-config.json', ['$schema', 'thresholds', 'ratchet'], problems);
  if (!members) return undefined;
  const ratchet = readRatchet(members.get('ratchet'), problems);
  const listed = members.get('thresholds');
  if (!listed) {
    return problems.add(
      root.pointer,
      root.at,
      'coverage-config.json has no "thresholds"',
      'an object of project name to { "min": percent }',
      'add "thresholds": { "my-project": { "min": 80 } }',
    );
  }
  const entries = membersOf(listed, '"thresholds"', 'any', problems);
  const thresholds = new Map<string, ProjectThreshold>();
  for (const [project, entry] of entries ?? []) {
    const threshold = readThreshold(project, entry, problems);
    if (threshold) thresholds.set(project, threshold);
  }
  return { thresholds, ratchet };
}

const FLOOR_KEYS = ['min', 'warn', 'metric', 'note'] as const;
const THRESHOLD_KEYS = [...FLOOR_KEYS, 'tool', 'measurement', 'report', 'packages'] as const;

function readThreshold(project: string, node: JsonNode, problems: Problems): ProjectThreshold | undefined {
  const what = `the entry of ${project}`;
  const members = membersOf(node, what, THRESHOLD_KEYS, problems);
  if (!members) return undefined;
  const floor = readFloor(node, members, what, problems);
  const tool = readChoice<CoverageTool>(members.get('tool'), 'tool', COVERAGE_TOOLS, problems);
  const measurement = readText(members.get('measurement'), 'measurement', problems);
  const reports = readReports(members.get('report'), problems);
  const packages = readPackages(members.get('packages'), project, problems);
  return floor && { ...floor, tool, measurement, reports, packages };
}

function readFloor(
  node: JsonNode,
  members: Members,
  what: string,
  problems: Problems,
): ConfiguredFloor | undefined {
  const minNode = members.get('min');
  const warnNode = members.get('warn');
  const min = readPercent(minNode, 'min', problems);
  const warn = readPercent(warnNode, 'warn', problems);
  const metric = readChoice<HeadlineMetric>(members.get('metric'), 'metric', HEADLINE_METRICS, problems);
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
  return min === undefined ? undefined : { min, warn, metric, note, at: node.at };
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

function readChoice<T extends string>(
  node: JsonNode | undefined,
  key: string,
  choices: readonly T[],
  problems: Problems,
): T | undefined {
  if (!node) return undefined;
  const choice = node.type === 'string' ? choices.find((known) => known === node.value) : undefined;
  if (choice) return choice;
  return problems.wrongType(node, key, `one of ${choices.join(', ')}`, `name one of them or delete "${key}"`);
}

function readText(node: JsonNode | undefined, key: string, problems: Problems): string | undefined {
  if (!node) return undefined;
  return node.type === 'string'
    ? node.value
    : problems.wrongType(node, key, 'text', `write "${key}" as text`);
}

function readReports(node: JsonNode | undefined, problems: Problems): readonly string[] {
  if (!node) return [];
  const paths = node.type === 'array' ? node.items : [node];
  if (paths.length === 0) {
    problems.add(
      node.pointer,
      node.at,
      'report is an empty list',
      'at least one path',
      'name a report or delete "report"',
    );
  }
  return paths.flatMap((path) => readReportPath(path, problems) ?? []);
}

function readReportPath(node: JsonNode, problems: Problems): string | undefined {
  const expected = 'a path below the project, or below {workspaceRoot}/, with forward slashes';
  const fix = 'write it as in "report": "coverage/coverage-final.json"';
  if (node.type !== 'string') return problems.wrongType(node, 'report', expected, fix);
  const path = node.value.replace(/^\{workspaceRoot\}\//, '');
  const leavesTheRoot = path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.split('/').includes('..');
  if (path !== '' && !leavesTheRoot && !path.includes('\\')) return node.value;
  return problems.add(node.pointer, node.at, `report is ${describe(node)}`, expected, fix);
}

function readPackages(
  node: JsonNode | undefined,
  project: string,
  problems: Problems,
): ReadonlyMap<string, ConfiguredFloor> {
  const packages = new Map<string, ConfiguredFloor>();
  if (!node) return packages;
  for (const [pattern, entry] of membersOf(node, `"packages" of ${project}`, 'any', problems) ?? []) {
    const what = `the entry of ${project}/${pattern}`;
    const members = membersOf(entry, what, FLOOR_KEYS, problems);
    const floor = members && readFloor(entry, members, what, problems);
    if (!members) continue;
    if (pattern.startsWith('/') || pattern.includes('\\') || pattern.split('/').includes('..')) {
      const expected = 'a folder, file or glob inside the project, with forward slashes';
      problems.add(
        entry.pointer,
        entry.at,
        `${pattern} leaves the project`,
        expected,
        'write it as in "src/lib/**"',
      );
    } else if (floor) packages.set(pattern, floor);
  }
  return packages;
}

function readRatchet(node: JsonNode | undefined, problems: Problems): RatchetConfig {
  const off: RatchetConfig = { enabled: false, mode: 'warn' };
  if (!node) return off;
  const members = membersOf(node, '"ratchet"', ['enabled', 'mode'], problems);
  if (!members) return off;
  const mode = readChoice(members.get('mode'), 'mode', ['warn', 'fail'] as const, problems) ?? 'warn';
  const enabled = members.get('enabled');
  if (enabled?.type === 'boolean') return { enabled: enabled.value, mode };
  const fix = 'write "enabled": true or false';
  if (enabled) problems.wrongType(enabled, 'enabled', 'true or false', fix);
  else problems.add(node.pointer, node.at, '"ratchet" has no "enabled"', 'true or false', fix);
  return { enabled: false, mode };
}
