import type { Position } from '../position';
import { FORMATS, type Format } from '../report';
import { fail, ok, type Result } from '../result';
import { type ConfigProblem, describeNode, Problems } from './config-problems';
import { type JsonNode, parseJsonTree } from './json-tree';
import {
  type ConfiguredFloor,
  type ConfiguredFloors,
  FLOORS_KEYS,
  readFloor,
  readFloors,
  readPackages,
} from './read-floors';
import { type RatchetConfig, readRatchet } from './read-ratchet';
import { isInsidePattern, membersOf, readChoice, readText } from './read-values';
import { COVERAGE_TOOLS, type CoverageTool } from './tools';

/** One project's entry. */
export interface ProjectThreshold extends ConfiguredFloors {
  readonly tool?: CoverageTool | undefined;
  /** Further arguments of the tool's command line, as configured. */
  readonly measurement?: string | undefined;
  /** Relative to the project, or below `{workspaceRoot}/`. Empty: where the tool puts it. */
  readonly reports: readonly string[];
  /** The format of each of them; else their contents tell it. */
  readonly format?: Format | undefined;
  readonly packages: ReadonlyMap<string, ConfiguredFloors>;
  /** Every source of the project must be in the report. */
  readonly requireAll?: RequireAll | undefined;
  /** The floor of the lines that a change adds or rewrites; without it they have none. */
  readonly patch?: ConfiguredFloor | undefined;
}

/** Sources that need not be in the report: folders, files and globs inside the project. */
export interface RequireAll {
  readonly except: readonly { readonly pattern: string; readonly at: Position }[];
}

export interface CoverageConfig {
  readonly thresholds: ReadonlyMap<string, ProjectThreshold>;
  readonly ratchet: RatchetConfig;
}

/**
 * Parses and validates coverage-config.json.
 *
 * @param text strict JSON
 * @param only the project whose entry alone is read: what is wrong inside of other entries does not count then
 * @returns the configuration, or all its problems in the order of the text. Half a configuration is never returned: a
 *   floor that cannot be read must not be skipped.
 */
export function parseCoverageConfig(
  text: string,
  only?: string,
): Result<CoverageConfig, readonly ConfigProblem[]> {
  const tree = parseJsonTree(text.replace(/^\uFEFF/, ''));
  if (!tree.ok) {
    const { at, problem } = tree.failure;
    const message = `coverage-config.json is not JSON: ${problem}`;
    return fail([{ pointer: '', ...at, message, expected: 'strict JSON', fix: 'correct the syntax here' }]);
  }
  const problems = new Problems();
  const config = readConfig(tree.value, only, problems);
  return problems.list.length > 0 || !config ? fail(problems.list) : ok(config);
}

function readConfig(
  root: JsonNode,
  only: string | undefined,
  problems: Problems,
): CoverageConfig | undefined {
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
    if (only !== undefined && project !== only) continue;
    const threshold = readThreshold(project, entry, problems);
    if (threshold) thresholds.set(project, threshold);
  }
  return { thresholds, ratchet };
}

const THRESHOLD_KEYS = [
  ...FLOORS_KEYS,
  'tool',
  'measurement',
  'report',
  'format',
  'packages',
  'requireAll',
  'patch',
] as const;

function readThreshold(project: string, node: JsonNode, problems: Problems): ProjectThreshold | undefined {
  const what = `the entry of ${project}`;
  const members = membersOf(node, what, [...THRESHOLD_KEYS, 'allowEmpty'], problems);
  if (!members) return undefined;
  const floors = readFloors(node, members, what, problems);
  const tool = readChoice<CoverageTool>(members.get('tool'), 'tool', COVERAGE_TOOLS, problems);
  const measurement = readText(members.get('measurement'), 'measurement', problems);
  const reports = readReports(members.get('report'), problems);
  const format = readChoice<Format>(members.get('format'), 'format', FORMATS, problems);
  const packages = readPackages(members.get('packages'), project, problems);
  const requireAll = readRequireAll(members.get('requireAll'), problems);
  const patchNode = members.get('patch');
  const patch = patchNode && readFloor(patchNode, `"patch" of ${project}`, problems);
  refuseAllowEmpty(members.get('allowEmpty'), project, problems);
  return floors && { ...floors, tool, measurement, reports, format, packages, requireAll, patch };
}

/** Whoever accepts an empty report says why, who they are and until when: in the one file for all exceptions. */
function refuseAllowEmpty(node: JsonNode | undefined, project: string, problems: Problems): void {
  if (!node) return;
  problems.add(
    node.pointer,
    node.at,
    `allowEmpty is a waiver, not a setting of ${project}`,
    'a waiver with reason, owner and expiry in invariants.waivers.json',
    `delete it, run the check, and waive the finding that there is no data by its fingerprint`,
  );
}

function readRequireAll(node: JsonNode | undefined, problems: Problems): RequireAll | undefined {
  if (!node || (node.type === 'boolean' && !node.value)) return undefined;
  if (node.type === 'boolean') return { except: [] };
  const expected = 'true, false, or { "except": [patterns] }';
  const fix = 'write it as in "requireAll": { "except": ["src/main.rs"] }';
  if (node.type !== 'object') return problems.wrongType(node, 'requireAll', expected, fix);
  const list = membersOf(node, '"requireAll"', ['except'], problems)?.get('except');
  if (list?.type !== 'array' || list.items.length === 0) {
    const what = list ? `except is ${describeNode(list)}` : '"requireAll" has no "except"';
    return problems.add(
      (list ?? node).pointer,
      (list ?? node).at,
      list?.type === 'array' ? 'except is an empty list' : what,
      expected,
      fix,
    );
  }
  const except = list.items.flatMap((item) => {
    if (item.type !== 'string' || item.value === '') {
      problems.wrongType(item, 'a pattern of except', 'a folder, file or glob inside the project', fix);
      return [];
    }
    return isInsidePattern(item.value, item, problems) ? [{ pattern: item.value, at: item.at }] : [];
  });
  return { except };
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
  return problems.add(node.pointer, node.at, `report is ${describeNode(node)}`, expected, fix);
}
