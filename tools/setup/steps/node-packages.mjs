import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from '../npm.mjs';

/** The npm packages of package-lock.json. Their installation also builds the packages of this workspace. */
export const nodePackages = {
  title: 'npm packages',
  required: true,

  ensure({ root, say }) {
    const lock = readJson(join(root, 'package-lock.json'));
    const installed = readJson(join(root, 'node_modules', '.package-lock.json'));
    if (lock && installed && differences(lock, installed).length === 0) return { kind: 'present' };
    say(
      `${installed ? 'node_modules is not what package-lock.json says' : 'no node_modules'}; running: npm ci`,
    );
    return runNpm(['ci'], root) ? { kind: 'installed' } : { kind: 'missing', remedy: 'npm ci' };
  },
};

/**
 * The entries of a lock that what is installed does not agree with: packages in another version or absent, and
 * packages of this workspace whose dependencies or commands changed. A package that is optional may be absent: npm
 * leaves out those of other platforms.
 *
 * @param lock package-lock.json. @param installed node_modules/.package-lock.json, where npm notes what it installed.
 * @returns {string[]} their paths.
 */
export function differences(lock, installed) {
  return Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .filter(([path, wanted]) => {
      const found = installed.packages[path];
      if (found === undefined) return !wanted.optional;
      const isOfThisWorkspace = !/(^|\/)node_modules\//.test(path);
      return isOfThisWorkspace
        ? JSON.stringify(found) !== JSON.stringify(wanted)
        : found.version !== wanted.version;
    })
    .map(([path]) => path);
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}
