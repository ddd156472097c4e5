import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { pluginVersion } from '../plugin/own-manifest';
import { commands } from './commands';
import { overview } from './help';

/** The program as the package ships it, and what it runs. */
const program = join(__dirname, '..', '..', 'bin', 'nx-invariants.js');
const built = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');

let folder: string;
beforeEach(() => {
  if (!existsSync(built)) throw new Error(`there is no ${built}; build first: npm run build`);
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'program-')));
});

const plainEnvironment = { ...process.env, NO_COLOR: '', FORCE_COLOR: '0', NX_DAEMON: 'false' };

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}, input = '') {
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    input,
    encoding: 'utf8',
    env: { ...plainEnvironment, ...env },
    timeout: 90_000,
  });
  return { stdout, stderr, status };
}

function write(path: string, text: string) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe('the built program', () => {
  it('prints its version and its overview', () => {
    expect(run(['--version'])).toEqual({ stdout: `${pluginVersion()}\n`, stderr: '', status: 0 });
    expect(run(['--help'])).toEqual({ stdout: overview(commands), stderr: '', status: 0 });
  });

  it('ends with the exit code of the command, errors on standard error', () => {
    write('Dockerfile', 'FROM scratch\nCOPY a /\n');
    expect(run(['context'])).toMatchObject({ stderr: '', status: 1 });
    write('a', '');
    expect(run(['context'])).toMatchObject({ stderr: '', status: 0 });
    expect(run(['context', 'gone'])).toMatchObject({ stdout: '', status: 2 });
    expect(run(['report'])).toMatchObject({ stdout: '', status: 2 });
    expect(run([])).toMatchObject({ stdout: '', status: 2 });
  });

  it('answers pairs of schemas from standard input, line by line', () => {
    const pairs = '{"id":1,"a":{"type":"string"},"b":true}\n{\n{"id":2,"a":true,"b":{"type":"string"}}';
    const { stdout, stderr, status } = run(['compat', '--pairs'], {}, pairs);
    expect([stderr, status]).toEqual(['', 2]);
    expect(stdout.split('\n').map((line) => line.replace(/,"ms":.*/, ''))).toEqual([
      '{"id":1,"verdict":"compatible"',
      expect.stringMatching(
        /^\{"id":null,"verdict":"undecided","reason":"bad-input","error":"line 2: it is not JSON/,
      ),
      '{"id":2,"verdict":"breaking","grade":"breaking","witness":null',
      '',
    ]);
    expect(run(['compat', '--pairs'])).toMatchObject({ stdout: '', status: 2 });
  });

  it('colours only where it is asked to', () => {
    write('Dockerfile', 'FROM scratch\nCOPY a /\n');
    write('a', '');
    const colour = '\u001b[';
    expect(run(['context']).stdout).not.toContain(colour);
    expect(run(['context'], { FORCE_COLOR: '1' }).stdout).toContain(colour);
    expect(run(['context'], { FORCE_COLOR: '1', NO_COLOR: '1' }).stdout).not.toContain(colour);
    expect(run(['context', '--json'], { FORCE_COLOR: '1' }).stdout).not.toContain(colour);
  });

  it('minds no reader that stops reading', async () => {
    write('Dockerfile', 'FROM scratch\nCOPY src /src\n');
    for (let index = 0; index < 3000; index++) write(`src/${'long'.repeat(20)}${index}`, '');
    const child = spawn(process.execPath, [program, 'context', '--json'], {
      cwd: folder,
      env: plainEnvironment,
    });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
  });

  it('writes long output whole into a pipe', () => {
    write('Dockerfile', 'FROM scratch\nCOPY src /src\n');
    for (let index = 0; index < 3000; index++) write(`src/${'long'.repeat(20)}${index}`, '');
    const { stdout } = run(['context', '--json']);
    expect(JSON.parse(stdout).result.instructions[0].files).toHaveLength(3000);
  });

  it('takes the leaves from the real project graph, from any folder', () => {
    const nodeModules = dirname(dirname(createRequire(__filename).resolve('nx/package.json')));
    const workspace = join(folder, 'work space');
    write('work space/nx.json', JSON.stringify({ plugins: ['nx-invariants'], analytics: false }));
    write('work space/package.json', '{ "name": "root", "private": true }');
    write('work space/services/api/project.json', '{ "name": "api" }');
    write('work space/services/api/VERSION', '1.0.0\n');
    symlinkSync(nodeModules, join(workspace, 'node_modules'), 'junction');
    const { stdout, stderr, status } = run(['report', '--json', '--root', 'work space']);
    expect({ stderr, status }).toEqual({ stderr: '', status: 2 });
    const { checks } = JSON.parse(stdout).result;
    expect(checks).toContainEqual({
      project: 'api',
      check: 'service-version',
      file: '.invariants/api/service-version.json',
      state: 'missing',
      verdict: null,
      findings: [],
    });
  }, 120_000);
});
