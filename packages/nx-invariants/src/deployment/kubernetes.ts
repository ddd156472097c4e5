import { type KubernetesModel, readKubernetes } from '@nx-invariants/topology';
import type { FindingDraft } from '../check/finding';
import type { WorkspaceFacts } from '../workspace/workspace-facts';
import { failureFinding, type ReadText } from './compose';

export type KubernetesReading =
  | { readonly ok: true; readonly model: KubernetesModel }
  | { readonly ok: false; readonly findings: readonly FindingDraft[] };

/** Reads Kubernetes manifests and kustomizations into one model. */
export function readManifests(files: readonly string[], read: ReadText): KubernetesReading {
  const model = readKubernetes({ files, read });
  return model.ok
    ? { ok: true, model: model.value }
    : { ok: false, findings: model.failures.map(failureFinding) };
}

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
