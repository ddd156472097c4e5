import { posix } from 'node:path';
import type { FindingDraft } from '../../check/finding';
import { isVersion, logicalLines, type Requirement, requirementsIn } from '../../python/requirements';
import { joinPath } from '../../workspace/paths';
import { outOfSync } from './lock-findings';

/** Whether every package of a requirements file that is a lock is pinned with a hash. */
export function unlockedFindings(file: string, text: string): FindingDraft[] {
  const loose = requirementsIn(text).filter(({ version, hasHash }) => version === undefined || !hasHash);
  const [first] = loose;
  if (!first) return [];
  const others = loose.length === 1 ? '' : `, and so are ${loose.length - 1} others`;
  return [
    {
      severity: 'error',
      file,
      line: first.line,
      column: 1,
      message: `${first.name} is not locked: it has no ${first.version === undefined ? 'exact version' : 'hash'}${others}`,
      expected: 'name==version with --hash=sha256:… for each file that may be installed',
      fix: 'write the names into requirements.in and run "pip-compile --generate-hashes" or "uv pip compile --generate-hashes"',
    },
  ];
}

/** Other files that a requirements file that is a lock installs, but for those that are judged themselves. */
export function unseenFindings(file: string, text: string, judged: readonly string[]): FindingDraft[] {
  return logicalLines(text).flatMap(({ text: written, line }): FindingDraft[] => {
    const included = /^(?:-r\s*|--requirement(?:\s+|=))(\S+)/.exec(written)?.[1];
    if (included === undefined || judged.includes(joinPath(posix.dirname(file), included))) return [];
    return [
      {
        severity: 'error',
        undecided: true,
        file,
        line,
        column: 1,
        message: `whether ${included} is locked cannot be told: it is none of the requirements files of the project`,
        expected: 'files requirements*.txt in the folder of the project, or *.txt in its folder requirements',
        fix: 'move the file there, or compile all into one file',
      },
    ];
  });
}

/** Whether what a file or table asks for stands in the requirements that are locked. */
export function askedFindings(
  asked: readonly (Requirement & { readonly file: string })[],
  locked: readonly Requirement[],
  lock: string,
): FindingDraft[] {
  const fix = `compile ${lock} again and commit it`;
  return asked.flatMap(({ name, version, file, line }) => {
    const place = { file, line, column: 1 };
    const found = locked.filter((each) => each.name === name);
    if (found.length === 0)
      return [outOfSync(place, `${name} is asked for, and ${lock} does not know it`, fix)];
    const isAsked = (each: Requirement) =>
      version === undefined || (each.version !== undefined && isVersion(each.version, version));
    if (found.some(isAsked)) return [];
    return [outOfSync(place, `${name} ${version} is asked for, and ${lock} locks ${found[0]?.version}`, fix)];
  });
}
