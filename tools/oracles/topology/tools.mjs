// The real tools, as found on this machine.
import { spawnSync } from 'node:child_process';

const TOOLS = {
  'docker compose': {
    variable: 'DOCKER_COMPOSE',
    commands: [['docker-compose'], ['docker', 'compose']],
    version: ['version', '--short'],
  },
  kustomize: { variable: 'KUSTOMIZE', commands: [['kustomize']], version: ['version'] },
  kubectl: {
    variable: 'KUBECTL',
    commands: [['kubectl']],
    version: ['version', '--client', '--output=json'],
  },
  helm: { variable: 'HELM', commands: [['helm']], version: ['version', '--short'] },
  go: { variable: 'GO', commands: [['go']], version: ['version'] },
};

/** An environment that holds nothing a project could take a value from, and no configuration of a user. */
export const bareEnvironment = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' };

/**
 * The command that runs a tool: what its variable names (`DOCKER_COMPOSE`, `KUSTOMIZE`, `KUBECTL`, `HELM`, `GO`), else
 * what PATH has.
 *
 * @param {keyof typeof TOOLS} name
 * @returns {{name: string, version: string, command: readonly string[]} | undefined}
 */
export function findTool(name) {
  const { variable, commands, version } = TOOLS[name];
  const named = process.env[variable];
  for (const command of named === undefined ? commands : [[named]]) {
    const { status, stdout } = run(command, version, {});
    if (status === 0) return { name, command, version: versionIn(stdout) };
  }
  return undefined;
}

/**
 * Runs a tool to its end, with the bare environment unless another is given.
 *
 * @param {readonly string[]} command
 * @param {readonly string[]} args
 * @param {{cwd?: string, input?: string, env?: Record<string, string | undefined>}} options
 * @returns {{status: number | null, stdout: string, stderr: string}}
 */
export function run([program, ...first], args, { cwd, input, env = bareEnvironment }) {
  const ended = spawnSync(program, [...first, ...args], {
    cwd,
    input,
    env,
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 256 * 1024 * 1024,
  });
  return {
    status: ended.status,
    stdout: ended.stdout ?? '',
    stderr: ended.error?.message ?? ended.stderr ?? '',
  };
}

function versionIn(text) {
  return /v?\d+\.\d+\.\d+[\w.+-]*/.exec(text)?.[0] ?? text.trim();
}
