import { execFile } from 'node:child_process';

const maxOutputBytes = 64 * 1024 * 1024;
const timeoutMs = 20_000;

export type GitAnswer =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

type GitBytes =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly reason: string };

/**
 * Runs git without a shell. Fails as a value: no git, not a repository, unknown revision. It speaks English, whatever
 * the caller's language: reasons are matched. GIT_DIFF_OPTS would overrule the options of a diff.
 *
 * @param input what git reads from its standard input.
 */
export async function git(cwd: string, args: readonly string[], input = ''): Promise<GitAnswer> {
  const answer = await gitBytes(cwd, args, input);
  return answer.ok ? { ok: true, text: answer.bytes.toString('utf8') } : answer;
}

/** The same for output that is not text alone. */
export function gitBytes(cwd: string, args: readonly string[], input = ''): Promise<GitBytes> {
  return new Promise((resolve) => {
    const child = execFile(
      'git',
      ['--no-optional-locks', ...args],
      {
        cwd,
        env: { ...process.env, LC_ALL: 'C', GIT_DIFF_OPTS: '' },
        maxBuffer: maxOutputBytes,
        timeout: timeoutMs,
        encoding: 'buffer',
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        if (!error) return resolve({ ok: true, bytes: stdout });
        const reason = stderr.toString('utf8').trim().split('\n')[0] || error.message.split('\n')[0];
        resolve({ ok: false, reason: reason ?? 'git failed' });
      },
    );
    // A git that ends before it has read everything says itself why.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
