import type { FindingDraft } from '../../check/finding';
import { outOfSync, unreadableFile } from './lock-findings';
import type { PackageManifest } from './package-manifest';

const fix = 'run "yarn install" and commit yarn.lock';

/** Whether a yarn.lock is one of Yarn 1, which does not refuse by itself to change it. */
export function isClassicYarn(text: string): boolean {
  return /^# yarn lockfile v1$/m.test(text.slice(0, 1000));
}

/**
 * Whether yarn.lock has an entry for each range of a manifest. What it has beside them is not judged: they are the
 * dependencies of dependencies and of the other workspaces.
 */
export function yarnLockFindings(lock: string, text: string, manifest: PackageManifest): FindingDraft[] {
  if (!isClassicYarn(text) && !/^__metadata:$/m.test(text)) {
    return [unreadableFile({ file: lock }, 'it is no lock of Yarn')];
  }
  const descriptors = new Set(
    text
      .split('\n')
      .filter((line) => /^["\w@]/.test(line) && line.trimEnd().endsWith(':'))
      .flatMap((line) => line.trimEnd().slice(0, -1).split(/,\s*/))
      .map((descriptor) => descriptor.replace(/^"|"$/g, '')),
  );
  return manifest.dependencies.flatMap(({ name, range, place }) => {
    // Packages of the workspace and what is patched or linked have entries of other names, or none.
    if (/^(?:workspace|file|link|portal|patch|catalog):/.test(range) || manifest.overridden.has(name))
      return [];
    const isKnown =
      descriptors.has(`${name}@${range}`) ||
      descriptors.has(`${name}@npm:${range}`) ||
      [...descriptors].some((known) => known.startsWith(`${name}@workspace:`));
    return isKnown
      ? []
      : [outOfSync(place, `${name} ${range} is asked for, and ${lock} does not know it`, fix)];
  });
}
