// Where Chromium is on this machine. Run as a program, it prints its version: an input of what is tested in it.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The program, by the names it has on PATH; undefined where there is none. @param {string} [path] */
export function findChromium(path = process.env.PATH ?? '') {
  const places = names.flatMap((name) => path.split(delimiter).map((folder) => join(folder, name)));
  return places.find(isProgram);
}

/** The same, where there has to be one. */
export function chromium() {
  const found = findChromium();
  if (found === undefined) {
    throw new Error(`no Chromium on PATH (${names.join(', ')}); install it with: node tools/setup/setup.mjs`);
  }
  return found;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const program = findChromium();
  const { stdout } = program ? spawnSync(program, ['--version'], { encoding: 'utf8' }) : { stdout: 'none' };
  console.log(stdout.trim());
}
