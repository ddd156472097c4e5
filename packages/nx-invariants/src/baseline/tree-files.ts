import { git, gitBytes } from './git';

export type TreesReading =
  | {
      readonly kind: 'read';
      /** By tree: the texts of its files by their paths relative to the tree. */
      readonly trees: ReadonlyMap<string, ReadonlyMap<string, string>>;
    }
  | Unreadable;

type Unreadable = { readonly kind: 'unreadable'; readonly reason: string };

/** The texts of the files of git trees whose names end with `suffix`. Each text is read once, however many trees hold it. */
export async function readTrees(
  workspaceRoot: string,
  shas: readonly string[],
  suffix: string,
): Promise<TreesReading> {
  const listings = new Map<string, readonly Entry[]>();
  for (const sha of new Set(shas)) {
    const listed = await git(workspaceRoot, ['ls-tree', '-r', '-z', '--full-tree', sha]);
    if (!listed.ok) return { kind: 'unreadable', reason: listed.reason };
    listings.set(
      sha,
      entriesOf(listed.text).filter(({ path }) => path.endsWith(suffix)),
    );
  }
  const blobs = new Set([...listings.values()].flatMap((entries) => entries.map(({ blob }) => blob)));
  const read = await readBlobs(workspaceRoot, [...blobs]);
  if (read.kind === 'unreadable') return read;
  const trees = [...listings].map(
    ([sha, entries]) =>
      [sha, new Map(entries.map(({ path, blob }) => [path, read.texts.get(blob) ?? '']))] as const,
  );
  return { kind: 'read', trees: new Map(trees) };
}

export type FilesReading =
  | { readonly kind: 'read'; readonly files: ReadonlyMap<string, string> }
  | Unreadable;

/**
 * The texts of the files below some paths at a revision whose names end with `suffix`.
 *
 * @param paths as their names in the result, relative to `cwd`; with none, everything below `cwd`.
 * @param most more files than this are not read.
 */
export async function readFilesAt(
  cwd: string,
  revision: string,
  paths: readonly string[],
  suffix: string,
  most: number,
): Promise<FilesReading> {
  const listed = await git(cwd, ['ls-tree', '-r', '-z', revision, '--', ...paths]);
  if (!listed.ok) return { kind: 'unreadable', reason: listed.reason };
  const entries = entriesOf(listed.text).filter(({ path }) => path.endsWith(suffix));
  if (entries.length > most) {
    return {
      kind: 'unreadable',
      reason: `there are ${entries.length} files to read, and at most ${most} are`,
    };
  }
  const read = await readBlobs(cwd, [...new Set(entries.map(({ blob }) => blob))]);
  if (read.kind === 'unreadable') return read;
  return {
    kind: 'read',
    files: new Map(entries.map(({ path, blob }) => [path, read.texts.get(blob) ?? ''])),
  };
}

interface Entry {
  readonly path: string;
  readonly blob: string;
}

function entriesOf(listing: string): Entry[] {
  return listing.split('\0').flatMap((line) => {
    const [, blob, path] = /^\d{6} blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    return blob === undefined || path === undefined ? [] : [{ blob, path }];
  });
}

/** So many in one process that its output stays within bounds. */
const blobsAtOnce = 200;

async function readBlobs(
  root: string,
  blobs: readonly string[],
): Promise<{ readonly kind: 'read'; readonly texts: ReadonlyMap<string, string> } | Unreadable> {
  const texts = new Map<string, string>();
  for (let from = 0; from < blobs.length; from += blobsAtOnce) {
    const some = blobs.slice(from, from + blobsAtOnce);
    const answer = await gitBytes(root, ['cat-file', '--batch'], `${some.join('\n')}\n`);
    if (!answer.ok) return { kind: 'unreadable', reason: answer.reason };
    let rest = answer.bytes;
    for (const blob of some) {
      const header = rest.subarray(0, rest.indexOf('\n')).toString('utf8');
      const size = /^[0-9a-f]+ blob (\d+)$/.exec(header)?.[1];
      if (size === undefined) return { kind: 'unreadable', reason: `git has no file ${blob}: ${header}` };
      const start = header.length + 1;
      const end = start + Number(size);
      texts.set(blob, rest.subarray(start, end).toString('utf8'));
      rest = rest.subarray(end + 1);
    }
  }
  return { kind: 'read', texts };
}
