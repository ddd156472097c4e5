import type { KubernetesModel } from '@nx-invariants/topology';
import type { FindingDraft } from '../check/finding';
import type { WorkspaceFacts } from '../workspace/workspace-facts';
import { failureFinding } from './compose';
import { rememberReads } from './remember-reads';
import { loadTopology } from './topology';

export type KubernetesReading =
  | { readonly ok: true; readonly model: KubernetesModel }
  | { readonly ok: false; readonly findings: readonly FindingDraft[] };

/** Reads Kubernetes manifests and kustomizations into one model. */
export const readManifests = rememberReads((files, read): KubernetesReading => {
  const model = loadTopology().readKubernetes({ files, read });
  return model.ok
    ? { ok: true, model: model.value }
    : { ok: false, findings: model.failures.map(failureFinding) };
});

const askedFor = new WeakMap<WorkspaceFacts, readonly string[]>();

/** Every file that reading the manifests asks for: the inputs of whoever reads them. */
export function filesOfKubernetes(workspace: WorkspaceFacts): readonly string[] {
  const known = askedFor.get(workspace) ?? findFilesOfKubernetes(workspace);
  askedFor.set(workspace, known);
  return known;
}

function findFilesOfKubernetes(workspace: WorkspaceFacts): string[] {
  const asked = new Set<string>(workspace.kubernetes);
  const read = (path: string) => {
    asked.add(path);
    return workspace.text(path);
  };
  if (workspace.kubernetes.length > 0) readManifests(workspace.kubernetes, read);
  return [...asked].sort();
}
