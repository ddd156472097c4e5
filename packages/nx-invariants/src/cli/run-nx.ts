import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { resolveFromWorkspace } from './workspace-require';

export type NxRun =
  /** It ran; tasks may have failed. */
  { readonly kind: 'ran' } | { readonly kind: 'not-started'; readonly reason: string };

/**
 * Runs a command of the workspace's own Nx, without a shell. What it prints goes to standard error, so that standard
 * output holds the command's result only.
 *
 * @param env what to set beside this process's environment.
 */
export function runNx(
  workspaceRoot: string,
  args: readonly string[],
  env: { readonly [name: string]: string },
): Promise<NxRun> {
  let program: string;
  try {
    program = nxProgram(workspaceRoot);
  } catch (error) {
    return Promise.resolve({ kind: 'not-started', reason: firstLine(error) });
  }
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: workspaceRoot,
      env: { ...process.env, ...env },
      stdio: ['ignore', 2, 2],
      windowsHide: true,
    });
    child.on('error', (error) => resolve({ kind: 'not-started', reason: firstLine(error) }));
    child.on('close', () => resolve({ kind: 'ran' }));
  });
}

/** Where its manifest says that the program lies: the place differs between versions. */
function nxProgram(workspaceRoot: string): string {
  const path = resolveFromWorkspace(workspaceRoot, 'nx/package.json');
  const { bin } = require(path) as { bin: string | { nx: string } };
  return join(dirname(path), typeof bin === 'string' ? bin : bin.nx);
}

function firstLine(error: unknown): string {
  return String((error as Error).message).split('\n')[0] ?? '';
}
