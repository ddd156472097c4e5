import { createHash } from 'node:crypto';
import type { FindingDraft } from '../../check/finding';
import { isRecord, valueAt } from '../../config/record';
import { outOfSync, unreadableFile } from './lock-findings';
import { readToml } from './toml-text';

/**
 * Whether the content-hash of a poetry.lock is the one of pyproject.toml (Poetry 2.5,
 * `Locker._get_content_hash`).
 */
export function poetryLockFindings(
  lock: string,
  text: string,
  manifest: string,
  project: Readonly<Record<string, unknown>>,
): FindingDraft[] {
  const reading = readToml(lock, text);
  if (!reading.ok) return [reading.finding];
  const hash = valueAt(reading.value, ['metadata', 'content-hash']);
  if (typeof hash !== 'string') return [unreadableFile({ file: lock }, 'it has no content-hash')];
  if (hash === contentHash(project, true)) return [];
  if (isBeforeGroups(text) && hash === contentHash(project, false)) return [];
  const message = `${lock} was written for another pyproject.toml`;
  return [outOfSync({ file: manifest }, message, 'run "poetry lock" and commit poetry.lock')];
}

/** Before Poetry 2.3 the hash did not tell of [dependency-groups], and its locks still count (`Locker.is_fresh`). */
function isBeforeGroups(lock: string): boolean {
  const [, major, minor] = /^[^\n]*Poetry (\d+)\.(\d+)/.exec(lock) ?? [];
  return major !== undefined && (Number(major) < 2 || (Number(major) === 2 && Number(minor) < 3));
}

const legacyKeys = ['dependencies', 'source', 'extras', 'dev-dependencies'];
const projectKeys = ['requires-python', 'dependencies', 'optional-dependencies'];

export function contentHash(project: Readonly<Record<string, unknown>>, withGroups: boolean): string {
  return createHash('sha256')
    .update(pythonJson(relevantContent(project, withGroups)))
    .digest('hex');
}

function relevantContent(project: Readonly<Record<string, unknown>>, withGroups: boolean): unknown {
  const ofProject = pick(project.project, projectKeys, false);
  const groups = withGroups && isRecord(project['dependency-groups']) ? project['dependency-groups'] : {};
  const newer = {
    ...(Object.keys(ofProject).length > 0 ? { project: ofProject } : {}),
    ...(Object.keys(groups).length > 0 ? { 'dependency-groups': groups } : {}),
  };
  const isNewer = Object.keys(newer).length > 0;
  const poetry = valueAt(project, ['tool', 'poetry']);
  const ofPoetry = { ...pick(poetry, legacyKeys, !isNewer), ...pick(poetry, ['group'], false) };
  return isNewer ? { ...newer, tool: { poetry: ofPoetry } } : ofPoetry;
}

/** @param withMissing whether a key that is not there stands as null. */
function pick(table: unknown, keys: readonly string[], withMissing: boolean): Record<string, unknown> {
  return Object.fromEntries(
    keys.flatMap((key): [string, unknown][] => {
      const value = valueAt(table, [key]);
      return value === undefined && !withMissing ? [] : [[key, value ?? null]];
    }),
  );
}

/** As `json.dumps(value, sort_keys=True)` of Python writes it. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (isRecord(value)) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, each]) => `${ascii(key)}: ${pythonJson(each)}`).join(', ')}}`;
  }
  return typeof value === 'string' ? ascii(value) : (JSON.stringify(value) ?? 'null');
}

function ascii(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
