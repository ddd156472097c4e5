import { lstatSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import type { Answer, FormatPolicy, Mode } from '@nx-invariants/schema-compat';
import { commit } from '../../baseline/baseline';
import { git } from '../../baseline/git';
import { readFilesAt } from '../../baseline/tree-files';
import { answersFor, type VersionPair } from '../../compatibility/compare';
import { counterparts } from '../../compatibility/counterparts';
import { type SchemaDocument, versionOf } from '../../compatibility/schema-version';
import { isRecord } from '../../config/record';
import { draftOf } from '../../contracts/draft';
import { isInside, joinPath } from '../../workspace/paths';
import { type Failure, failure } from '../command';
import { readOperand } from '../read-operand';
import { maxSchemaBytes } from './compare-files';
import { parseSchema } from './parsed-schema';

const mostFiles = 5_000;

/** What became of a schema since a revision. */
export type Development =
  | { readonly kind: 'compared'; readonly pair: VersionPair; readonly answers: readonly Answer[] }
  | { readonly kind: 'new' | 'removed'; readonly file: string }
  | { readonly kind: 'unreadable'; readonly place: string; readonly message: string };

interface Request {
  readonly cwd: string;
  readonly revision: string;
  /** Files and folders, relative to `cwd`; none stands for `cwd`. */
  readonly paths: readonly string[];
  readonly mode: Mode;
  readonly formats: FormatPolicy;
}

/** Compares the schemas of the working tree with what they were at a revision. Seeing no schema is a failure. */
export async function compareRevision({
  cwd,
  revision,
  paths,
  mode,
  formats,
}: Request): Promise<{ readonly kind: 'developments'; readonly all: readonly Development[] } | Failure> {
  const base = await commit(cwd, revision);
  if (base === undefined) {
    return failure(
      `There is no revision ${revision} here.`,
      'name a commit, branch or tag of this repository',
    );
  }
  const asked = paths.length === 0 ? ['.'] : paths.map((path) => joinPath(path));
  const around = [...new Set(asked.map((path) => (path.endsWith('.json') ? posix.dirname(path) : path)))];
  const was = await readFilesAt(cwd, base, around.map(asGitPath), '.json', mostFiles);
  if (was.kind === 'unreadable')
    return failure(`${revision} cannot be read: ${was.reason}.`, 'name fewer paths');
  const is = await workingFiles(cwd, around);
  if (is.kind === 'failure') return is;
  const [older, newer] = [was.files, is.files].map((files, index) =>
    [...files].flatMap(([name, text]) =>
      schemasIn(name, text, index === 0 ? `${revision}:${name}` : name, asked),
    ),
  ) as [Found[], Found[]];
  const missing = asked.find((path) => ![...older, ...newer].some((found) => isSubject(found, [path])));
  if (missing !== undefined) {
    return failure(
      `There is no JSON Schema in ${missing}, neither now nor at ${revision}.`,
      'name files or folders with schemas; in a folder a schema names its draft in "$schema"',
    );
  }
  return {
    kind: 'developments',
    all: developments(older, newer, asked, (pair) => answersFor(pair, mode, formats)),
  };
}

/** A schema, or a file that should have been one. */
type Found =
  | Readable
  | { readonly name: string; readonly kind: 'unreadable'; readonly place: string; readonly message: string };

interface Readable {
  readonly name: string;
  readonly kind: 'schema';
  readonly schema: unknown;
  readonly document: SchemaDocument;
  /** Whether it is compared, or only referred to. */
  readonly isSubject: boolean;
}

function developments(
  older: readonly Found[],
  newer: readonly Found[],
  asked: readonly string[],
  ask: (pair: VersionPair) => readonly Answer[],
): Development[] {
  const isAsked = (found: Found) => isSubject(found, asked);
  const [before, now] = [older, newer].map((found) => found.filter((one) => one.kind === 'schema')) as [
    Readable[],
    Readable[],
  ];
  const partners = counterparts(now, before);
  const kept = new Set(partners.values());
  const compared = now.filter(isAsked).map((schema): Development => {
    const partner = partners.get(schema);
    if (partner === undefined) return { kind: 'new', file: schema.document.file };
    const pair = { older: within(partner, before), newer: within(schema, now) };
    return { kind: 'compared', pair, answers: ask(pair) };
  });
  const unreadable = [...newer, ...older].filter((one) => one.kind === 'unreadable').filter(isAsked);
  const lost = new Set(unreadable.map(({ name }) => name));
  const removed = before
    .filter((schema) => isAsked(schema) && !kept.has(schema) && !lost.has(schema.name))
    .map(({ document }): Development => ({ kind: 'removed', file: document.file }));
  return [...compared, ...removed, ...unreadable];
}

function within({ document }: Readable, folder: readonly Readable[]) {
  return versionOf(
    document,
    folder.map((other) => other.document),
  );
}

/** A file in a folder is compared if it names a draft, or if it seems to and is not JSON; one that was named always is. */
function schemasIn(name: string, text: string, file: string, asked: readonly string[]): Found[] {
  const parsed = parseSchema(text, file, name);
  const isNamed = asked.includes(name);
  if (parsed.kind === 'no-schema') {
    const { place, message } = parsed;
    return isNamed || text.includes('json-schema.org/') ? [{ name, kind: 'unreadable', place, message }] : [];
  }
  const { document } = parsed;
  const { schema } = document;
  const namesDraft = isRecord(schema) && draftOf(schema.$schema) !== undefined;
  return [{ name, kind: 'schema', schema, document, isSubject: isNamed || namesDraft }];
}

function isSubject(found: Found, asked: readonly string[]): boolean {
  const isAsked = asked.some((path) => isInside(found.name, path));
  return isAsked && (found.kind === 'unreadable' || found.isSubject);
}

/** `git ls-tree` takes no path for the current folder. */
function asGitPath(path: string): string {
  return path === '.' ? './' : path;
}

/** What lies in the working tree and is not ignored. */
async function workingFiles(
  cwd: string,
  paths: readonly string[],
): Promise<{ readonly kind: 'files'; readonly files: ReadonlyMap<string, string> } | Failure> {
  const listed = await git(cwd, [
    '--literal-pathspecs',
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--',
    ...paths,
  ]);
  if (!listed.ok)
    return failure(`The working tree cannot be listed: ${listed.reason}.`, 'name paths in this repository');
  const names = [...new Set(listed.text.split('\0'))].filter((name) => name.endsWith('.json')).sort();
  if (names.length > mostFiles) {
    return failure(
      `There are ${names.length} files to read, and at most ${mostFiles} are.`,
      'name fewer paths',
    );
  }
  const files = new Map<string, string>();
  for (const name of names) {
    if (!lstatSync(resolve(cwd, name), { throwIfNoEntry: false })?.isFile()) continue;
    const read = readOperand(cwd, name, maxSchemaBytes);
    if (read.kind === 'failure') return read;
    files.set(name, read.text);
  }
  return { kind: 'files', files };
}
