import { posix } from 'node:path';
import type { FindingDraft } from '../../check/finding';
import { isRecord, valueAt } from '../../config/record';
import { textsIn } from '../../config/text-list';
import { normalised } from '../../python/requirements';
import { outOfSync } from './lock-findings';
import { readToml } from './toml-text';

const fix = 'run "uv lock" and commit uv.lock';

/**
 * Whether uv.lock was written for what a pyproject.toml requires: uv keeps that in the package's `metadata`.
 *
 * @param folder the manifest's folder, relative to the lock's; `.` for the lock's own.
 * @returns undefined where the lock does not know the project.
 */
export function uvLockFindings(
  lock: string,
  text: string,
  folder: string,
  manifest: string,
  project: Readonly<Record<string, unknown>>,
): FindingDraft[] | undefined {
  const reading = readToml(lock, text);
  if (!reading.ok) return [reading.finding];
  const { package: listed, 'requires-python': lockedPython } = reading.value;
  const packages: readonly unknown[] = Array.isArray(listed) ? listed : [];
  const own = packages.find((each) =>
    ['editable', 'virtual', 'directory'].some((kind) => {
      const at = valueAt(each, ['source', kind]);
      return typeof at === 'string' && posix.normalize(at) === folder;
    }),
  );
  if (own === undefined) return undefined;
  const findings = differences(requiredBy(project), lockedBy(valueAt(own, ['metadata'])), (message) =>
    outOfSync({ file: manifest }, `${message.replace('LOCK', lock)}`, fix),
  );
  const python = valueAt(project, ['project', 'requires-python']);
  const isPythonOfLock =
    folder !== '.' ||
    typeof python !== 'string' ||
    (typeof lockedPython === 'string' && sorted(python) === sorted(lockedPython));
  if (isPythonOfLock) return findings;
  const message = `requires-python is ${python}, and ${lock} was written for ${typeof lockedPython === 'string' ? lockedPython : 'another'}`;
  return [outOfSync({ file: manifest }, message, fix), ...findings];
}

/** Requirements as `table name` to the specifier that is asked for; undefined where a source takes its place. */
type Requirements = ReadonlyMap<string, string | undefined>;

function differences(
  required: Requirements,
  locked: Requirements,
  finding: (message: string) => FindingDraft,
): FindingDraft[] {
  const missing = [...required].flatMap(([key, specifier]) => {
    if (!locked.has(key)) return [finding(`${key} is asked for, and LOCK does not know it`)];
    const known = locked.get(key);
    if (known === undefined || specifier === undefined || known === specifier) return [];
    return [
      finding(
        `${key} ${specifier || 'in any version'} is asked for, and LOCK was written for ${known || 'any'}`,
      ),
    ];
  });
  const gone = [...locked.keys()].flatMap((key) =>
    required.has(key) ? [] : [finding(`LOCK knows ${key}, which is not asked for`)],
  );
  return [...missing, ...gone];
}

function requiredBy(project: Readonly<Record<string, unknown>>): Requirements {
  const found = new Map<string, string | undefined>();
  const add = (table: string, requirements: unknown) => {
    for (const each of textsIn(requirements)) {
      const [, name, specifier = ''] = /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*([^;@]*)/.exec(each) ?? [];
      const isUrl = /^[^;]*@/.test(each);
      if (name !== undefined) found.set(`${table}${normalised(name)}`, isUrl ? undefined : sorted(specifier));
    }
  };
  add('', valueAt(project, ['project', 'dependencies']));
  for (const [extra, list] of entriesOf(valueAt(project, ['project', 'optional-dependencies'])))
    add(`${normalised(extra)}: `, list);
  for (const [group, list] of entriesOf(project['dependency-groups'])) add(`${normalised(group)}: `, list);
  add('dev: ', valueAt(project, ['tool', 'uv', 'dev-dependencies']));
  return found;
}

function lockedBy(metadata: unknown): Requirements {
  const found = new Map<string, string | undefined>();
  const add = (table: string, requirement: unknown) => {
    if (!isRecord(requirement)) return;
    const { name, specifier } = requirement;
    if (typeof name !== 'string') return;
    const isElsewhere = ['url', 'git', 'editable', 'directory', 'virtual', 'path'].some((key) =>
      Object.hasOwn(requirement, key),
    );
    const said = typeof specifier === 'string' ? sorted(specifier) : '';
    found.set(`${table}${normalised(name)}`, isElsewhere ? undefined : said);
  };
  const distributed = valueAt(metadata, ['requires-dist']);
  for (const each of Array.isArray(distributed) ? distributed : []) {
    const marker = valueAt(each, ['marker']);
    const extra = /extra == '([^']+)'/.exec(typeof marker === 'string' ? marker : '')?.[1];
    add(extra === undefined ? '' : `${normalised(extra)}: `, each);
  }
  for (const [group, list] of entriesOf(valueAt(metadata, ['requires-dev'])))
    for (const each of Array.isArray(list) ? list : []) add(`${normalised(group)}: `, each);
  return found;
}

function entriesOf(table: unknown): [string, unknown][] {
  return isRecord(table) ? Object.entries(table) : [];
}

/** A specifier without blanks and in one order: `<2, >=1` is `>=1,<2`. */
function sorted(specifier: string): string {
  return specifier
    .replace(/[\s()]/g, '')
    .split(',')
    .filter(Boolean)
    .sort()
    .join(',');
}
