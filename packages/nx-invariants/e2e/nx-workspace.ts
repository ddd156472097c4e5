import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** How one task of a run ended; `skipped` is one whose dependency failed. */
export type TaskOutcome = 'passed' | 'failed' | 'skipped' | 'from cache';

/** What came of a command. */
export interface CommandRun {
  readonly code: number;
  /** Standard output and standard error as they came, without colours. */
  readonly output: string;
}

export interface NxRun extends CommandRun {
  readonly tasks: { readonly [id: string]: TaskOutcome };
}

export type Environment = { readonly [name: string]: string | undefined };

/** A workspace in a folder of its own, with its own Nx cache, in which tests edit files and run commands. */
export class NxWorkspace {
  /** @param starter the script that starts Nx, as a path in the workspace; without one, the installed package does. */
  constructor(
    readonly root: string,
    private readonly starter?: string,
  ) {}

  /** Runs nx and tells what became of each task. */
  async nx(args: readonly string[], env: Environment = {}): Promise<NxRun> {
    const record = join(this.cacheDirectory, 'run.json');
    rmSync(record, { force: true });
    const run = await this.startNx(args, env);
    return { ...run, tasks: existsSync(record) ? outcomes(readFileSync(record, 'utf8')) : {} };
  }

  /** Runs npm, which must succeed; returns what it printed. */
  npm(args: readonly string[], env: Environment = {}): Promise<string> {
    const [program, ...first] = npmCommand;
    return this.succeed(program, [...first, ...args], env);
  }

  /** Runs a program in the workspace, without what the caller's own Nx, npm or vitest put into the environment. */
  command(program: string, args: readonly string[], env: Environment = {}): Promise<CommandRun> {
    return runCommand(program, args, this.root, { ...this.environment, ...env });
  }

  /** Runs a program that must succeed; returns what it printed. */
  async succeed(program: string, args: readonly string[], env: Environment = {}): Promise<string> {
    const { code, output } = await this.command(program, args, env);
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} exited with ${code}:\n${output}`);
    return output;
  }

  /** Makes a git repository of the folder, with the branch `main` and an author of its own. */
  async initRepository(): Promise<void> {
    await this.succeed('git', ['init', '--quiet', '--initial-branch=main']);
    await this.succeed('git', ['config', 'user.name', 'End to end']);
    await this.succeed('git', ['config', 'user.email', 'e2e@observatory.example']);
  }

  /** Makes a commit of everything that is not ignored. */
  async commit(message: string): Promise<void> {
    await this.succeed('git', ['add', '--all']);
    await this.succeed('git', ['commit', '--quiet', '--allow-empty', '-m', message]);
  }

  /** Brings the sources back to a revision. What ignore files name (reports, builds, caches) stays. */
  async restore(revision: string): Promise<void> {
    await this.succeed('git', ['reset', '--quiet', '--hard', revision]);
    await this.succeed('git', ['clean', '--quiet', '-d', '--force']);
  }

  path(file: string): string {
    return join(this.root, file);
  }

  has(file: string): boolean {
    return existsSync(this.path(file));
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  /** Replaces the one place where `before` stands in a file. */
  replace(file: string, before: string, after: string): void {
    const parts = this.read(file).split(before);
    if (parts.length !== 2) {
      throw new Error(`${JSON.stringify(before)} stands ${parts.length - 1} times in ${file}, not once`);
    }
    this.write(file, parts.join(after));
  }

  /** Edits a JSON file as a value; it is written with two blanks of indentation. */
  editJson<T>(file: string, edit: (value: T) => void): void {
    const value = JSON.parse(this.read(file)) as T;
    edit(value);
    this.write(file, `${JSON.stringify(value, null, 2)}\n`);
  }

  remove(path: string): void {
    if (!this.has(path)) throw new Error(`${path} does not exist`);
    rmSync(this.path(path), { recursive: true });
  }

  rename(from: string, to: string): void {
    mkdirSync(dirname(this.path(to)), { recursive: true });
    renameSync(this.path(from), this.path(to));
  }

  /** The line of a file, from 1, that a text stands on; it must be one line only. */
  lineOf(file: string, text: string | RegExp): number {
    const holds = (line: string) => (typeof text === 'string' ? line.includes(text) : text.test(line));
    const lines = this.read(file).split('\n');
    const found = lines.flatMap((line, index) => (holds(line) ? [index + 1] : []));
    if (found.length !== 1) throw new Error(`${String(text)} stands on ${found.length} lines of ${file}`);
    return found[0] as number;
  }

  private startNx(args: readonly string[], env: Environment): Promise<CommandRun> {
    if (this.starter !== undefined) return this.command(this.path(this.starter), args, env);
    return this.command(process.execPath, [this.nxProgram(), ...args], env);
  }

  private nxProgram(): string {
    const folder = join(this.root, 'node_modules', 'nx');
    const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin: { nx: string } };
    return join(folder, bin.nx);
  }

  private get cacheDirectory(): string {
    return join(this.root, '.nx', 'cache');
  }

  private get environment(): Environment {
    return {
      ...callersEnvironment(),
      CI: 'true',
      NX_DAEMON: 'false',
      NX_NO_CLOUD: 'true',
      NX_TUI: 'false',
      NX_CACHE_DIRECTORY: this.cacheDirectory,
      NX_WORKSPACE_DATA_DIRECTORY: join(this.root, '.nx', 'workspace-data'),
      NPM_CONFIG_LOGLEVEL: 'error',
    };
  }
}

/** Windows starts no script that lacks the ending of one, and Node starts none that has it. */
const npmCommand: readonly [string, ...string[]] =
  process.platform === 'win32'
    ? [process.execPath, join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js')]
    : ['npm'];

/** The longest command measures the coverage of a whole workspace anew. */
const commandDeadlineMs = 25 * 60_000;

function runCommand(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Environment,
): Promise<CommandRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    const deadline = setTimeout(() => child.kill('SIGKILL'), commandDeadlineMs);
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(deadline);
      const output = stripVTControlCharacters(Buffer.concat(chunks).toString('utf8'));
      if (signal !== null)
        reject(new Error(`${program} ${args.join(' ')} was ended by ${signal}:\n${output}`));
      else resolve({ code: code ?? 1, output });
    });
  });
}

const ofTheCaller =
  /^(NX_|npm_|VITEST|GIT_|TEST$|NODE_ENV$|NODE_OPTIONS$|VIRTUAL_ENV$|FORCE_COLOR$|INIT_CWD$)/i;

function callersEnvironment(): Environment {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofTheCaller.test(name)));
}

interface RunRecord {
  readonly tasks: readonly {
    readonly taskId: string;
    readonly cacheStatus: string;
    readonly status?: number;
  }[];
}

/** Nx's own record of its last run, in its cache directory. A task that was skipped has no exit code in it. */
function outcomes(record: string): { [id: string]: TaskOutcome } {
  const { tasks } = JSON.parse(record) as RunRecord;
  return Object.fromEntries(
    tasks.map(({ taskId, cacheStatus, status }) => [taskId, outcomeOf(cacheStatus, status)]),
  );
}

function outcomeOf(cacheStatus: string, code: number | undefined): TaskOutcome {
  if (code === undefined) return 'skipped';
  if (cacheStatus !== 'cache-miss') return 'from cache';
  return code === 0 ? 'passed' : 'failed';
}
