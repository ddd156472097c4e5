import { posix } from 'node:path';
import type { FindingDraft, Location } from '../../check/finding';
import { jsonValue } from '../../config/json-document';
import { isRecord, valueAt } from '../../config/record';
import { textsIn } from '../../config/text-list';
import { parseToml } from '../../config/toml-document';
import { pythonFilesAmong, pythonLocks } from '../../python/python-files';
import { normalised, requirementsIn } from '../../python/requirements';
import { joinPath, withFoldersAbove } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import { iniSection } from './ini-section';
import { isLimit, lastFlagValue } from './limit';
import { pytestFiles } from './pytest-use';

export interface PytestJudgement {
  /** The file that configures pytest; undefined where none does. */
  readonly config: string | undefined;
  readonly findings: readonly FindingDraft[];
}

/** Whether pytest stops a test that takes too long: by pytest-timeout, which has a limit and is installed. */
export function judgePytest(root: string, files: readonly string[], read: ReadText): PytestJudgement {
  const config = pytestConfig(root, read);
  if (config?.ok === false) return { config: config.file, findings: [config.finding] };
  // The flag wins (pytest-timeout, "Usage").
  const limit = config?.flag ?? config?.timeout;
  const place: Location = limit?.place ?? { file: config?.file ?? joinPath(root, 'pyproject.toml') };
  const findings =
    limit !== undefined && isLimit(Number(limit.value))
      ? pluginFindings(root, files, read, place)
      : [noLimit(place, limit?.value)];
  return { config: config?.file, findings };
}

function noLimit(place: Location, stated: string | undefined): FindingDraft {
  return {
    severity: 'error',
    ...place,
    message:
      stated === undefined
        ? 'pytest has no timeout: a test that hangs never ends'
        : `the timeout of pytest is ${stated === '' ? 'empty' : stated}, which is no limit`,
    expected: 'timeout, in seconds, more than 0 (pytest-timeout)',
    fix: 'write "timeout = 60" under [tool.pytest.ini_options] of pyproject.toml, and add pytest-timeout to what the tests need',
    invariants: ['D1'],
  };
}

interface Stated {
  readonly value: string;
  readonly place: Location;
}

type PytestConfig =
  | {
      readonly ok: true;
      readonly file: string;
      readonly timeout: Stated | undefined;
      /** `--timeout` among the options that are always given. */
      readonly flag: Stated | undefined;
    }
  | { readonly ok: false; readonly file: string; readonly finding: FindingDraft };

/** That of the project's folder, else of the nearest one above it that has some (pytest, "Finding the rootdir"). */
function pytestConfig(root: string, read: ReadText): PytestConfig | undefined {
  for (const folder of withFoldersAbove(root)) {
    for (const name of pytestFiles) {
      const file = joinPath(folder, name);
      const text = read(file);
      const config = text === undefined ? undefined : configIn(file, name, text);
      if (config) return config;
    }
  }
  return undefined;
}

function configIn(file: string, name: (typeof pytestFiles)[number], text: string): PytestConfig | undefined {
  switch (name) {
    case 'pytest.toml':
    case '.pytest.toml':
      return tomlConfig(file, text, [['pytest']], true);
    case 'pyproject.toml':
      return tomlConfig(
        file,
        text,
        [
          ['tool', 'pytest', 'ini_options'],
          ['tool', 'pytest'],
        ],
        false,
      );
    case 'pytest.ini':
    case '.pytest.ini':
      return iniConfig(file, text, 'pytest') ?? { ok: true, file, timeout: undefined, flag: undefined };
    case 'tox.ini':
      return iniConfig(file, text, 'pytest');
    case 'setup.cfg':
      return iniConfig(file, text, 'tool:pytest');
    default:
      return name satisfies never;
  }
}

function tomlConfig(
  file: string,
  text: string,
  tables: readonly (readonly string[])[],
  alwaysCounts: boolean,
): PytestConfig | undefined {
  const toml = parseToml(text);
  if (!toml.ok) return { ok: false, file, finding: unreadable({ file, ...toml.position }, toml.message) };
  const table = tables.map((path) => valueAt(toml.value, path)).find(isRecord);
  if (!table) return alwaysCounts ? { ok: true, file, timeout: undefined, flag: undefined } : undefined;
  const options = Array.isArray(table.addopts) ? textsIn(table.addopts) : [String(table.addopts ?? '')];
  const line = (key: string) =>
    text.split('\n').findIndex((each) => new RegExp(`^\\s*"?${key}"?\\s*=`).test(each)) + 1;
  const stated = table.timeout === undefined ? undefined : String(table.timeout);
  return {
    ok: true,
    file,
    timeout: stated === undefined ? undefined : { value: stated, place: placeAt(file, line('timeout')) },
    flag: flagIn(options.join(' '), placeAt(file, line('addopts'))),
  };
}

function iniConfig(file: string, text: string, section: string): PytestConfig | undefined {
  const values = iniSection(text, section);
  if (!values) return undefined;
  const timeout = values.get('timeout');
  const options = values.get('addopts');
  return {
    ok: true,
    file,
    timeout: timeout && { value: timeout.value, place: placeAt(file, timeout.line) },
    flag: options && flagIn(options.value, placeAt(file, options.line)),
  };
}

function flagIn(options: string, place: Location): Stated | undefined {
  const value = lastFlagValue(options.split(/\s+/), '--timeout');
  return value === undefined ? undefined : { value, place };
}

function unreadable(place: Location, reason: string): FindingDraft {
  return {
    severity: 'error',
    ...place,
    message: `it cannot be read: ${reason}`,
    expected: 'a file that parses: what limits the tests cannot be told until it does',
    fix: 'mend the syntax',
    invariants: ['D1'],
  };
}

function placeAt(file: string, line: number): Location {
  return line > 0 ? { file, line, column: 1 } : { file };
}

const plugin = 'pytest-timeout';

/** The limit is an option of a plugin: without it pytest knows the option as little as the limit. */
function pluginFindings(
  root: string,
  files: readonly string[],
  read: ReadText,
  place: Location,
): FindingDraft[] {
  const locks = withFoldersAbove(root).flatMap((folder) => [
    ...pythonLocks.map((name) => joinPath(folder, name)),
    ...pythonFilesAmong(folder, files).requirements,
  ]);
  const present = locks.filter((file) => read(file) !== undefined);
  if (present.some((file) => hasPlugin(file, read(file) ?? ''))) return [];
  return [
    {
      severity: 'error',
      ...place,
      message: `pytest has a timeout, but ${present.length === 0 ? 'no lock of the project' : `none of ${present.join(', ')}`} has ${plugin}, so nothing keeps it`,
      expected: `${plugin} among what is installed for the tests`,
      fix: `add ${plugin} to the dependencies of the tests and lock them again`,
      invariants: ['D1'],
    },
  ];
}

function hasPlugin(lock: string, text: string): boolean {
  switch (posix.extname(lock)) {
    case '.txt':
      return requirementsIn(text).some(({ name }) => name === plugin);
    case '.lock':
    case '.toml':
      return posix.basename(lock) === 'Pipfile.lock'
        ? ['default', 'develop'].some((group) => isRecord(valueAt(jsonValue(text), [group, plugin])))
        : packagesIn(text).includes(plugin);
    default:
      return false;
  }
}

function packagesIn(text: string): string[] {
  const toml = parseToml(text);
  const listed = toml.ok ? (toml.value.package ?? toml.value.packages) : undefined;
  return (Array.isArray(listed) ? listed : []).flatMap((each: unknown) =>
    isRecord(each) && typeof each.name === 'string' ? [normalised(each.name)] : [],
  );
}
