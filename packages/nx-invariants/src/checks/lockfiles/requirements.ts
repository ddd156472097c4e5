import { posix } from 'node:path';
import type { FindingDraft } from '../../check/finding';
import { joinPath } from '../../workspace/paths';
import { outOfSync } from './lock-findings';

/** A package that a requirements file names. */
export interface Requirement {
  /** In lower case, with single hyphens (PEP 503). */
  readonly name: string;
  /** The exact version, where it is one. */
  readonly version: string | undefined;
  readonly hasHash: boolean;
  readonly line: number;
}

/** The packages of a requirements file (pip, "Requirements File Format"); lines that are options are none. */
export function requirementsIn(text: string): Requirement[] {
  return logicalLines(text).flatMap(({ text: written, line }) => {
    const isEditable = /^(?:-e|--editable)[ =]/.test(written);
    if (written.startsWith('-') && !isEditable) return [];
    const named = isEditable ? written.replace(/^\S+\s+/, '') : written;
    const name = /^[A-Za-z0-9][\w.-]*/.exec(named)?.[0];
    const version = /^[\w.-]+\s*(?:\[[^\]]*\])?\s*={2,3}\s*([^\s;,*]+)(?=\s|;|$)/.exec(named)?.[1];
    return [{ name: normalised(name ?? named), version, hasHash: /\s--hash[= ]\w+:/.test(written), line }];
  });
}

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
    if (version === undefined || found.some((each) => each.version === version)) return [];
    return [outOfSync(place, `${name} ${version} is asked for, and ${lock} locks ${found[0]?.version}`, fix)];
  });
}

export function normalised(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

function logicalLines(text: string): { readonly text: string; readonly line: number }[] {
  const found: { text: string; line: number }[] = [];
  let pending: { text: string; line: number } | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const isComment = /^\s*#/.test(raw);
    const continues = !isComment && raw.endsWith('\\');
    const written = isComment ? '' : raw.replace(/\\$/, '').replace(/(?<=\s)#.*$/, '');
    pending ??= { text: '', line: index + 1 };
    pending.text += `${written} `;
    if (continues || (isComment && pending.text.trim() !== '')) continue;
    if (pending.text.trim() !== '') found.push({ ...pending, text: pending.text.trim() });
    pending = undefined;
  }
  if (pending && pending.text.trim() !== '') found.push({ ...pending, text: pending.text.trim() });
  return found;
}
