import { exactInput } from '../workspace/paths';
import { manifestEndings, placeInputs } from '../workspace/places';
import type { WorkspaceFacts } from '../workspace/workspace-facts';
import { manifestFolders, readManifests } from './kubernetes';
import { coveringKustomization } from './kustomizations';

const askedFor = new WeakMap<WorkspaceFacts, readonly string[]>();

/** Nx inputs for all that reading the manifests asks for: what is at their places, and what they refer to. */
export function kubernetesInputs(workspace: WorkspaceFacts): readonly string[] {
  const places = workspace.kubernetesPlaces;
  const referred = askedFor.get(workspace) ?? filesReferredTo(workspace);
  askedFor.set(workspace, referred);
  return [...placeInputs(places, manifestEndings), ...referred.map(exactInput)];
}

function filesReferredTo(workspace: WorkspaceFacts): string[] {
  const asked = new Set<string>();
  const read = (path: string) => {
    asked.add(path);
    return workspace.text(path);
  };
  if (workspace.kubernetes.length > 0) readManifests(workspace.kubernetes, read);
  for (const folder of manifestFolders(workspace.kubernetes, workspace.kubernetesPlaces))
    coveringKustomization(folder, read);
  const atPlaces = new Set(workspace.kubernetes);
  return [...asked].filter((path) => !atPlaces.has(path)).sort();
}
