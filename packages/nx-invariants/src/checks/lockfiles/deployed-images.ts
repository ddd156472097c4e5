import type { Fact, ImageReference, Unsupported } from '@nx-invariants/topology';
import type { FindingDraft } from '../../check/finding';
import { readComposeProject, undecidedFinding } from '../../deployment/compose';
import { manifestsAmong, readManifests } from '../../deployment/kubernetes';
import type { ReadText } from '../../workspace/read-text';
import { imageFindings } from './base-images';
import type { Parameters } from './check';

export interface DeployedImages {
  readonly files: readonly string[];
  readonly images: readonly string[];
  readonly findings: readonly FindingDraft[];
}

/**
 * Holds the images that Compose and Kubernetes run to tags or digests, as variables that nobody sets leave them. What
 * Compose builds itself is not pulled.
 */
export function deployedImages(
  { compose, kubernetes }: Pick<Parameters, 'compose' | 'kubernetes'>,
  files: readonly string[],
  read: ReadText,
  requireDigests: boolean,
): DeployedImages {
  const manifests = manifestsAmong(files, kubernetes, read);
  const readings = [
    ...compose.map((project) => imagesOfCompose(project, read)),
    ...(manifests.length > 0 ? [imagesOfManifests(manifests, read)] : []),
  ];
  const images = readings.flatMap((reading) => reading.images);
  return {
    files: [...new Set([...compose.flat(), ...manifests])],
    images: [...new Set(images.map(({ value }) => value.text))].sort(),
    findings: [
      ...readings.flatMap((reading) => reading.findings),
      ...images.flatMap(({ value, location }) => imageFindings(value.text, location, requireDigests)),
    ],
  };
}

interface ImagesRead {
  readonly images: readonly Fact<ImageReference>[];
  readonly findings: readonly FindingDraft[];
}

function imagesOfCompose(project: readonly string[], read: ReadText): ImagesRead {
  const reading = readComposeProject(project, read);
  if (!reading.ok) return { images: [], findings: reading.findings };
  const services = [...reading.model.services.values()];
  return {
    images: services.flatMap(({ image, build }) => (image && build === undefined ? [image] : [])),
    findings: [],
  };
}

function imagesOfManifests(manifests: readonly string[], read: ReadText): ImagesRead {
  const reading = readManifests(manifests, read);
  if (!reading.ok) return { images: [], findings: reading.findings };
  const { services, unsupported } = reading.model;
  return {
    images: [...services.values()].flatMap(({ images }) => images),
    findings: unsupported.filter(mayHideImages).map(undecidedFinding),
  };
}

/** Whether it may add images, or change them: a patch, a component, a chart, a kind that is not known. */
function mayHideImages({ feature }: Unsupported): boolean {
  return feature === 'workload-kind' || feature.startsWith('kustomize-');
}
