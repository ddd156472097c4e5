import { ask, run } from './program.mjs';
import { versionIn } from './version.mjs';

/**
 * The packages of a Debian-like system. Nothing is installed where that would ask for a password: then `install`
 * is false and the caller names the command instead.
 */
export class Debian {
  #prefix;
  #listsAreFresh = false;

  constructor() {
    this.#prefix = privilege();
  }

  /** The version of a package that `apt-get install` would bring, or undefined. @param {string} name */
  candidate(name) {
    if (!this.#refreshLists()) return undefined;
    return versionIn(/Candidate: (?:\d+:)?(\S+)/.exec(ask('apt-cache', ['policy', name]) ?? '')?.[1]);
  }

  /** Installs packages and says so first. @param {readonly string[]} names @param {(line: string) => void} say */
  install(names, say) {
    if (!this.#refreshLists()) return false;
    say(`running: ${commandToInstall(names)}`);
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    return this.#run(['install', '--yes', '--no-install-recommends', ...names], environment);
  }

  #refreshLists() {
    if (this.#prefix === undefined) return false;
    this.#listsAreFresh ||= this.#run(['update', '--quiet'], process.env);
    return this.#listsAreFresh;
  }

  #run(args, env) {
    const [program, ...rest] = [...this.#prefix, 'apt-get', ...args];
    return run(program, rest, { env });
  }
}

/** The command that a user would type. @param {readonly string[]} names */
export function commandToInstall(names) {
  return `sudo apt-get install ${names.join(' ')}`;
}

/** What goes before `apt-get`: nothing for root, `sudo` where it asks for no password; undefined where neither holds. */
function privilege() {
  if (ask('apt-get', ['--version']) === undefined) return undefined;
  if (process.getuid?.() === 0) return [];
  return ask('sudo', ['-n', 'true']) === undefined ? undefined : ['sudo', '-n'];
}
