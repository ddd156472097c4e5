import { spawnSync } from 'node:child_process';

/**
 * What a program prints on standard output, or undefined when it is absent, fails or takes more than a minute
 * (unless `options.timeout` says otherwise).
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 * @returns {string | undefined}
 */
export function ask(program, args, options = {}) {
  const { error, status, stdout } = spawnSync(program, args, {
    timeout: 60_000,
    ...options,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return error === undefined && status === 0 ? stdout.trim() : undefined;
}

/**
 * Runs a program whose progress the user sees. Returns whether it succeeded.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
export function run(program, args, options = {}) {
  const { error, status } = spawnSync(program, args, { ...options, stdio: 'inherit' });
  return error === undefined && status === 0;
}
