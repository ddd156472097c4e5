import { createHash } from 'node:crypto';
import { lstat, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from './git';

/** With more changed files, or more bytes in one of them, the state counts as unknown. */
const maxFiles = 2_000;
const maxFileBytes = 16 * 1024 * 1024;

/** A state of the workspace. */
export interface WorkspaceStamp {
  readonly commit: string;
  /** Whether nothing differs from the commit. */
  readonly isClean: boolean;
  /** Another one for every other content of a file that git does not ignore. */
  readonly digest: string;
}

/** What the workspace is now, by its commit and what differs from it; undefined where that cannot be told. */
export async function workspaceStamp(root: string): Promise<WorkspaceStamp | undefined> {
  const commit = await commitOf(root, 'HEAD');
  const top = await git(root, ['rev-parse', '--show-toplevel']);
  const status = await git(root, ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all']);
  if (commit === undefined || !top.ok || !status.ok) return undefined;
  const changes = status.text.split('\0').filter((change) => change !== '' && !isReport(pathOf(change)));
  if (changes.length > maxFiles) return undefined;
  const hash = createHash('sha256').update(commit);
  for (const change of changes) {
    const content = await contentOf(join(top.text.trim(), pathOf(change)));
    if (content === undefined) return undefined;
    hash.update(JSON.stringify([change, content.length])).update(content);
  }
  return { commit, isClean: changes.length === 0, digest: hash.digest('hex') };
}

/** The commit that a revision names; undefined where it names none. */
export async function commitOf(root: string, revision: string): Promise<string | undefined> {
  const commit = await git(root, ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`]);
  return commit.ok ? commit.text.trim() : undefined;
}

/** Of an entry of `git status`: two letters and a blank stand before it. */
function pathOf(change: string): string {
  return change.slice(3);
}

/** Reports are no part of what they judge. */
function isReport(path: string): boolean {
  return path.split('/').includes('.invariants');
}

/** What a changed path holds, nothing where it is gone; undefined where nobody can say, as of a changed submodule. */
async function contentOf(path: string): Promise<Buffer | undefined> {
  try {
    const entry = await lstat(path);
    if (entry.isSymbolicLink()) return Buffer.from(await readlink(path));
    return entry.isFile() && entry.size <= maxFileBytes ? await readFile(path) : undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? Buffer.alloc(0) : undefined;
  }
}
