import type { KubernetesModel } from '@nx-invariants/topology';
import type { FindingDraft } from '../check/finding';
import { exactInput } from '../workspace/paths';
import type { WorkspaceFacts } from '../workspace/workspace-facts';
import { manifestEndings, manifestsOf, yamlFilesAmong, yamlInputs } from '../workspace/yaml-places';
import { failureFinding } from './compose';
import { type ReadText, rememberReads } from './remember-reads';
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

/** The manifests at some places among the files that a check declared. */
export function manifestsAmong(
  files: readonly string[],
  places: readonly string[],
  read: ReadText,
): string[] {
  return manifestsOf(yamlFilesAmong(files, places, manifestEndings), places, read);
}

const askedFor = new WeakMap<WorkspaceFacts, readonly string[]>();

/** Nx inputs for all that reading the manifests asks for: what is at their places, and what they refer to. */
export function kubernetesInputs(workspace: WorkspaceFacts): readonly string[] {
  const places = workspace.kubernetesPlaces;
  const referred = askedFor.get(workspace) ?? filesReferredTo(workspace);
  askedFor.set(workspace, referred);
  return [...yamlInputs(places, manifestEndings), ...referred.map(exactInput)];
}

function filesReferredTo(workspace: WorkspaceFacts): string[] {
  const asked = new Set<string>();
  const read = (path: string) => {
    asked.add(path);
    return workspace.text(path);
  };
  if (workspace.kubernetes.length > 0) readManifests(workspace.kubernetes, read);
  const atPlaces = new Set(workspace.kubernetes);
  return [...asked].filter((path) => !atPlaces.has(path)).sort();
}
