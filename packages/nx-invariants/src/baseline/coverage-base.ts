import { joinPath } from '../workspace/paths';
import {
  type Baseline,
  type BaseRequest,
  baseRevision,
  formatBaseline,
  type Revision,
  rootTree,
  unknown,
} from './baseline';
import { git } from './git';

/** The ratchet's file at the root of the workspace. */
export const coverageBaselineFile = 'coverage-baseline.jsonl';

/** Set by the plugin before tasks run: the file above at the base revision; an input of every leaf under the ratchet. */
export const coverageBaselineVariable = 'NX_INVARIANTS_COVERAGE_BASELINE';

/** Set by the plugin before tasks run: the tree of the base revision; an input of every leaf with a floor for patches. */
export const coverageBaseVariable = 'NX_INVARIANTS_COVERAGE_BASE';

/** A file at the base revision. */
export type BaseFile =
  | { readonly kind: 'blob'; readonly sha: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Which of the two is needed: what nobody reads is not looked for, and `absent`. */
export interface CoverageNeeds {
  readonly ratchet: boolean;
  readonly patch: boolean;
}

/** The variables that say what coverage is compared with. */
export async function coverageVariables(
  request: BaseRequest,
  needs: CoverageNeeds,
): Promise<{ [name: string]: string }> {
  const root = request.workspaceRoot;
  const revision: Revision = needs.ratchet || needs.patch ? await baseRevision(request) : { kind: 'absent' };
  const file: BaseFile =
    needs.ratchet && revision.kind === 'commit'
      ? await baselineFileAt(root, revision.sha)
      : absentOr(revision);
  const tree: Baseline =
    needs.patch && revision.kind === 'commit' ? await rootTree(root, revision.sha) : absentOr(revision);
  return {
    [coverageBaselineVariable]: formatBaseFile(file),
    [coverageBaseVariable]: formatBaseline(tree),
  };
}

const absentOr = (revision: Revision) =>
  revision.kind === 'unknown' ? revision : ({ kind: 'absent' } as const);

async function baselineFileAt(root: string, sha: string): Promise<BaseFile> {
  const prefix = await git(root, ['rev-parse', '--show-prefix']);
  if (!prefix.ok) return unknown(prefix.reason);
  const path = joinPath(prefix.text.replace(/\n$/, ''), coverageBaselineFile);
  const listed = await git(root, ['ls-tree', '--full-tree', sha, '--', path]);
  if (!listed.ok) return unknown(listed.reason);
  if (listed.text === '') return { kind: 'absent' };
  const blob = /^100(?:644|755) blob ([0-9a-f]+)\t/.exec(listed.text)?.[1];
  return blob === undefined
    ? unknown(`${coverageBaselineFile} is no file at the base revision`)
    : { kind: 'blob', sha: blob };
}

function formatBaseFile(file: BaseFile): string {
  switch (file.kind) {
    case 'blob':
      return `blob:${file.sha}`;
    case 'absent':
      return 'absent';
    case 'unknown':
      return `unknown:${file.reason}`;
  }
}

/** Reads the variable of the baseline file back. Anything but a well-formed value is unknown. */
export function parseBaseFile(value: string | undefined): BaseFile {
  if (value === 'absent') return { kind: 'absent' };
  const blob = /^blob:([0-9a-f]{40}|[0-9a-f]{64})$/.exec(value ?? '')?.[1];
  if (blob !== undefined) return { kind: 'blob', sha: blob };
  const reason = /^unknown:(.+)$/s.exec(value ?? '')?.[1];
  return {
    kind: 'unknown',
    reason:
      reason ?? `the plugin's hook did not set ${coverageBaselineVariable} (was the task run outside of nx?)`,
  };
}
