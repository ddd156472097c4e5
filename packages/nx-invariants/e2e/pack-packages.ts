import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { NxWorkspace } from './nx-workspace';

const repository = resolve(__dirname, '..', '..', '..');

/** Packs every package as it would be published; returns the paths of the tarballs. */
export async function packPackages(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nx invariants tarballs '));
  const packages = readdirSync(join(repository, 'packages')).map((name) =>
    join(repository, 'packages', name),
  );
  await new NxWorkspace(repository).npm([
    'pack',
    '--ignore-scripts',
    '--silent',
    '--pack-destination',
    folder,
    ...packages,
  ]);
  return tarballsIn(folder);
}

/**
 * Repacks a tarball after an edit of what is in it.
 *
 * @param edit gets the unpacked package.
 */
export async function repack(tarball: string, edit: (unpacked: NxWorkspace) => void): Promise<string> {
  const unpacked = new NxWorkspace(mkdtempSync(join(tmpdir(), 'nx invariants repacked ')));
  await unpacked.succeed('tar', ['-xzf', tarball]);
  edit(unpacked);
  const folder = unpacked.path('tarballs');
  mkdirSync(folder);
  await unpacked.npm(['pack', '--ignore-scripts', '--silent', '--pack-destination', folder, './package']);
  const [repacked] = tarballsIn(folder);
  if (repacked === undefined) throw new Error(`npm packed nothing in ${folder}`);
  return repacked;
}

function tarballsIn(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .sort();
}
