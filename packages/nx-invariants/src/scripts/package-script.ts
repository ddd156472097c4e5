import { posix } from 'node:path';
import { joinPath } from '../workspace/paths';
import { flagValue, hasFlag, positionals, type StartedProgram } from './started-program';

/** A command that runs a script of a package.json. */
export interface ScriptRun {
  /** As a reader would write it: `npm test`, `pnpm run e2e`. */
  readonly written: string;
  readonly script: string;
  /** The folder of the package.json; undefined where that cannot be told, or where several are meant. */
  readonly folder: string | undefined;
  /** What runs where no script has the name: yarn and pnpm look for a program then. */
  readonly program: StartedProgram | undefined;
}

const valued = ['--prefix', '-C', '--dir', '--cwd', '--filter', '-F', '--workspace', '-w', '--loglevel'];
const lifecycle: { readonly [word: string]: string } = {
  test: 'test',
  t: 'test',
  tst: 'test',
  start: 'start',
};
/** Commands of yarn and pnpm that are no names of scripts. */
const builtIn = new Set([
  'install',
  'i',
  'add',
  'remove',
  'up',
  'update',
  'upgrade',
  'exec',
  'dlx',
  'why',
  'pack',
  'publish',
  'config',
  'cache',
  'store',
  'set',
  'audit',
  'outdated',
  'list',
  'ls',
  'link',
  'unlink',
  'init',
  'create',
  'import',
  'rebuild',
  'dedupe',
  'global',
  'version',
  'versions',
  'info',
  'help',
  'patch',
  'deploy',
  'fetch',
  'licenses',
  'setup',
  'env',
  'plugin',
  'constraints',
  'workspace',
  'workspaces',
  'node',
  'npm',
  'policies',
  'check',
  'autoclean',
  'bin',
  'root',
  'login',
]);

/**
 * The script that npm, pnpm, yarn or bun runs.
 *
 * @param folder the workspace folder that the command runs in; undefined where that cannot be told.
 */
export function scriptRun({ name, args }: StartedProgram, folder: string | undefined): ScriptRun | undefined {
  if (!['npm', 'pnpm', 'yarn', 'bun'].includes(name)) return undefined;
  const words = positionals(args, valued);
  const [first, ...rest] = words;
  // "yarn workspace a test" runs in one of them, "yarn workspaces run test" in all.
  if (name === 'yarn' && (first === 'workspace' || first === 'workspaces')) {
    const script = rest.findLast((word) => word !== 'run' && word !== 'foreach');
    return script === undefined
      ? undefined
      : { written: `yarn ${first} ${script}`, script, folder: undefined, program: undefined };
  }
  const isRun = first === 'run' || first === 'run-script' || (name === 'npm' && first === 'rum');
  const script = isRun ? rest[0] : scriptNamed(name, first);
  if (script === undefined) return undefined;
  const moved = flagValue(args, '--prefix', '-C', '--dir', '--cwd');
  const isElsewhere = hasFlag(
    args,
    '--workspace',
    '-w',
    '--workspaces',
    '-ws',
    '--filter',
    '-F',
    '-r',
    '--recursive',
  );
  const behind = args.slice(args.indexOf(script) + 1);
  return {
    written: isRun ? `${name} run ${script}` : `${name} ${first}`,
    script,
    folder: isElsewhere ? undefined : folderOf(folder, moved),
    program: name === 'npm' ? undefined : { name: script, args: behind },
  };
}

function scriptNamed(name: string, first: string | undefined): string | undefined {
  if (first === undefined) return undefined;
  if (name === 'npm') return Object.hasOwn(lifecycle, first) ? lifecycle[first] : undefined;
  if (name === 'bun') return undefined;
  if (builtIn.has(first)) return undefined;
  return Object.hasOwn(lifecycle, first) ? lifecycle[first] : first;
}

function folderOf(folder: string | undefined, moved: string | undefined): string | undefined {
  if (moved === undefined) return folder;
  return folder === undefined || posix.isAbsolute(moved) ? undefined : joinPath(folder, moved);
}
