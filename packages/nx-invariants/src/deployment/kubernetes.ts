import type { KubernetesModel } from '@nx-invariants/topology';
import type { FindingDraft } from '../check/finding';
import { isInside } from '../workspace/paths';
import { filesAmong, kubernetesManifests, manifestEndings } from '../workspace/places';
import type { ReadText } from '../workspace/read-text';
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

/** The manifests at some places among the files that a check declared. */
export function manifestsAmong(
  files: readonly string[],
  places: readonly string[],
  read: ReadText,
): string[] {
  return kubernetesManifests(filesAmong(files, places, manifestEndings), places, read);
}

/** Those of the places that are folders with manifests. */
export function manifestFolders(manifests: readonly string[], places: readonly string[]): string[] {
  return places.filter(
    (place) => !manifests.includes(place) && manifests.some((file) => isInside(file, place)),
  );
}
