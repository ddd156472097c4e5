import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LeafRequest } from '../../check/leaf-request';
import { optOutOf } from '../../config/opt-out';

/** Why a project does without a check, where its metadata says so. */
export function optOutReason(
  request: Pick<LeafRequest, 'workspaceRoot' | 'project' | 'check'>,
): string | undefined {
  const { root } = request.project;
  return optOutOf((file) => textAt(join(request.workspaceRoot, root, file)), request.check)?.reason;
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
