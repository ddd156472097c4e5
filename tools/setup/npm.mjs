import { run } from './program.mjs';

/** Runs npm in the workspace. Its command on Windows is a script, which only a shell starts. */
export function runNpm(args, root) {
  const onWindows = process.platform === 'win32';
  return run(onWindows ? 'npm.cmd' : 'npm', args, { cwd: root, shell: onWindows });
}
