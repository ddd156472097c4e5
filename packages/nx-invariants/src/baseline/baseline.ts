import { joinPath } from '../workspace/paths';
import { git } from './git';

/** Set by the plugin before tasks run; an input of every leaf that compares contracts with their base. */
export const contractsBaseVariable = 'NX_INVARIANTS_CONTRACTS_BASE';

/** Set likewise: the folder of releases that contracts are compared with. */
export const releasesBaseVariable = 'NX_INVARIANTS_RELEASES_BASE';

/**
 * What a folder was at the base revision: a git tree, nothing at all, or something that cannot be known here.
 */
export type Baseline =
  | { readonly kind: 'tree'; readonly sha: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The value of the environment variable for a baseline. */
export function formatBaseline(baseline: Baseline): string {
  switch (baseline.kind) {
    case 'tree':
      return `tree:${baseline.sha}`;
    case 'absent':
      return 'absent';
    case 'unknown':
      return `unknown:${baseline.reason}`;
  }
}

/** Reads the value of a variable back. Anything but a well-formed one is unknown. */
export function parseBaseline(value: string | undefined, variable: string = contractsBaseVariable): Baseline {
  if (value === 'absent') return { kind: 'absent' };
  const tree = /^tree:([0-9a-f]{40}|[0-9a-f]{64})$/.exec(value ?? '')?.[1];
  if (tree !== undefined) return { kind: 'tree', sha: tree };
  const reason = /^unknown:(.+)$/s.exec(value ?? '')?.[1];
  return {
    kind: 'unknown',
    reason: reason ?? `the plugin's hook did not set ${variable} (was the task run outside of nx?)`,
  };
}

export interface BaseRequest {
  readonly workspaceRoot: string;
  /** Arguments of the nx command: `--base=...` or `--base ...` is taken. */
  readonly argv: readonly string[];
  readonly env: { readonly [name: string]: string | undefined };
  readonly defaultBase: string;
}

/** Finds where a folder lay, by what the workspace's files said at a revision. */
export type FindFormerFolder = (workspaceRoot: string, atBase: BaseFiles) => Promise<FormerFolder>;

/**
 * The tree of a workspace's folder at a commit.
 *
 * @param folder a workspace path.
 * @param formerly where the folder lay by what was configured at that commit: a folder that moved is no new one.
 */
export async function folderAt(
  root: string,
  sha: string,
  folder: string,
  formerly?: FindFormerFolder,
): Promise<Baseline> {
  const places = await placesAt(root, sha, folder, formerly);
  if (places.kind === 'unknown') return places;
  let tree: Baseline = { kind: 'absent' };
  for (const path of places.paths) {
    tree = await folderTree(root, sha, path);
    if (tree.kind !== 'absent') return tree;
  }
  return tree;
}

export type FolderPlaces =
  | { readonly kind: 'places'; readonly paths: readonly string[] }
  | Extract<Baseline, { kind: 'unknown' }>;

/** The paths in the repository where a workspace's folder may lie at a commit, the likelier one first. */
export async function placesAt(
  root: string,
  sha: string,
  folder: string,
  formerly: FindFormerFolder = async () => ({ kind: 'unnamed' }),
): Promise<FolderPlaces> {
  const prefix = await git(root, ['rev-parse', '--show-prefix']);
  if (!prefix.ok) return unknown(prefix.reason);
  const inRepository = (path: string) => joinPath(prefix.text.replace(/\n$/, ''), path);
  const atBase: BaseFiles = {
    text: async (path) => {
      const blob = await git(root, ['cat-file', 'blob', `${sha}:${inRepository(path)}`]);
      return blob.ok ? blob.text : undefined;
    },
    namesIn: async (path) => {
      const tree = await folderTree(root, sha, inRepository(path));
      return tree.kind === 'tree' ? namesIn(root, tree.sha) : [];
    },
  };
  const former = await formerly(root, atBase);
  if (former.kind === 'unknown') return former;
  const paths = [...(former.kind === 'named' ? [former.folder] : []), folder].map(inRepository);
  return { kind: 'places', paths: [...new Set(paths)] };
}

/** Where a folder lay at the base revision: named there, or not, or nobody can tell. */
export type FormerFolder =
  | { readonly kind: 'named'; readonly folder: string }
  | { readonly kind: 'unnamed' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What can be asked about the workspace's files at the base revision. */
export interface BaseFiles {
  /** The text of a file; undefined where there was none. */
  text(path: string): Promise<string | undefined>;
  /** Names directly in a folder; none where there was no such folder. */
  namesIn(folder: string): Promise<readonly string[]>;
}

/** @param path a path in the repository. */
async function folderTree(root: string, revision: string, path: string): Promise<Baseline> {
  if (path === '.') return rootTree(root, revision);
  const parts = path.split('/');
  for (let depth = 1; depth <= parts.length; depth++) {
    const above = parts.slice(0, depth).join('/');
    const listed = await git(root, ['ls-tree', '--full-tree', revision, '--', above]);
    if (!listed.ok) return unknown(listed.reason);
    const [, mode, sha] = /^(\d{6}) \w+ ([0-9a-f]+)\t/.exec(listed.text) ?? [];
    if (mode === '160000') {
      return unknown(`${above} is a Git submodule, and its history is not in this repository`);
    }
    if (mode === '120000') return unknown(`${above} is a link at the base revision`);
    if (mode !== '040000' || sha === undefined) return { kind: 'absent' };
    if (depth === parts.length) return { kind: 'tree', sha };
  }
  return { kind: 'absent' };
}

async function namesIn(root: string, tree: string): Promise<readonly string[]> {
  const listed = await git(root, ['ls-tree', '-z', '--full-tree', '--name-only', tree]);
  return listed.ok ? listed.text.split('\0').filter((name) => name !== '') : [];
}

/** The tree of a commit's whole repository. */
export async function rootTree(workspaceRoot: string, sha: string): Promise<Baseline> {
  const tree = await git(workspaceRoot, ['rev-parse', '--verify', '--end-of-options', `${sha}^{tree}`]);
  return tree.ok ? { kind: 'tree', sha: tree.text.trim() } : unknown(tree.reason);
}

export type Revision =
  | { readonly kind: 'commit'; readonly sha: string }
  | Exclude<Baseline, { kind: 'tree' }>;

/**
 * The commit that is compared with: the merge base of HEAD with `--base`, else with NX_BASE, else with the default
 * branch of the remote `upstream`, of `origin` or of this clone; `absent` where HEAD is the first one. Whoever names HEAD, or what HEAD is part of,
 * gets its first parent, since a commit differs from itself in nothing.
 */
export async function baseRevision(request: BaseRequest): Promise<Revision> {
  const root = request.workspaceRoot;
  const head = await commit(root, 'HEAD');
  if (head === undefined) return unborn(root);
  const named = baseArgument(request.argv) ?? nonEmpty(request.env.NX_BASE);
  if (named !== undefined) {
    const sha = await commit(root, named);
    if (sha === undefined) {
      return unknown(
        `the base revision "${named}" is not in this clone; fetch it, or fetch the whole history`,
      );
    }
    const forkedAt = (await mergeBase(root, sha)) ?? sha;
    return forkedAt === head ? firstParent(root) : { kind: 'commit', sha: forkedAt };
  }
  if (!(await hasDefaultBranch(root, request.defaultBase)) && (await hasOtherBranches(root))) {
    return unknown(
      `there is no branch "${request.defaultBase}" to compare with; set defaultBase in nx.json, or NX_BASE`,
    );
  }
  const forkedAt = await mergeBaseWithDefault(root, request.defaultBase);
  return forkedAt === undefined || (forkedAt.kind === 'commit' && forkedAt.sha === head)
    ? firstParent(root)
    : forkedAt;
}

/** As `nx affected` takes its base: what the other side has gained since is not this branch's doing. */
async function mergeBase(root: string, revision: string): Promise<string | undefined> {
  const answer = await git(root, ['merge-base', 'HEAD', revision]);
  return answer.ok ? answer.text.trim() : undefined;
}

/** What moves with HEAD names no branch of this clone: every commit would be compared with its first parent alone. */
export function defaultBranches(defaultBase: string): string[] {
  const remote = [`upstream/${defaultBase}`, `origin/${defaultBase}`, 'origin/HEAD'];
  return /^(HEAD|@)($|[~^@{])/.test(defaultBase) ? remote : [...remote, defaultBase];
}

async function hasDefaultBranch(root: string, defaultBase: string): Promise<boolean> {
  for (const branch of defaultBranches(defaultBase)) {
    if ((await commit(root, branch)) !== undefined) return true;
  }
  return false;
}

/** Whether HEAD may have forked from something: the only branch of a repository is its default one. */
async function hasOtherBranches(root: string): Promise<boolean> {
  const listed = await git(root, [
    'for-each-ref',
    '--count=2',
    '--format=%(refname)',
    'refs/heads',
    'refs/remotes',
  ]);
  return !listed.ok || listed.text.trim().split('\n').length > 1;
}

/** With a branch that has no history in common, that branch as it is now. Undefined where no default branch is known. */
async function mergeBaseWithDefault(root: string, defaultBase: string): Promise<Revision | undefined> {
  let unrelated: Revision | undefined;
  for (const candidate of defaultBranches(defaultBase)) {
    const sha = await commit(root, candidate);
    if (sha === undefined) continue;
    const forkedAt = await mergeBase(root, sha);
    if (forkedAt !== undefined) return { kind: 'commit', sha: forkedAt };
    if (await isShallow(root)) return unknown(shallowReason);
    unrelated ??= { kind: 'commit', sha };
  }
  return unrelated;
}

export async function firstParent(root: string): Promise<Revision> {
  const parent = await commit(root, 'HEAD^1');
  if (parent !== undefined) return { kind: 'commit', sha: parent };
  return (await isShallow(root)) ? unknown(shallowReason) : { kind: 'absent' };
}

export const shallowReason =
  'this is a shallow clone, so the base revision is not in it; fetch the history (git fetch --unshallow)';

export async function isShallow(root: string): Promise<boolean> {
  const answer = await git(root, ['rev-parse', '--is-shallow-repository']);
  return !answer.ok || answer.text.trim() !== 'false';
}

async function unborn(root: string): Promise<Revision> {
  const inside = await git(root, ['rev-parse', '--is-inside-work-tree']);
  return inside.ok
    ? unknown('the repository has no commit yet; commit once')
    : unknown(`there is no git repository to take the base from (${inside.reason})`);
}

export async function commit(root: string, revision: string): Promise<string | undefined> {
  const answer = await git(root, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  return answer.ok ? answer.text.trim() : undefined;
}

function baseArgument(argv: readonly string[]): string | undefined {
  for (const [index, argument] of argv.entries()) {
    if (argument === '--') return undefined;
    if (argument.startsWith('--base=')) return nonEmpty(argument.slice('--base='.length));
    if (argument === '--base') return nonEmpty(argv[index + 1]);
  }
  return undefined;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}

export function unknown(reason: string): { readonly kind: 'unknown'; readonly reason: string } {
  return { kind: 'unknown', reason };
}
