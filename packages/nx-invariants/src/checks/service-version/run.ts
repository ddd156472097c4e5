import {
  type ComposeBuild,
  effectiveTag,
  type ImageReference,
  type ServiceFacts,
} from '@nx-invariants/topology';
import semver from 'semver';
import type { DeclaredFiles } from '../../check/declared-files';
import type { CheckContext, CheckResult } from '../../check/define-check';
import type { FindingDraft, Location } from '../../check/finding';
import { readerOf } from '../../check/read-declared';
import { readComposeProject } from '../../deployment/compose';
import { manifestsAmong, readManifests } from '../../deployment/kubernetes';
import { loadTopology } from '../../deployment/topology';
import { readManifest } from '../../workspace/manifest';
import { languageManifests, versionFile } from '../../workspace/manifest-files';
import { isInside, joinPath } from '../../workspace/paths';

/** Reads VERSION and compares it with the manifest and with what is deployed under the service's name. */
export function run({ project, files, parameters }: CheckContext<unknown>): CheckResult {
  const path = joinPath(project.root, versionFile);
  const read = files.read(path);
  if (read.kind !== 'read') {
    return { subjects: [], findings: [missingVersion(path, project.name)], details: null };
  }
  const version = versionIn(read.text);
  if (semver.valid(version) !== version) {
    return { subjects: [path], findings: [notSemVer(path, version)], details: { version, deployed: [] } };
  }
  const { compose, kubernetes } = parameters as unknown as { compose: string[][]; kubernetes: string[] };
  const deployed = deployedAs(project, files, compose, kubernetes);
  return {
    subjects: [path],
    findings: [
      ...manifestFindings(project.root, files, version),
      ...deployed.findings,
      ...deployed.services.flatMap((service) => imageFindings(service, version, path)),
    ],
    details: {
      version,
      deployed: deployed.services.map(({ name, image, location }) => ({
        name,
        image: image?.value.text ?? null,
        file: location.file,
      })),
    },
  };
}

/** Whoever tags an image with the content of the file takes all along but the line breaks at its end. */
function versionIn(text: string): string {
  return /^(\S*)(?:\r?\n)*$/.exec(text)?.[1] ?? text;
}

function missingVersion(path: string, project: string): FindingDraft {
  return {
    severity: 'error',
    file: path,
    message: `${project} has no VERSION file`,
    expected:
      'one line with the SemVer version of the service; there is no fallback, because a fallback once tagged images :latest in silence',
    fix: `write the version into ${path}`,
  };
}

function notSemVer(path: string, version: string): FindingDraft {
  return {
    severity: 'error',
    file: path,
    line: 1,
    column: 1,
    message:
      version.trim() === ''
        ? 'VERSION is empty'
        : `VERSION says ${asciiOf(version.slice(0, 60))}, which is not SemVer`,
    expected: 'a version such as 1.2.3, alone on its line',
    fix: 'write the version',
  };
}

/** A text in quotes, in which nothing is invisible. */
function asciiOf(text: string): string {
  return JSON.stringify(text).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function manifestFindings(root: string, files: DeclaredFiles, version: string): FindingDraft[] {
  return languageManifests.flatMap(({ file }) => {
    const path = joinPath(root, file);
    const read = files.read(path);
    if (read.kind === 'missing') return [];
    if (read.kind === 'unreadable') return [brokenManifest({ file: path }, file, read.reason)];
    const reading = readManifest(file, read.text);
    if (!reading.ok) return [brokenManifest({ file: path, ...reading.position }, file, reading.message)];
    const stated = reading.facts.version;
    if (stated === undefined || stated === version) return [];
    const line = read.text.split('\n').findIndex((text) => /version/.test(text) && text.includes(stated)) + 1;
    return [
      {
        severity: 'error' as const,
        file: path,
        ...(line > 0 ? { line, column: 1 } : {}),
        message: `${file} says version ${stated}, VERSION says ${version}`,
        expected: 'one version in both',
        fix: `set both to the version that is meant; VERSION is what images are tagged with`,
      },
    ];
  });
}

function brokenManifest(place: Location, file: string, reason: string): FindingDraft {
  return {
    severity: 'error',
    ...place,
    message: `${file} cannot be read: ${reason}`,
    expected: 'a manifest that parses: until it does, nobody knows which version it states',
    fix: 'mend the syntax there, or remove the file if the service has no use for it',
  };
}

interface Deployed {
  readonly services: readonly ServiceFacts[];
  readonly findings: readonly FindingDraft[];
}

/**
 * The Compose services and Kubernetes workloads that are this project: those that bear its name, that Compose builds
 * from its folder, or that run the image of one of these.
 */
function deployedAs(
  project: { readonly name: string; readonly root: string },
  files: DeclaredFiles,
  compose: readonly string[][],
  places: readonly string[],
): Deployed {
  const read = readerOf(files);
  const kubernetes = manifestsAmong(files.list(), places, read);
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
  const manifests = kubernetes.length > 0 ? readManifests(kubernetes, read) : undefined;
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

function imageFindings(service: ServiceFacts, version: string, path: string): FindingDraft[] {
  const findings: FindingDraft[] = [];
  const image = service.image;
  if (image && effectiveTag(image.value) !== version) {
    const tag = effectiveTag(image.value);
    findings.push({
      severity: 'error',
      ...image.location,
      message: `the image of ${service.name} is tagged ${tag ?? 'by digest only'}, VERSION says ${version}`,
      expected: `${withoutTag(image.value)}:${version}`,
      fix: `tag the image with the content of ${path}`,
    });
  }
  const label = service.labels.get('app.kubernetes.io/version');
  if (label !== undefined && label !== version) {
    findings.push({
      severity: 'error',
      ...service.location,
      message: `the label app.kubernetes.io/version of ${service.name} is ${label}, VERSION says ${version}`,
      expected: `app.kubernetes.io/version: ${version}`,
      fix: 'set the label to the version of the service',
    });
  }
  return findings;
}

/** The reference as it is written: a registry may have a port, which is no tag. */
function withoutTag({ text, tag, digest }: ImageReference): string {
  const named = digest === undefined ? text : text.slice(0, -digest.length - 1);
  return tag === undefined ? named : named.slice(0, -tag.length - 1);
}
