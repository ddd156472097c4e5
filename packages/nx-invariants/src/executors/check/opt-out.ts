import type { LeafRequest } from '../../check/leaf-request';
import { optOutOf } from '../../config/opt-out';
import { joinPath } from '../../workspace/paths';
import { readText } from '../../workspace/read-text';

/** Why a project does without a check, where its metadata says so. */
export function optOutReason(
  request: Pick<LeafRequest, 'workspaceRoot' | 'project' | 'check'>,
): string | undefined {
  const { root } = request.project;
  return optOutOf((file) => readText(request.workspaceRoot, joinPath(root, file)), request.check)?.reason;
}
