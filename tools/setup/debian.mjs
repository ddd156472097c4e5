import { ask, run } from './program.mjs';
import { versionIn } from './version.mjs';

/** What a user types before a command that only root may run. */
export const sudo = process.getuid?.() === 0 ? '' : 'sudo ';

/**
 * The packages of a Debian-like system. Nothing is installed where that would ask for a password: then `install`
 * is false and the caller names the command instead.
 */
export class Debian {
  #prefix = privilege();
  #listsAreFresh = false;
  #say;

  /** @param {(line: string) => void} say */
  constructor(say) {
    this.#say = say;
  }

  /** The version of a package that `apt-get install` would bring, or undefined. @param {string} name */
  candidate(name) {
    if (!this.#refreshLists()) return undefined;
    return versionIn(/Candidate: (?:\d+:)?(\S+)/.exec(ask('apt-cache', ['policy', name]) ?? '')?.[1]);
  }

  /** Installs packages. @param {readonly string[]} names */
  install(names) {
    return this.#refreshLists() && this.#aptGet(['install', '--yes', '--no-install-recommends', ...names]);
  }

  #refreshLists() {
    if (this.#prefix === undefined) return false;
    this.#listsAreFresh ||= this.#aptGet(['update', '--quiet']);
    return this.#listsAreFresh;
  }

  #aptGet(args) {
    const [program, ...rest] = [...this.#prefix, 'apt-get', ...args];
    this.#say(`running: ${[program, ...rest].join(' ')}`);
    return run(program, rest, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  }
}

/** The command with which a user installs packages. @param {readonly string[]} names */
export function commandToInstall(names) {
  return `${sudo}apt-get install ${names.join(' ')}`;
}

/** What goes before `apt-get`: nothing for root, `sudo` where it asks for no password; undefined where neither holds. */
function privilege() {
  if (ask('apt-get', ['--version']) === undefined) return undefined;
  if (process.getuid?.() === 0) return [];
  return ask('sudo', ['-n', 'true']) === undefined ? undefined : ['sudo', '-n'];
}
