import { posix } from 'node:path';
import type { FindingDraft } from '../../check/finding';
import { parseJson } from '../../config/json-document';
import { isRecord } from '../../config/record';
import { joinPath, withFoldersAbove } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import { missingLock, notCompared, unreadableFile } from './lock-findings';
import { npmLockFindings } from './npm-lock';
import { type PackageManifest, packageManifest } from './package-manifest';
import { pnpmLockFindings } from './pnpm-lock';
import { yarnLockFindings } from './yarn-lock';

export const nodeLocks = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
] as const;

type NodeLock = (typeof nodeLocks)[number];

/** Whether every lock that knows a package.json fits it, and whether one does. Locks lie in its folder and above it. */
export function nodeLockFindings(file: string, text: string, read: ReadText): FindingDraft[] {
  const parsed = parseJson(text);
  if (!parsed.ok || !isRecord(parsed.document.value)) {
    const place = parsed.ok ? { line: 1, column: 1 } : parsed.position;
    return [unreadableFile({ file, ...place }, parsed.ok ? 'it holds no object' : parsed.message)];
  }
  const manifest = packageManifest(file, parsed.document);
  const own = posix.dirname(file);
  const judged = withFoldersAbove(own).flatMap((folder) =>
    nodeLocks.flatMap((name) => {
      const lock = joinPath(folder, name);
      const found = read(lock);
      const inLock = posix.relative(folder, own);
      const findings = found === undefined ? undefined : judge(name, lock, found, inLock, manifest);
      return findings === undefined ? [] : [findings];
    }),
  );
  if (judged.length > 0) return judged.flat();
  return manifest.dependencies.length === 0
    ? []
    : [missingLock(file, 'package-lock.json, pnpm-lock.yaml or yarn.lock', 'run "npm install"')];
}

/** Undefined where the lock does not know the manifest. */
function judge(
  name: NodeLock,
  lock: string,
  text: string,
  folder: string,
  manifest: PackageManifest,
): FindingDraft[] | undefined {
  switch (name) {
    case 'package-lock.json':
    case 'npm-shrinkwrap.json':
      return npmLockFindings(lock, text, folder, manifest);
    case 'pnpm-lock.yaml':
      return pnpmLockFindings(lock, text, folder, manifest);
    case 'yarn.lock':
      return yarnLockFindings(lock, text, manifest);
    case 'bun.lock':
    case 'bun.lockb':
      return folder === ''
        ? [notCompared(lock, text, 'locks of Bun are not read', 'run "bun install --frozen-lockfile" on CI')]
        : undefined;
  }
}
