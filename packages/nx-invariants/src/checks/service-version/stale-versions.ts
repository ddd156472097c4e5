import {
  type ComposeBuild,
  effectiveTag,
  type ImageReference,
  type ServiceFacts,
} from '@nx-invariants/topology';
import type { FindingDraft, Location } from '../../check/finding';
import { readComposeProject } from '../../deployment/compose';
import { manifestsAmong, readManifests } from '../../deployment/kubernetes';
import { loadTopology } from '../../deployment/topology';
import { readManifest } from '../../workspace/manifest';
import type { ManifestFile } from '../../workspace/manifest-files';
import { isInside } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import { positionOfVersion } from '../../workspace/version-position';

/** A place that states another version than VERSION does. */
export type StaleVersion = {
  /** Where the text begins, or the quote before it. */
  readonly place: Location;
  /** The version that is stated; none by an image that is named by its digest alone. */
  readonly version: string | undefined;
  /** The text that stands there, and what is to stand there. */
  readonly stated: string;
  readonly expected: string;
} & (
  | { readonly kind: 'manifest'; readonly manifest: ManifestFile }
  | { readonly kind: 'image' | 'label'; readonly service: string }
);

/** What a manifest states, if it is another version; nothing of one that does not parse or states none. */
export function staleManifest(
  manifest: ManifestFile,
  path: string,
  text: string,
  version: string,
): StaleVersion[] {
  const reading = readManifest(manifest, text);
  const stated = reading.ok ? reading.facts.version : undefined;
  if (stated === undefined || stated === version) return [];
  const place = { file: path, ...positionOfVersion(manifest, text, stated) };
  return [{ kind: 'manifest', manifest, place, version: stated, stated, expected: version }];
}

/** The image and the labels of what runs, where they state another version. */
export function staleInService(service: ServiceFacts, version: string): StaleVersion[] {
  const { name, image, versionLabels } = service;
  const labels = versionLabels.filter(({ value }) => value !== version);
  const tag = image && effectiveTag(image.value);
  return [
    ...(image === undefined || tag === version
      ? []
      : [
          {
            kind: 'image' as const,
            service: name,
            place: image.location,
            version: tag,
            stated: image.value.text,
            expected: `${withoutTag(image.value)}:${version}`,
          },
        ]),
    ...labels.map(({ value, location }) => ({
      kind: 'label' as const,
      service: name,
      place: location,
      version: value,
      stated: value,
      expected: version,
    })),
  ];
}

/** The reference as it is written: a registry may have a port, which is no tag. */
function withoutTag({ text, tag, digest }: ImageReference): string {
  const named = digest === undefined ? text : text.slice(0, -digest.length - 1);
  return tag === undefined ? named : named.slice(0, -tag.length - 1);
}

/** Where what is deployed is described. */
export interface Deployments {
  /** Of each Compose project its files, in merge order. */
  readonly compose: readonly (readonly string[])[];
  /** Places of Kubernetes manifests. */
  readonly kubernetes: readonly string[];
}

export interface Deployed {
  readonly services: readonly ServiceFacts[];
  readonly findings: readonly FindingDraft[];
}

/**
 * The Compose services and Kubernetes workloads that are this project: those that bear its name, that Compose builds
 * from its folder, or that run the image of one of these.
 *
 * @param files those among which the manifests are looked for.
 */
export function deployedAs(
  project: { readonly name: string; readonly root: string },
  { compose, kubernetes }: Deployments,
  files: readonly string[],
  read: ReadText,
): Deployed {
  const services: ServiceFacts[] = [];
  const findings: FindingDraft[] = [];
  const built = new Set<ServiceFacts>();
  for (const list of compose) {
    const reading = readComposeProject(list, read);
    if (!reading.ok) {
      findings.push(...reading.findings);
      continue;
    }
    services.push(...reading.model.services.values());
    for (const build of loadTopology().composeBuilds(reading.model)) {
      const service = reading.model.services.get(build.service);
      if (service && isBuiltFrom(project.root, build)) built.add(service);
    }
  }
  const listed = manifestsAmong(files, kubernetes, read);
  const manifests = listed.length > 0 ? readManifests(listed, read) : undefined;
  if (manifests?.ok) services.push(...manifests.model.services.values());
  else findings.push(...(manifests?.findings ?? []));
  const own = services.filter((service) => service.name === project.name || built.has(service));
  const images = new Set(own.flatMap(({ image }) => image?.value.repository ?? []));
  const isOwn = (service: ServiceFacts) =>
    own.includes(service) || images.has(service.image?.value.repository ?? '');
  return { services: services.filter(isOwn), findings };
}

function isBuiltFrom(root: string, build: ComposeBuild): boolean {
  return build.kind === 'local' && root !== '.' && isInside(build.dockerfilePath, root);
}
