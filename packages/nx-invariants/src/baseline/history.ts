import {
  type BaseRequest,
  baseRevision,
  commit,
  type FindFormerFolder,
  isShallow,
  placesAt,
  type Revision,
  shallowReason,
  unknown,
} from './baseline';
import type { BaselineSource } from './baseline-source';
import { type GitAnswer, git } from './git';
import { taggedCommits } from './release-tags';

/** Set by the plugin before tasks run; an input of every leaf that compares contracts with all their earlier versions. */
export const contractsHistoryVariable = 'NX_INVARIANTS_CONTRACTS_HISTORY';

/** What a folder was at all earlier times, the last one first, or why that cannot be known here. */
export type History =
  | { readonly kind: 'trees'; readonly shas: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The variable must fit into the environment of a process, which on Windows ends at 32,767 characters. */
const mostTrees = 500;

export function formatHistory(history: History): string {
  return history.kind === 'trees' ? `trees:${history.shas.join(',')}` : `unknown:${history.reason}`;
}

/** Reads the variable back. Anything but a well-formed value is unknown. */
export function parseHistory(value: string | undefined): History {
  const trees = /^trees:((?:[0-9a-f]{40,64}(?:,|$))*)$/.exec(value ?? '')?.[1];
  if (trees !== undefined) return { kind: 'trees', shas: trees.split(',').filter((sha) => sha !== '') };
  const reason = /^unknown:(.+)$/s.exec(value ?? '')?.[1];
  return {
    kind: 'unknown',
    reason:
      reason ?? `the plugin's hook did not set ${contractsHistoryVariable} (was the task run outside of nx?)`,
  };
}

/**
 * The distinct trees of a folder up to the base revision, along first parents: what has been on the default branch; or
 * those of the tagged commits before HEAD.
 *
 * @param folder a workspace path.
 * @param formerly where the folder lay by the nx.json of the base revision. Where it lay before that, nobody looks.
 */
export async function resolveHistory(
  request: BaseRequest,
  source: Exclude<BaselineSource, { kind: 'releases' }>,
  folder: string,
  formerly?: FindFormerFolder,
): Promise<History> {
  const root = request.workspaceRoot;
  if (await isShallow(root)) return unknown(shallowReason);
  const last = source.kind === 'tags' ? await headCommit(root) : await baseRevision(request);
  if (last.kind === 'unknown') return last;
  if (last.kind === 'absent') return { kind: 'trees', shas: [] };
  const places = await placesAt(root, last.sha, folder, formerly);
  if (places.kind === 'unknown') return places;
  const commits =
    source.kind === 'tags'
      ? await taggedCommits(root, source.pattern)
      : await commitsOf(root, last.sha, places.paths);
  if (!commits.ok) return unknown(commits.reason);
  const trees = await treesOf(root, linesOf(commits.text), places.paths);
  if (!trees.ok) return unknown(trees.reason);
  const shas = linesOf(trees.text).flatMap((line) => /^tree ([0-9a-f]+)$/.exec(line)?.[1] ?? []);
  const distinct = [...new Set(shas)];
  return distinct.length <= mostTrees
    ? { kind: 'trees', shas: distinct }
    : unknown(`the contracts have ${distinct.length} earlier states, and at most ${mostTrees} are compared`);
}

async function headCommit(root: string): Promise<Revision> {
  const sha = await commit(root, 'HEAD');
  return sha === undefined
    ? unknown('the repository has no commit yet; commit once')
    : { kind: 'commit', sha };
}

/** The commits up to a revision that changed one of the folders. */
function commitsOf(root: string, revision: string, paths: readonly string[]): Promise<GitAnswer> {
  const pathspecs = paths.includes('.') ? [] : paths.map((path) => `:(top,literal)${path}`);
  return git(root, ['log', '--first-parent', '--format=%H', revision, '--', ...pathspecs]);
}

function treesOf(root: string, commits: readonly string[], paths: readonly string[]): Promise<GitAnswer> {
  const names = commits.flatMap((sha) => paths.map((path) => `${sha}:${path === '.' ? '' : path}`));
  const input = names.map((name) => `${name}\n`).join('');
  return git(root, ['cat-file', '--batch-check=%(objecttype) %(objectname)'], input);
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
