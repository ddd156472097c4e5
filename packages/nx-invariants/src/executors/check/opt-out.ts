import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LeafRequest } from '../../check/leaf-request';
import { optOutReasonIn } from '../../config/opt-out';

/** Why a project does without a check, where its project.json says so under `metadata.invariants.optOut`. */
export function optOutReason(
  request: Pick<LeafRequest, 'workspaceRoot' | 'project' | 'check'>,
): string | undefined {
  const { root } = request.project;
  return optOutReasonIn(textAt(join(request.workspaceRoot, root, 'project.json')), request.check);
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
