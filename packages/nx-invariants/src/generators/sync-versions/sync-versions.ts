import type { Tree } from '@nx/devkit';
import semver from 'semver';
import { checkOptions } from '../../check/check-options';
import serviceVersion from '../../checks/service-version/check';
import {
  type Deployments,
  deployedAs,
  type StaleVersion,
  staleInService,
  staleManifest,
} from '../../checks/service-version/stale-versions';
import { isSemVer, versionIn } from '../../checks/service-version/version-file';
import { composeProjects } from '../../deployment/compose';
import { normalised } from '../../python/requirements';
import { readManifest } from '../../workspace/manifest';
import { languageManifests, type ManifestFile, versionFile } from '../../workspace/manifest-files';
import { joinPath, withFoldersAbove } from '../../workspace/paths';
import type { ProjectFacts } from '../../workspace/workspace-facts';
import { inferOnTree } from '../tree/leaves-on-tree';
import type { OutOfSync } from '../tree/out-of-sync';
import { applySplices, type Splice } from '../tree/splice';
import { isLink, type TreeFacts } from '../tree/tree-facts';
import { lockedVersion } from './locked-version';
import { replaceText } from './replace-text';

/**
 * The sync generator of the check service-version: what states the version of a service says what its VERSION says. It
 * writes manifests, the entries of the service in Cargo.lock and uv.lock, tags of images and version labels.
 * What the check must say for itself is left alone: a VERSION that is missing or no SemVer, a newer version than
 * VERSION's (VERSION may be what was forgotten), an image with a digest, a text that is made of variables, a link, and
 * the services that opted out.
 *
 * @returns nothing where all is up to date, as Nx asks of a sync generator.
 */
export default async function syncVersions(tree: Tree): Promise<OutOfSync | undefined> {
  const { facts, projects } = inferOnTree(tree);
  if (checkOptions(serviceVersion, facts.options.checks[serviceVersion.id]) === false) return undefined;
  const details = projects
    .filter((project) => project.isService && !facts.optsOut(project.root, serviceVersion.id))
    .flatMap((project) => syncService(tree, facts, project));
  return details.length === 0
    ? undefined
    : { outOfSyncMessage: 'Versions are not what VERSION says.', outOfSyncDetails: details };
}

function syncService(tree: Tree, facts: TreeFacts, project: ProjectFacts): string[] {
  const version = versionIn(facts.text(joinPath(project.root, versionFile)) ?? '');
  if (!isSemVer(version)) return [];
  const deployments: Deployments = { compose: composeProjects(facts), kubernetes: facts.kubernetesPlaces };
  const read = (path: string) => facts.text(path);
  const { services } = deployedAs(project, deployments, facts.sources.filesIn('.'), read);
  const manifests = languageManifests.map(({ file }) => ({ file, path: joinPath(project.root, file) }));
  // From the end of a file to its begin, so that the places that are left stay where they are.
  const stale = [
    ...manifests.flatMap(({ file, path }) => staleManifest(file, path, facts.text(path) ?? '', version)),
    ...services.flatMap((service) => staleInService(service, version)),
  ].sort(
    (left, right) =>
      compareNumbers(right.place.line, left.place.line) ||
      compareNumbers(right.place.column, left.place.column),
  );
  return [
    ...stale.flatMap((each) => correct(tree, facts, each, version)),
    ...manifests.flatMap(({ file, path }) => syncLock(tree, facts, project, file, path, version)),
  ];
}

function compareNumbers(left = 0, right = 0): number {
  return left - right;
}

function correct(tree: Tree, facts: TreeFacts, stale: StaleVersion, version: string): string[] {
  const { place, stated, expected } = stale;
  if (stale.version === undefined || stated.includes('@') || isNewer(stale.version, version)) return [];
  const splice = replaceText(facts.text(place.file) ?? '', place, stated, expected);
  return splice && write(tree, place.file, splice) ? [`${place.file}: ${stated} is not ${expected}`] : [];
}

function isNewer(stated: string, version: string): boolean {
  return semver.valid(stated) !== null && semver.gt(stated, version);
}

const locks: Partial<Record<ManifestFile, string>> = {
  'Cargo.toml': 'Cargo.lock',
  'pyproject.toml': 'uv.lock',
};

/** A lock follows its manifest, once that says what VERSION says. */
function syncLock(
  tree: Tree,
  facts: TreeFacts,
  project: ProjectFacts,
  manifest: ManifestFile,
  path: string,
  version: string,
): string[] {
  const reading = readManifest(manifest, facts.text(path) ?? '');
  const lockName = locks[manifest];
  if (lockName === undefined || !reading.ok || reading.facts.version !== version) return [];
  const named = reading.facts.name ?? '';
  const name = lockName === 'uv.lock' ? normalised(named) : named;
  return withFoldersAbove(project.root).flatMap((folder) => {
    const lock = joinPath(folder, lockName);
    const splice = lockedVersion(facts.text(lock) ?? '', name, version);
    return splice && write(tree, lock, splice) ? [`${lock}: the version of ${name} is not ${version}`] : [];
  });
}

/** Whether it was written: writing through a link would change a file that nobody named. */
function write(tree: Tree, file: string, splice: Splice): boolean {
  if (isLink(tree, file)) return false;
  tree.write(file, applySplices(tree.read(file, 'utf-8') ?? '', [splice]));
  return true;
}
