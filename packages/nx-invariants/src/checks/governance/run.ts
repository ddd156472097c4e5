import type { DeclaredFiles } from '../../check/declared-files';
import { DeclaredTexts } from '../../check/declared-texts';
import type { CheckContext, CheckResult } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import { nxJsonFile } from '../../config/nx-json';
import { isInside } from '../../workspace/paths';
import { filesAmong, workflowEndings } from '../../workspace/places';
import type { Options, Parameters } from './check';
import {
  type Codeowners,
  codeownersFiles,
  decidingRule,
  maxCodeownersBytes,
  parseCodeowners,
} from './codeowners';
import { recordingFindings } from './recorded-runs';

/** Looks up who owns each guarded file, and whether runs are recorded. */
export async function run({ files, options, parameters }: CheckContext<Options>): Promise<CheckResult> {
  const { guarded, missing, workflows } = parameters as Parameters;
  const [file, ...unread] = codeownersFiles.filter((candidate) => files.has(candidate));
  if (file === undefined) return unreadable(codeownersFiles[0], 'it does not exist');
  const read = files.read(file);
  if (read.kind !== 'read')
    return unreadable(file, read.kind === 'missing' ? 'it does not exist' : read.reason);
  if (Buffer.byteLength(read.text) > maxCodeownersBytes) {
    return unreadable(file, 'it is larger than 3 MiB, and GitHub does not load it');
  }
  const codeowners = parseCodeowners(read.text);
  const sources = files.list();
  const places = guarded.map((place) => judgePlace(place, sources, codeowners, file));
  return {
    subjects: guarded,
    findings: [
      ...places.flatMap(({ findings }) => findings),
      ...codeowners.skipped.map(({ line, reason }) => skippedLine(file, line, reason)),
      ...missing.map(absent),
      ...unread.map((other) => neverRead(other, file)),
      ...(options.victoryGate ? await ofTheGate(files, sources, workflows) : []),
    ],
    details: { file, owners: Object.fromEntries(places.map(({ place, owners }) => [place, owners])) },
  };
}

/** What keeps runs from being recorded. */
async function ofTheGate(
  files: DeclaredFiles,
  sources: readonly string[],
  workflows: readonly string[],
): Promise<FindingDraft[]> {
  const { findings, read } = new DeclaredTexts(files);
  const texts = new Map<string, string>();
  for (const path of filesAmong(sources, workflows, workflowEndings)) {
    const text = read(path);
    if (text !== undefined) texts.set(path, text);
  }
  return [...findings, ...(await recordingFindings(texts, workflows[0] ?? '.github/workflows'))];
}

interface JudgedPlace {
  readonly place: string;
  /** Everyone who owns some of it, sorted. */
  readonly owners: readonly string[];
  readonly findings: readonly FindingDraft[];
}

/** A folder is owned if each file in it is; what is yet to be written, if it would be. */
function judgePlace(
  place: string,
  sources: readonly string[],
  codeowners: Codeowners,
  file: string,
): JudgedPlace {
  const found = sources.filter((source) => isInside(source, place));
  const paths = found.length > 0 ? found : [place];
  const ruled = paths.map((path) => ({ path, rule: decidingRule(codeowners, path) }));
  const owners = [...new Set(ruled.flatMap(({ rule }) => rule?.owners ?? []))].sort();
  const [first, ...others] = ruled.filter(({ rule }) => rule === undefined || rule.owners.length === 0);
  if (first === undefined) return { place, owners, findings: [] };
  const { path, rule } = first;
  const isFolder = found.some((source) => source !== place);
  const finding: FindingDraft = {
    severity: 'error',
    file,
    ...(rule === undefined ? {} : { line: rule.line }),
    message: `${path} has no code owner: ${rule === undefined ? 'no rule matches it' : 'the last rule that matches it names nobody'}`,
    expected: 'an owner, without whose consent nobody changes what the invariants rest on',
    fix: `add "/${isFolder ? `${place}/` : place} @your-org/your-team" at the end of ${file}`,
    ...(others.length > 0 ? { evidence: `nor have ${sayPaths(others)}` } : {}),
  };
  return { place, owners, findings: [finding] };
}

function sayPaths(ruled: readonly { readonly path: string }[]): string {
  const shown = ruled.slice(0, 20).map(({ path }) => path);
  const more = ruled.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function absent(path: string): FindingDraft {
  return {
    severity: 'error',
    file: nxJsonFile,
    message: `the option "paths" of governance names ${path}, but there is no such file or folder`,
    fix: 'correct the path, or remove it',
  };
}

function skippedLine(file: string, line: number, reason: string): FindingDraft {
  return {
    severity: 'warning',
    file,
    line,
    message: `GitHub skips this line: ${reason}`,
    fix: 'correct the line, or remove it',
  };
}

function neverRead(other: string, file: string): FindingDraft {
  return {
    severity: 'warning',
    file: other,
    message: `${other} is not read, since there is ${file}`,
    fix: `move its rules to ${file}, and delete it`,
  };
}

function unreadable(file: string, reason: string): CheckResult {
  const finding: FindingDraft = {
    severity: 'error',
    file,
    message: `${file} cannot be read: ${reason}`,
    fix: 'make it a readable file',
  };
  return { subjects: [], findings: [finding], details: null };
}
