import { flagValue, hasFlag, positionals, type StartedProgram } from '../../scripts/started-program';

/** What is wrong with a command that installs or builds. */
export interface InstallFault {
  /** A warning where the package itself is pinned, but not what it depends on. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly expected: string;
  readonly fix: string;
}

/** The programs that refuse by themselves to change a lock where the command runs, as pnpm and Yarn 2 do on CI. */
export type FrozenByThemselves = ReadonlySet<'pnpm' | 'yarn'>;

type Args = StartedProgram['args'];

/** Names of the programs that are judged; a text that cannot be read and names none of them hides nothing. */
export const installers = /\b(?:npm|pnpm|yarn|bun|pip[\d.]*|uv|poetry|pipenv|pdm|go|cargo)\b/;

/** Whether a command takes what the lock says and nothing else; undefined where it does. */
export function installFault(
  { name, args }: StartedProgram,
  frozen: FrozenByThemselves,
): InstallFault | undefined {
  switch (name.replace(/^pip[\d.]+$/, 'pip')) {
    case 'npm':
      return npmFault(args);
    case 'pnpm':
      return pnpmFault(args, frozen.has('pnpm'));
    case 'yarn':
      return yarnFault(args, frozen.has('yarn'));
    case 'bun':
      return bunFault(args);
    case 'pip':
      return pipFault(args);
    case 'uv':
      return uvFault(args);
    case 'poetry':
      return toolFault(args, 'poetry', { install: [], sync: [] }, ['add', 'update', 'lock']);
    case 'pipenv':
      return toolFault(args, 'pipenv', { install: ['--deploy'], sync: [] }, ['update', 'lock']);
    case 'pdm':
      return toolFault(args, 'pdm', { install: ['--frozen-lockfile', '--check'], sync: [] }, [
        'add',
        'update',
        'lock',
      ]);
    case 'go':
      return goFault(args);
    case 'cargo':
      return cargoFault(args);
    default:
      return undefined;
  }
}

const npmValued = [
  '--prefix',
  '-C',
  '-w',
  '--workspace',
  '--omit',
  '--include',
  '--registry',
  '--loglevel',
  '--cache',
];

function npmFault(args: Args): InstallFault | undefined {
  const [command, ...packages] = positionals(args, npmValued);
  if (!['install', 'i', 'in', 'add', 'update', 'up', 'upgrade', 'install-test', 'it'].includes(command ?? ''))
    return undefined;
  if (hasFlag(args, '--package-lock-only', '--dry-run')) return undefined;
  if (packages.length > 0) return packagesFault(`npm ${command}`, packages, npmVersion);
  return unfrozen(`npm ${command}`, 'npm ci');
}

function pnpmFault(args: Args, isFrozen: boolean): InstallFault | undefined {
  const [command, ...packages] = positionals(args, [
    '--filter',
    '-F',
    '--dir',
    '-C',
    '--reporter',
    '--store-dir',
  ]);
  switch (command) {
    case 'install':
    case 'i':
      if (hasFlag(args, '--no-frozen-lockfile') || flagValue(args, '--frozen-lockfile') === 'false')
        return unfrozen('pnpm install --no-frozen-lockfile', 'pnpm install --frozen-lockfile');
      if (isFrozen || hasFlag(args, '--frozen-lockfile')) return undefined;
      return unfrozen('pnpm install', 'pnpm install --frozen-lockfile');
    case 'add':
      return packagesFault('pnpm add', packages, npmVersion);
    case 'update':
    case 'up':
      return unfrozen(`pnpm ${command}`, 'pnpm install --frozen-lockfile');
    default:
      return undefined;
  }
}

function yarnFault(args: Args, isFrozen: boolean): InstallFault | undefined {
  const [command, ...packages] = positionals(args, [
    '--cwd',
    '--network-timeout',
    '--mutex',
    '--cache-folder',
  ]);
  if (command === 'global' && packages[0] === 'add')
    return packagesFault('yarn global add', packages.slice(1), npmVersion);
  if (command === 'add') return packagesFault('yarn add', packages, npmVersion);
  if (command === 'up' || command === 'upgrade')
    return unfrozen(`yarn ${command}`, 'yarn install --immutable');
  const isInstall =
    command === 'install' || (command === undefined && !hasFlag(args, '--version', '-v', '--help'));
  if (!isInstall || hasFlag(args, '--frozen-lockfile', '--immutable', '--immutable-cache')) return undefined;
  if (isFrozen && !hasFlag(args, '--no-immutable')) return undefined;
  return unfrozen('yarn install', 'yarn install --immutable (--frozen-lockfile for Yarn 1)');
}

function bunFault(args: Args): InstallFault | undefined {
  const [command, ...packages] = positionals(args);
  if (command === 'add') return packagesFault('bun add', packages, npmVersion);
  if (!['install', 'i'].includes(command ?? '') || hasFlag(args, '--frozen-lockfile')) return undefined;
  return unfrozen('bun install', 'bun install --frozen-lockfile');
}

const pipValued = [
  '-r',
  '--requirement',
  '-c',
  '--constraint',
  '-e',
  '--editable',
  '-t',
  '--target',
  '-i',
  '--index-url',
  '--extra-index-url',
  '-f',
  '--find-links',
  '--prefix',
  '--root',
  '--python',
  '--trusted-host',
  '--timeout',
  '--retries',
];

function pipFault(args: Args, program = 'pip'): InstallFault | undefined {
  const [command, ...packages] = positionals(args, pipValued);
  if (command !== 'install' && command !== 'sync') return undefined;
  if (hasFlag(args, '--require-hashes', '--no-index', '--dry-run')) return undefined;
  const named = packages.filter((each) => each === undefined || !isLocalPath(each));
  if (command === 'install' && !hasFlag(args, '-r', '--requirement')) {
    if (named.length > 0) return packagesFault(`${program} install`, named, pythonVersion);
    if (hasFlag(args, '--no-deps')) return undefined;
    return {
      severity: 'error',
      message: `"${program} install" of a folder fetches what it depends on, in whatever version is newest`,
      expected: 'the locked requirements first, with their hashes, and the folder with --no-deps',
      fix: `${program} install --require-hashes -r requirements.txt && ${program} install --no-deps .`,
    };
  }
  return {
    severity: 'error',
    message: `"${program} ${command}" takes requirements without --require-hashes: what has no hash is installed all the same`,
    expected: 'requirements that are locked with hashes, and pip told to insist on them',
    fix: `${program} ${command} --require-hashes`,
  };
}

function uvFault(args: Args): InstallFault | undefined {
  const [command, ...rest] = positionals(args, ['--directory', '--project', '--python', '-p']);
  switch (command) {
    case 'pip':
      return pipFault(args.slice(args.indexOf('pip') + 1), 'uv pip');
    case 'sync':
      return hasFlag(args, '--frozen', '--locked') ? undefined : unfrozen('uv sync', 'uv sync --locked');
    case 'add':
      return packagesFault('uv add', rest, pythonVersion);
    case 'lock':
      return hasFlag(args, '--check', '--locked') ? undefined : unfrozen('uv lock', 'uv lock --check');
    case 'tool':
      return rest[0] === 'install'
        ? packagesFault('uv tool install', rest.slice(1), pythonVersion)
        : undefined;
    default:
      return undefined;
  }
}

const toolValued = [
  '-C',
  '--directory',
  '--project',
  '-P',
  '-p',
  '--only',
  '--with',
  '--without',
  '-E',
  '--extras',
  '-G',
  '--python',
];

/** @param installs the commands that install, with the flags of which one freezes them; none where they are by themselves. */
function toolFault(
  args: Args,
  program: string,
  installs: { readonly [command: string]: readonly string[] },
  changes: readonly string[],
): InstallFault | undefined {
  const [command = '', ...packages] = positionals(args, toolValued);
  if (changes.includes(command) && !hasFlag(args, '--check', '--dry-run'))
    return unfrozen(`${program} ${command}`, `${program} sync`);
  const flags = Object.hasOwn(installs, command) ? installs[command] : undefined;
  if (flags === undefined) return undefined;
  if (packages.length > 0) return packagesFault(`${program} ${command}`, packages, pythonVersion);
  return flags.length === 0 || hasFlag(args, ...flags)
    ? undefined
    : unfrozen(`${program} ${command}`, `${program} ${command} ${flags[0]}`);
}

function goFault(args: Args): InstallFault | undefined {
  const [command] = args;
  const packages = positionals(args.slice(1), [
    '-o',
    '-tags',
    '-ldflags',
    '-gcflags',
    '-mod',
    '-C',
    '-modfile',
  ]);
  const mod = flagValue(args, '-mod', '--mod');
  if (mod === 'mod') {
    return {
      severity: 'error',
      message: `"go ${command} -mod=mod" changes go.mod and go.sum as it needs`,
      expected: '-mod=readonly, which is the default',
      fix: 'remove -mod=mod, and run "go mod tidy" where you develop',
    };
  }
  if (command === 'get') return packagesFault('go get', packages, goVersion, 'changes go.mod and go.sum');
  const isOfModule = (each: string | undefined) => each?.includes('@');
  if ((command !== 'install' && command !== 'run') || !packages.some(isOfModule)) return undefined;
  return packagesFault(`go ${command}`, packages.filter(isOfModule), goVersion);
}

/** Commands of Cargo, and of those that measure and run tests, which resolve dependencies. */
const cargoCommands = new Set([
  'build',
  'b',
  'check',
  'c',
  'clippy',
  'test',
  't',
  'run',
  'r',
  'bench',
  'doc',
  'd',
  'rustc',
  'install',
  'nextest',
  'llvm-cov',
  'tarpaulin',
]);
const cargoValued = [
  '--manifest-path',
  '--target',
  '--target-dir',
  '-p',
  '--package',
  '--profile',
  '--config',
  '-Z',
  '-C',
];

function cargoFault(args: Args): InstallFault | undefined {
  const beforeProgram = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length);
  const own = beforeProgram.filter((word) => word === undefined || !/^\+/.test(word));
  const [command] = positionals(own, cargoValued);
  if (command === undefined || !cargoCommands.has(command)) return undefined;
  if (hasFlag(own, '--locked', '--frozen', '--offline')) return undefined;
  return {
    severity: 'error',
    message: `"cargo ${command}" without --locked changes Cargo.lock where it does not fit Cargo.toml`,
    expected: 'what Cargo.lock says, or a failure',
    fix: `cargo ${command} --locked`,
  };
}

