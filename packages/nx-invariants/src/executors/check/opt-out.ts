import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LeafRequest } from '../../check/leaf-request';
import { parseJson } from '../../config/json-document';
import { isRecord } from '../../config/record';

/** Why a project does without a check, where its project.json says so under `metadata.invariants.optOut`. */
export function optOutReason(
  request: Pick<LeafRequest, 'workspaceRoot' | 'project' | 'check'>,
): string | undefined {
  const { root } = request.project;
  const text = textAt(join(request.workspaceRoot, root, 'project.json'));
  const parsed = text === undefined ? undefined : parseJson(text);
  let value: unknown = parsed?.ok ? parsed.document.value : undefined;
  for (const key of ['metadata', 'invariants', 'optOut', request.check]) {
    value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
