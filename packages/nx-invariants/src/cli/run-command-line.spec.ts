import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { pluginVersion } from '../plugin/own-manifest';
import { commands } from './commands';
import { runCommandLine } from './run-command-line';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'command-line-')));
});

const run = (...argv: string[]) => runCommandLine(argv, { cwd: folder, env: {} });

describe('the program', () => {
  it('without a command shows the overview as an error', async () => {
    const output = await run();
    expect(output).toEqual({ stdout: '', stderr: (await run('--help')).stdout, exitCode: 2 });
    for (const { name } of commands) expect(output.stderr).toContain(`  ${name}`);
  });

  it.each([['--help'], ['-h'], ['help']])('%s shows the overview', async (argument) => {
    const { stdout, stderr, exitCode } = await run(argument);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toMatch(/^Usage: nx-invariants COMMAND \[OPTIONS\]\n/);
  });

  it('--version shows the version of the package', async () => {
    expect(await run('--version')).toEqual({ stdout: `${pluginVersion()}\n`, stderr: '', exitCode: 0 });
  });

  it.each([
    ['reprot', 'There is no command reprot. Did you mean report?'],
    ['frobnicate', 'There is no command frobnicate.'],
    ['--verison', 'There is no option --verison. Did you mean --version?'],
  ])('refuses %s', async (name, message) => {
    expect(await run(name)).toEqual({
      stdout: '',
      stderr: `nx-invariants: ${message}\nUsage: nx-invariants COMMAND [OPTIONS]\nMore: nx-invariants --help\n`,
      exitCode: 2,
    });
  });

  it('refuses an unknown option with the usage of the command', async () => {
    expect(await run('compat', 'a', 'b', '--jsno')).toEqual({
      stdout: '',
      stderr: [
        'nx-invariants compat: There is no option --jsno. Did you mean --json?',
        'Usage: nx-invariants compat OLD NEW | --git BASE [PATH...] | --pairs [OPTIONS]',
        'More: nx-invariants compat --help',
        '',
      ].join('\n'),
      exitCode: 2,
    });
  });
});

describe('every command', () => {
  it.each(commands.map((command) => [command.name, command] as const))(
    '%s has help with usage, options, exit codes and an example that parses',
    async (name, command) => {
      const { stdout, stderr, exitCode } = await run(name, '--help');
      expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
      expect((await run('help', name)).stdout).toBe(stdout);
      expect(stdout.startsWith(`Usage: nx-invariants ${name} `)).toBe(true);
      for (const option of [...Object.keys(command.options), 'json', 'root', 'help']) {
        expect(stdout).toContain(`--${option}`);
      }
      command.exitCodes.forEach((meaning, code) => {
        expect(stdout).toContain(`  ${code}  ${meaning}\n`);
      });
      const [program, example, ...rest] = command.example.split(' ');
      expect([program, example]).toEqual(['nx-invariants', name]);
      expect((await run(name, ...rest)).stderr).not.toContain('Usage:');
    },
  );

  it.each(commands.filter(({ needsWorkspace }) => needsWorkspace).map(({ name }) => [name]))(
    '%s says that it needs a workspace',
    async (name) => {
      expect(await run(name)).toEqual({
        stdout: '',
        stderr: `nx-invariants ${name}: This is no Nx workspace: there is no nx.json in ${folder} or above it.\n  fix: run the command inside the workspace, or name its folder with --root\n`,
        exitCode: 2,
      });
    },
  );

  it('prints a failure as a JSON document as well', async () => {
    const { stdout, exitCode } = await run('report', '--json');
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      command: 'report',
      exitCode: 2,
      error: {
        message: `This is no Nx workspace: there is no nx.json in ${folder} or above it.`,
        fix: 'run the command inside the workspace, or name its folder with --root',
      },
    });
  });

  it.each([
    ['nowhere', 'There is no folder nowhere.'],
    ['empty', 'empty is no Nx workspace: it holds no nx.json.'],
  ])('refuses --root %s', async (root, message) => {
    mkdirSync(join(folder, 'empty'));
    const { stdout, stderr, exitCode } = await run('doctor', '--root', root);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toBe(
      `nx-invariants doctor: ${message}\n  fix: name the folder that holds nx.json with --root, or leave --root out inside the workspace\n`,
    );
  });

  it('says when Nx cannot make the graph', async () => {
    writeFileSync(join(folder, 'nx.json'), '{}');
    mkdirSync(join(folder, 'deep/inside'), { recursive: true });
    const output = await runCommandLine(['report'], {
      cwd: join(folder, 'deep/inside'),
      env: {},
      projectGraph: async (root) => ({ kind: 'unreadable', reason: `no graph of ${root}` }),
    });
    expect(output).toEqual({
      stdout: '',
      stderr: `nx-invariants report: Nx cannot make the project graph: no graph of ${folder}\n  fix: mend what it names; "nx-invariants doctor" shows what the plugin sees without the graph\n`,
      exitCode: 2,
    });
  });
});
