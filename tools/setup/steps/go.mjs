import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sudo } from '../debian.mjs';
import { ask } from '../program.mjs';
import { serviceFoldersWith } from '../service-folders.mjs';
import { isAtLeast, versionIn } from '../version.mjs';

/** From this version on, Go fetches by itself the toolchain that a go.mod asks for. */
const fetchesToolchains = [1, 21];
const usualFolder = '/usr/local/go/bin';
const fetchTimeout = 600_000;

/** The Go of the services' go.mod files. */
export const go = {
  title: 'Go',

  ensure({ root, say, debian }) {
    const folders = serviceFoldersWith(root, 'go.mod');
    if (folders.length === 0) return { kind: 'present' };
    const modules = folders.map((folder) => readFileSync(join(folder, 'go.mod'), 'utf8'));
    const required = highest(modules, 'go');
    const missing = { kind: 'missing', remedy: remedy(highest(modules, 'toolchain') ?? required) };

    switch (decide(required, installedVersion())) {
      case 'present':
        return { kind: 'present' };
      case 'fetch':
        return fetches(folders, required, say) ? { kind: 'present' } : missing;
      case 'install': {
        if (existsSync(join(usualFolder, 'go'))) return missing;
        if (decide(required, debian.candidate('golang-go')) === 'install') return missing;
        const installed = debian.install(['golang-go']) && fetches(folders, required, say);
        return installed ? { kind: 'installed' } : missing;
      }
    }
  },
};

/**
 * The highest version on a line of go.mod files, or undefined where none has the line.
 *
 * @param {readonly string[]} modules texts of go.mod files.
 * @param {'go' | 'toolchain'} directive
 */
export function highest(modules, directive) {
  const versions = modules.flatMap((text) => {
    const version = versionIn(new RegExp(`^${directive}\\s+(\\S+)`, 'm').exec(text)?.[1]);
    return version ? [version] : [];
  });
  return versions.sort((a, b) => (isAtLeast(a, b) ? -1 : 1))[0];
}

/**
 * What a Go of this version is good for: it is what the modules require, it can fetch that, or another one must be
 * installed.
 *
 * @param {readonly number[]} required
 * @param {readonly number[] | undefined} found
 * @returns {'present' | 'fetch' | 'install'}
 */
export function decide(required, found) {
  if (found === undefined) return 'install';
  if (isAtLeast(found, required)) return 'present';
  return isAtLeast(found, fetchesToolchains) ? 'fetch' : 'install';
}

/** The version on the PATH, without the one that a go.mod would make it fetch. */
function installedVersion() {
  return versionIn(ask('go', ['version'], { env: { ...process.env, GOTOOLCHAIN: 'local' } }));
}

/** Lets Go fetch the toolchain now, where the user sees why it takes a moment. */
function fetches(folders, required, say) {
  say(
    `the Go that is installed is older than ${required.join('.')} and fetches the toolchain of go.mod itself`,
  );
  return folders.every((cwd) => {
    const version = versionIn(ask('go', ['version'], { cwd, timeout: fetchTimeout }));
    return version !== undefined && isAtLeast(version, required);
  });
}

function remedy(version) {
  const onPath = `export PATH="$PATH:${usualFolder}"`;
  if (existsSync(join(usualFolder, 'go'))) return onPath;
  const archive = `go${version.join('.')}.linux-${process.arch === 'x64' ? 'amd64' : process.arch}.tar.gz`;
  return `curl -fsSL https://go.dev/dl/${archive} | ${sudo}tar -C /usr/local -xz && ${onPath}`;
}
