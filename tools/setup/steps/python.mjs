import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { commandToInstall } from '../debian.mjs';
import { ask, run } from '../program.mjs';
import { serviceFoldersWith } from '../service-folders.mjs';
import { isAtLeast, versionIn } from '../version.mjs';

const requirementsFile = 'requirements-dev.txt';
const oldest = [3, 11];
const debianPackages = ['python3', 'python3-venv'];

/** Python, and a virtual environment with the locked packages in each service that names them. */
export const python = {
  title: 'Python and its packages',

  ensure({ root, say, debian }) {
    const folders = serviceFoldersWith(root, requirementsFile).filter((folder) => !isCurrent(folder));
    if (folders.length === 0) return { kind: 'present' };
    if (!canMakeEnvironments() && !(debian.install(debianPackages) && canMakeEnvironments())) {
      return {
        kind: 'missing',
        remedy: `${commandToInstall(debianPackages)}   (Python ${oldest.join('.')} or later)`,
      };
    }
    const failed = folders.filter((folder) => !makeEnvironment(folder, root, say));
    if (failed.length === 0) return { kind: 'installed' };
    return {
      kind: 'missing',
      remedy: failed.map((folder) => commandsFor(relative(root, folder)).join(' && ')).join('; '),
    };
  },
};

/** Whether a service's virtual environment works and holds what its requirements say. */
function isCurrent(folder) {
  if (ask(join(folder, '.venv/bin/python'), ['--version']) === undefined) return false;
  const [library] = readdirSync(join(folder, '.venv/lib')).filter((name) => name.startsWith('python'));
  const packages = join(folder, '.venv/lib', library ?? '', 'site-packages');
  if (!existsSync(packages)) return false;
  const pins = pinsIn(readFileSync(join(folder, requirementsFile), 'utf8'));
  return unsatisfied(pins, readdirSync(packages)).length === 0;
}

/**
 * The versions that a requirements file pins, by normalised name. A pin with a marker (`; sys_platform == …`) may
 * not hold on this machine, so it is optional.
 *
 * @param {string} requirements
 */
export function pinsIn(requirements) {
  return [...requirements.matchAll(/^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)[ \t]*(;?)/gm)].map(
    ([, name, version, marker]) => ({ name: normalise(name), version, optional: marker === ';' }),
  );
}

/**
 * The names of pinned packages that are absent, or there in another version.
 *
 * @param {ReturnType<typeof pinsIn>} pins
 * @param {readonly string[]} sitePackages names in site-packages; `attrs-26.1.0.dist-info` says what is installed.
 */
export function unsatisfied(pins, sitePackages) {
  const installed = new Map(
    sitePackages.flatMap((entry) => {
      const match = /^(.+)-([^-]+)\.dist-info$/.exec(entry);
      return match ? [[normalise(match[1]), match[2]]] : [];
    }),
  );
  return pins
    .filter(({ name, version, optional }) => {
      const found = installed.get(name);
      return found === undefined ? !optional : found !== version;
    })
    .map(({ name }) => name);
}

function normalise(name) {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Debian's python3 comes without venv; both are asked for. */
function canMakeEnvironments() {
  const version = versionIn(
    ask('python3', ['-c', 'import ensurepip, platform, venv; print(platform.python_version())']),
  );
  return version !== undefined && isAtLeast(version, oldest);
}

function makeEnvironment(folder, root, say) {
  return commandsFor('.').every((command) => {
    say(`running in ${relative(root, folder)}: ${command}`);
    const [program, ...args] = command.split(' ');
    return run(program, args, { cwd: folder });
  });
}

/** The commands that make a service's environment anew, from the folder that `path` is relative to. */
function commandsFor(path) {
  const at = (name) => (path === '.' ? name : `${path}/${name}`);
  return [
    `python3 -m venv --clear ${at('.venv')}`,
    `${at('.venv/bin/pip')} install --quiet --disable-pip-version-check --require-hashes -r ${at(requirementsFile)}`,
  ];
}
