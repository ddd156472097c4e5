// A real BuildKit to compare with. It builds one case at a time and never from its cache, since both change verdicts.
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The version whose verdicts the engine states. */
const VERSION = 'v0.32.0';

function buildArguments({ dockerfile, context, target, buildArgs, namedContexts }, root, out) {
  return [
    ...['build', '--no-cache', '--progress=plain', '--frontend=dockerfile.v0'],
    `--local=context=${join(root, context)}`,
    `--local=dockerfile=${join(root, dirname(dockerfile))}`,
    `--opt=filename=${basename(dockerfile)}`,
    ...(target === null ? [] : [`--opt=target=${target}`]),
    ...Object.entries(buildArgs).map(([name, value]) => `--opt=build-arg:${name}=${value}`),
    ...Object.entries(namedContexts ?? {}).flatMap(([name, folder]) => [
      `--opt=context:${name}=local:${name}`,
      `--local=${name}=${join(root, folder)}`,
    ]),
    `--output=type=local,dest=${out}`,
  ];
}

/**
 * A builder that answers: the one at `BUILDKIT_HOST`, else one of its own, compiled from its Go modules on first use
 * into `BUILDKIT_FOLDER` or the user's cache (root, Linux, Go and runc are needed; Debian's own BuildKit is too old for
 * `--parents`).
 *
 * @returns {Promise<{name: string, build: (given: object) => object, prune: () => void, close: () => Promise<void>}>}
 */
export async function openBuilder() {
  if (process.env.BUILDKIT_HOST) return builderBy('buildctl', process.env, async () => {});
  const folder =
    process.env.BUILDKIT_FOLDER ?? join(homedir(), '.cache', 'nx-invariants', `buildkit-${VERSION}`);
  compile(folder);
  return startOwn(folder);
}

function compile(folder) {
  if (existsSync(join(folder, 'bin', 'buildkitd'))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'go.mod'), 'module builder\n');
  const commands = ['buildkitd', 'buildctl'].map((name) => `github.com/moby/buildkit/cmd/${name}`);
  console.error(`compiling BuildKit ${VERSION} into ${folder}: minutes`);
  run('go', ['get', '-tool', ...commands.map((command) => `${command}@${VERSION}`)], folder);
  run('go', ['build', '-o', 'bin/', 'tool'], folder);
}

function run(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args[0]}: ${error?.message ?? `exit code ${status}`}`);
}

async function startOwn(folder) {
  const state = mkdtempSync(join(tmpdir(), 'buildkit-'));
  const address = `unix://${state}/socket`;
  const log = openSync(join(state, 'log'), 'w');
  const daemon = spawn(
    join(folder, 'bin', 'buildkitd'),
    [`--root=${state}/root`, `--addr=${address}`, '--oci-worker-net=host'],
    { stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const ended = new Promise((resolve) => daemon.once('close', resolve));
  const environment = { ...process.env, BUILDKIT_HOST: address };
  const client = join(folder, 'bin', 'buildctl');
  const close = async () => {
    daemon.kill();
    await ended;
    rmSync(state, { recursive: true, force: true });
  };
  for (let tries = 0; spawnSync(client, ['debug', 'workers'], { env: environment }).status !== 0; tries++) {
    if (tries === 50 || daemon.exitCode !== null) {
      await close();
      throw new Error('buildkitd does not start: are you root, on Linux, with runc installed?');
    }
    await pause(200);
  }
  return builderBy(client, environment, close);
}

function builderBy(client, env, close) {
  const cases = mkdtempSync(join(tmpdir(), 'docker-context-cases-'));
  const version = spawnSync(client, ['debug', 'info'], { env, encoding: 'utf8' });
  if (version.status !== 0) throw new Error(`${client}: ${version.error?.message ?? version.stderr}`);
  let count = 0;
  return {
    name: version.stdout.trim().replaceAll(/\s+/g, ' '),
    build(given) {
      count += 1;
      // A folder of its own for every build: the builder keeps what a folder of the same name sent before.
      const root = join(cases, String(count));
      writeCase(given, join(root, 'in'));
      const out = join(root, 'out');
      const { status, stderr, signal } = spawnSync(client, buildArguments(given, join(root, 'in'), out), {
        env,
        encoding: 'utf8',
        timeout: 120_000,
      });
      const verdict = status === 0 ? success(out) : failure(stderr, signal);
      rmSync(root, { recursive: true, force: true });
      return { id: given.id, ...verdict };
    },
    /** Forgets everything that was built. */
    prune: () => spawnSync(client, ['prune', '--all'], { env }),
    async close() {
      rmSync(cases, { recursive: true, force: true });
      await close();
    },
  };
}

function writeCase({ files, context, namedContexts }, root) {
  for (const folder of [context, ...Object.values(namedContexts ?? {})])
    mkdirSync(join(root, folder), { recursive: true });
  for (const { path, type, text = '', base64, target } of files) {
    const at = join(root, path);
    mkdirSync(type === 'dir' ? at : dirname(at), { recursive: true });
    if (type === 'link') symlinkSync(target, at);
    if (type === 'file')
      writeFileSync(at, base64 === undefined ? text : Buffer.from(base64, 'base64'), { mode: 0o755 });
  }
}

function success(out) {
  return { ok: true, error: null, line: null, files: existsSync(out) ? listing(out).sort() : [] };
}

/** Every entry below a folder: directories end in `/`, links are `path -> target`. */
function listing(root, below = '') {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return [`${path}/`, ...listing(root, path)];
    return entry.isSymbolicLink() ? [`${path} -> ${readlinkSync(join(root, path))}`] : [path];
  });
}

function failure(stderr, signal) {
  if (signal !== null) throw new Error(`the builder was stopped by ${signal}`);
  const error = /^(?:error|ERROR): (.*)$/m.exec(stderr)?.[1] ?? stderr.trim().slice(-500);
  const line = /^\S*ockerfile:(\d+)$/m.exec(stderr)?.[1];
  return { ok: false, error, line: line === undefined ? null : Number(line), files: null };
}
