import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folders below apps/ that hold a file. @param {string} root @param {string} fileName */
export function serviceFoldersWith(root, fileName) {
  return readdirSync(join(root, 'apps'))
    .map((name) => join(root, 'apps', name))
    .filter((folder) => existsSync(join(folder, fileName)));
}
