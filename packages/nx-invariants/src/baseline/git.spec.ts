import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { git } from './git';

afterEach(() => vi.unstubAllEnvs());

describe('git', () => {
  it('answers with what git prints, and fails as a value', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'no-repository-'));
    expect(await git(outside, ['--version'])).toEqual({
      ok: true,
      text: expect.stringMatching(/^git version /),
    });
    expect(await git(outside, ['rev-parse', 'HEAD'])).toEqual({
      ok: false,
      reason: expect.stringMatching(/not a git repository/),
    });
  });

  it.skipIf(process.platform === 'win32')('is asked in English, whatever the language', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'git-language-'));
    writeFileSync(join(folder, 'git'), '#!/bin/sh\nprintf %s "$LC_ALL"\n');
    chmodSync(join(folder, 'git'), 0o755);
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
    vi.stubEnv('LC_ALL', 'de_DE.UTF-8');
    expect(await git(folder, ['status'])).toEqual({ ok: true, text: 'C' });
  });
});
