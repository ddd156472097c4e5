import { execFile } from 'node:child_process';

const maxOutputBytes = 64 * 1024 * 1024;
const timeoutMs = 20_000;

export type GitAnswer =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

/**
 * Runs git without a shell. Fails as a value: no git, not a repository, unknown revision. It speaks English, whatever
 * the caller's language: reasons are matched.
 */
export function git(cwd: string, args: readonly string[]): Promise<GitAnswer> {
  return new Promise((resolve) => {
    execFile(
      'git',
      ['--no-optional-locks', ...args],
      {
        cwd,
        env: { ...process.env, LC_ALL: 'C' },
        maxBuffer: maxOutputBytes,
        timeout: timeoutMs,
        encoding: 'utf8',
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        if (!error) return resolve({ ok: true, text: stdout });
        const reason = stderr.trim().split('\n')[0] || error.message.split('\n')[0];
        resolve({ ok: false, reason: reason ?? 'git failed' });
      },
    );
  });
}
