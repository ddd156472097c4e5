import { type FileChanges, type FindFormerPlace, formerPlacesIn, type Hunk } from '@nx-invariants/coverage';
import { git } from './git';

export type ChangesReading =
  | { readonly kind: 'read'; readonly former: FindFormerPlace }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Fixed, so that no one's configuration of git changes what a diff says. */
const diffArguments = [
  '-c',
  'diff.autoRefreshIndex=true',
  'diff',
  '--relative',
  '--raw',
  '-z',
  '--patch',
  '--unified=0',
  '--inter-hunk-context=0',
  '--find-renames',
  '--diff-algorithm=histogram',
  '--ignore-submodules=all',
  '--text',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
];

/**
 * Where the lines of a folder's files were in an earlier state, as git's diff of that state with the files on disk says.
 * Files that git does not track are new.
 *
 * @param revision a commit or tree of the repository.
 * @param folder a workspace path.
 */
export async function changesSince(
  workspaceRoot: string,
  revision: string,
  folder: string,
): Promise<ChangesReading> {
  const listed = await git(workspaceRoot, ['ls-tree', '-r', '-z', '--name-only', revision, '--', folder]);
  if (!listed.ok) return { kind: 'unreadable', reason: listed.reason };
  const diff = await git(workspaceRoot, [...diffArguments, revision, '--', folder]);
  if (!diff.ok) return { kind: 'unreadable', reason: diff.reason };
  const changes = parseChanges(listed.text.split('\0'), diff.text);
  return changes
    ? { kind: 'read', former: formerPlacesIn(changes) }
    : { kind: 'unreadable', reason: 'git diff says what is not understood' };
}

interface Change {
  readonly status: string;
  readonly from: string;
  readonly to: string;
}

/**
 * What `git diff --raw -z --patch --unified=0` says: a record for each file with its plain names, an empty one, then the
 * patches in the same order.
 *
 * @param before the names of all files in the earlier state.
 */
export function parseChanges(before: readonly string[], diff: string): FileChanges | undefined {
  const end = diff.indexOf('\0\0');
  const changes = readRecords(end < 0 ? diff : diff.slice(0, end + 1));
  const patches = readPatches(end < 0 ? '' : diff.slice(end + 2));
  if (!changes) return undefined;
  const known = new Set(before);
  const changed = new Map<string, { formerPath: string; hunks: readonly Hunk[] }>();
  let at = 0;
  for (const { status, from, to } of changes) {
    const hunks = patches[at] ?? [];
    // A file that became a link is removed in one patch and added in another.
    at += status === 'T' ? 2 : 1;
    if (status === 'M' || status === 'R') changed.set(to, { formerPath: from, hunks });
    if (status !== 'M') known.delete(from);
  }
  return at === patches.length ? { known, changed } : undefined;
}

/** `:100644 100644 cfb79e6 a77c4fd R076` and one name, or two where the file was renamed. */
function readRecords(raw: string): Change[] | undefined {
  const fields = raw.split('\0');
  const changes: Change[] = [];
  for (let at = 0; at < fields.length && fields[at] !== ''; at += 1) {
    const status = /^:\d{6} \d{6} \S+ \S+ ([A-Z])\d*$/.exec(fields[at] ?? '')?.[1];
    if (status === undefined) return undefined;
    at += 1;
    const from = fields[at] ?? '';
    if (status === 'R') at += 1;
    changes.push({ status, from, to: fields[at] ?? '' });
  }
  return changes;
}

/** The hunks of each patch. Lines of files start with `+`, `-` or a backslash, so that none is taken for a header. */
function readPatches(text: string): Hunk[][] {
  const patches: Hunk[][] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('diff --git ')) patches.push([]);
    const [, formerCount, start, count] = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (start === undefined) continue;
    patches
      .at(-1)
      ?.push({ formerCount: Number(formerCount ?? 1), start: Number(start), count: Number(count ?? 1) });
  }
  return patches;
}
