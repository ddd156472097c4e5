import { posix } from 'node:path';
import type { FindingDraft } from '../../check/finding';
import { isRecord, valueAt } from '../../config/record';
import { textsIn } from '../../config/text-list';
import { type PythonFiles, pythonLocks } from '../../python/python-files';
import { normalised, type Requirement, requirementsIn } from '../../python/requirements';
import { joinPath, withFoldersAbove } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import { missingLock, notCompared } from './lock-findings';
import { poetryLockFindings } from './poetry-lock';
import { askedFindings, unlockedFindings, unseenFindings } from './requirement-findings';
import { readToml } from './toml-text';
import { uvLockFindings } from './uv-lock';

/** Whether what a Python project depends on is locked, and the lock fits. */
export function pythonLockFindings(
  { root, manifest, requirements, sources }: Omit<PythonFiles, 'all'>,
  read: ReadText,
): FindingDraft[] {
  const project = manifest === undefined ? undefined : readToml(manifest, read(manifest) ?? '');
  if (project?.ok === false) return [project.finding];
  const locked = lockFindings(root, manifest, project?.value ?? {}, read);
  if (locked) return locked;
  const texts = requirements.map((file) => [file, read(file) ?? ''] as const);
  const asked =
    manifest === undefined ? [] : projectRequirements(manifest, read(manifest) ?? '', project?.value);
  if (texts.length === 0) {
    const [first] = [manifest, ...sources].filter((file) => file !== undefined);
    const isAsked = asked.length + sources.length + poetryDependencies(project?.value).length > 0;
    return first !== undefined && isAsked
      ? [missingLock(first, 'uv.lock, poetry.lock or requirements.txt with hashes', 'run "uv lock"')]
      : [];
  }
  const all = texts.flatMap(([, text]) => requirementsIn(text));
  return [
    ...texts.flatMap(([file, text]) => [
      ...unlockedFindings(file, text),
      ...unseenFindings(file, text, requirements),
    ]),
    ...askedFindings(asked, all, texts.map(([file]) => file).join(', ')),
    ...sources.flatMap((source) => {
      const lock = source.replace(/\.in$/, '.txt');
      const wanted = requirementsIn(read(source) ?? '').map((each) => ({ ...each, file: source }));
      if (!requirements.includes(lock)) return [missingLock(source, lock, `compile ${source}`)];
      return askedFindings(wanted, requirementsIn(read(lock) ?? ''), lock);
    }),
  ];
}

/** Undefined where no lock but requirements files knows the project. */
function lockFindings(
  root: string,
  manifest: string | undefined,
  project: Readonly<Record<string, unknown>>,
  read: ReadText,
): FindingDraft[] | undefined {
  const judged = withFoldersAbove(root).flatMap((folder) =>
    pythonLocks.flatMap((name) => {
      const lock = joinPath(folder, name);
      const text = read(lock);
      if (text === undefined || (folder !== root && name !== 'uv.lock')) return [];
      const findings = judge(name, lock, text, posix.relative(folder, root) || '.', manifest, project);
      return findings === undefined ? [] : [findings];
    }),
  );
  return judged.length === 0 ? undefined : judged.flat();
}

function judge(
  name: (typeof pythonLocks)[number],
  lock: string,
  text: string,
  folder: string,
  manifest: string | undefined,
  project: Readonly<Record<string, unknown>>,
): FindingDraft[] | undefined {
  switch (name) {
    case 'uv.lock':
      return manifest === undefined ? undefined : uvLockFindings(lock, text, folder, manifest, project);
    case 'poetry.lock':
      return manifest === undefined ? undefined : poetryLockFindings(lock, text, manifest, project);
    case 'pdm.lock':
    case 'Pipfile.lock':
    case 'pylock.toml':
      return [notCompared(lock, text, 'locks of this kind are not read', 'have the tool check it on CI')];
  }
}

/** The dependencies of pyproject.toml, each with the line on which it stands. */
function projectRequirements(
  file: string,
  text: string,
  project: Readonly<Record<string, unknown>> | undefined,
): (Requirement & { readonly file: string })[] {
  const lines = text.split('\n');
  const lineOf = (written: string) =>
    Math.max(
      lines.findIndex((line) => line.includes(written)),
      0,
    ) + 1;
  const listed = textsIn(valueAt(project, ['project', 'dependencies'])).flatMap((written) =>
    requirementsIn(written).map((requirement) => ({ ...requirement, file, line: lineOf(written) })),
  );
  const ofPoetry = poetryDependencies(project)
    .filter(([, said]) => valueAt(said, ['optional']) !== true)
    .map(([name]) => ({
      name: normalised(name),
      version: undefined,
      hasHash: false,
      file,
      line: lineOf(name),
    }));
  return [...listed, ...ofPoetry];
}

/** Those of the table of Poetry, by name. */
function poetryDependencies(project: Readonly<Record<string, unknown>> | undefined): [string, unknown][] {
  const table = valueAt(project, ['tool', 'poetry', 'dependencies']);
  return Object.entries(isRecord(table) ? table : {}).filter(([name]) => name !== 'python');
}