function unfrozen(command: string, frozen: string): InstallFault {
  return {
    severity: 'error',
    message: `"${command}" may install other versions than the lock has`,
    expected: 'what the lock says, or a failure',
    fix: frozen,
  };
}

/** How a package and its version are written: whether one of a name is exact. */
type Version = (named: string) => boolean;

const npmVersion: Version = (named) => /.@v?\d+\.\d+\.\d+(?:[-+][\w.+-]*)?$/.test(named);
const pythonVersion: Version = (named) =>
  /^[^=<>!~]+={2,3}[^*,]+$/.test(named) || /^[^=@]+@\d[\w.]*$/.test(named);
const goVersion: Version = (named) => /@v?\d+\.\d+\.\d+\S*$|@[0-9a-f]{12,40}$/.test(named);

function packagesFault(
  command: string,
  packages: StartedProgram['args'],
  isExact: Version,
  does = 'installs what no lock names',
): InstallFault | undefined {
  const remote = packages.filter((each) => each === undefined || !isLocalPath(each));
  if (remote.length === 0) return undefined;
  const loose = remote.find((each) => each !== undefined && !isExact(each));
  if (loose === undefined) {
    // A module of Go brings the versions of what it needs; a variable may hold any version.
    if (isExact === goVersion || remote.includes(undefined)) return undefined;
    return {
      severity: 'warning',
      message: `"${command} ${remote[0]}" ${does}: what it depends on comes in whatever version is newest`,
      expected: 'a dependency of the project, whose lock names all that it brings',
      fix: 'make it a dependency of the project',
    };
  }
  return {
    severity: 'error',
    message: `"${command} ${loose}" ${does}, in whatever version is newest`,
    expected: 'an exact version, or better a dependency of the project',
    fix: 'name the version that is meant, or install it from the lock',
  };
}

function isLocalPath(word: string): boolean {
  return /^(?:\.{0,2}\/|\.{1,2}$|\.\[|file:)/.test(word) || /\.(?:tgz|whl|tar\.gz)$/.test(word);
}
