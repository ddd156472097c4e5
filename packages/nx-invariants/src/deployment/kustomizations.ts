import type { FindingDraft } from '../check/finding';
import { isInside, joinPath, withFoldersAbove } from '../workspace/paths';
import type { ReadText } from '../workspace/read-text';
import { type KubernetesReading, readManifests } from './kubernetes';
import { loadTopology } from './topology';

/** A kustomization that deploys what lies in a folder. */
export interface Covering {
  readonly file: string;
  /** Whether it lies in the folder itself, so that who reads the folder reads it too. */
  readonly isInFolder: boolean;
  readonly reading: KubernetesReading;
}

/**
 * The kustomization that deploys what lies in a folder: the one in it, else the nearest above it that takes something
 * of it. One above that cannot be read may take it.
 */
export function coveringKustomization(folder: string, read: ReadText): Covering | undefined {
  const { kustomizationNames } = loadTopology();
  for (const above of withFoldersAbove(folder)) {
    const file = kustomizationNames
      .map((name) => joinPath(above, name))
      .find((path) => read(path) !== undefined);
    if (file === undefined) continue;
    const reading = readManifests([file], read);
    const isInFolder = above === folder;
    const takes =
      !reading.ok || reading.model.manifests.some((manifest) => isInside(manifest, folder)) || isInFolder;
    if (takes) return { file, isInFolder, reading };
  }
  return undefined;
}

/**
 * What is wrong with reading a folder of manifests whole: the kustomization that deploys it leaves some of them out, or
 * takes others from elsewhere. What is read would not be what runs.
 *
 * @param manifests those that are read of the folder.
 */
export function coverFindings(folder: string, manifests: readonly string[], read: ReadText): FindingDraft[] {
  const covering = coveringKustomization(folder, read);
  if (covering === undefined) return [];
  const { file, isInFolder, reading } = covering;
  if (!reading.ok) return [...reading.findings];
  const { isKustomization } = loadTopology();
  const deployed = new Set(reading.model.manifests);
  const idle = manifests.filter((manifest) => !deployed.has(manifest) && !isKustomization(manifest));
  const elsewhere = isInFolder ? [] : [...deployed].filter((manifest) => !isInside(manifest, folder));
  return [
    ...idle.map((manifest) =>
      finding(
        manifest,
        `${manifest} is read with the folder ${folder}, but ${file} does not deploy it`,
        file,
      ),
    ),
    ...elsewhere.map((manifest) =>
      finding(file, `${file} deploys ${manifest}, which is not read: only the folder ${folder} is`, file),
    ),
  ];
}

function finding(at: string, message: string, kustomization: string): FindingDraft {
  return {
    severity: 'error',
    file: at,
    line: 1,
    column: 1,
    message,
    expected: 'what is read to be what is deployed',
    fix: `name ${kustomization} in the plugin's option "kubernetes", instead of the folder`,
  };
}
