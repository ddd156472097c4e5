import type { DeclaredFiles } from '../../check/declared-files';
import type { CheckContext, CheckResult } from '../../check/define-check';
import type { FindingDraft, Location } from '../../check/finding';
import { readerOf } from '../../check/read-declared';
import { unreachable } from '../../unreachable';
import { readManifest } from '../../workspace/manifest';
import { languageManifests, versionFile } from '../../workspace/manifest-files';
import { joinPath } from '../../workspace/paths';
import {
  type Deployments,
  deployedAs,
  type StaleVersion,
  staleInService,
  staleManifest,
} from './stale-versions';
import { isSemVer, versionIn } from './version-file';

/** Reads VERSION and compares it with the manifest and with what is deployed under the service's name. */
export function run({ project, files, parameters }: CheckContext<unknown>): CheckResult {
  const path = joinPath(project.root, versionFile);
  const read = files.read(path);
  if (read.kind !== 'read') {
    return { subjects: [], findings: [missingVersion(path, project.name)], details: null };
  }
  const version = versionIn(read.text);
  if (!isSemVer(version)) {
    return { subjects: [path], findings: [notSemVer(path, version)], details: { version, deployed: [] } };
  }
  const deployed = deployedAs(project, parameters as unknown as Deployments, files.list(), readerOf(files));
  return {
    subjects: [path],
    findings: [
      ...manifestFindings(project.root, files, version, path),
      ...deployed.findings,
      ...deployed.services
        .flatMap((service) => staleInService(service, version))
        .map((stale) => staleFinding(stale, version, path)),
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

function manifestFindings(
  root: string,
  files: DeclaredFiles,
  version: string,
  versionPath: string,
): FindingDraft[] {
  return languageManifests.flatMap(({ file }) => {
    const path = joinPath(root, file);
    const read = files.read(path);
    if (read.kind === 'missing') return [];
    if (read.kind === 'unreadable') return [brokenManifest({ file: path }, file, read.reason)];
    const reading = readManifest(file, read.text);
    if (!reading.ok) return [brokenManifest({ file: path, ...reading.position }, file, reading.message)];
    return staleManifest(file, path, read.text, version).map((stale) =>
      staleFinding(stale, version, versionPath),
    );
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

function staleFinding(stale: StaleVersion, version: string, versionPath: string): FindingDraft {
  switch (stale.kind) {
    case 'manifest':
      return {
        severity: 'error',
        ...stale.place,
        message: `${stale.manifest} says version ${stale.stated}, VERSION says ${version}`,
        expected: 'one version in both',
        fix: 'set both to the version that is meant, VERSION first: it is what images are tagged with, and "nx sync" makes the rest follow it',
      };
    case 'image':
      return {
        severity: 'error',
        ...stale.place,
        message: `the image of ${stale.service} is tagged ${stale.version ?? 'by digest only'}, VERSION says ${version}`,
        expected: stale.expected,
        fix: `tag the image with the content of ${versionPath}, or have "nx sync" do so`,
      };
    case 'label':
      return {
        severity: 'error',
        ...stale.place,
        message: `the label app.kubernetes.io/version of ${stale.service} is ${stale.stated}, VERSION says ${version}`,
        expected: `app.kubernetes.io/version: ${version}`,
        fix: 'set the label to the version of the service, or have "nx sync" do so',
      };
    default:
      return unreachable(stale);
  }
}
