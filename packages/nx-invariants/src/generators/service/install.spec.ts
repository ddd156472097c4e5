import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logger, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Language } from '../../workspace/language';
import { installationOf } from './install';
import type { ServicePlan } from './service-plan';

const root = 'apps/a';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'install-'));
  mkdirSync(join(folder, root), { recursive: true });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function install(language: Language): string[] {
  const said: string[] = [];
  vi.spyOn(logger, 'info').mockImplementation((text) => void said.push(String(text)));
  vi.spyOn(logger, 'warn').mockImplementation((text) => void said.push(String(text)));
  const tree: Tree = Object.assign(createTreeWithEmptyWorkspace(), { root: folder });
  installationOf(tree, { name: 'a', root, language } as ServicePlan, root)();
  return said;
}

/** A python3 that makes the virtual environment its arguments name, with a pip that keeps its own. */
function providePython(exitCode: number): void {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const pip = `mkdir -p .venv/bin && printf '#!/bin/sh\\necho "$@" > pip-arguments\\n' > .venv/bin/pip && chmod +x .venv/bin/pip`;
  writeFileSync(join(bin, 'python3'), `#!/bin/sh\n${pip}\nexit ${exitCode}\n`);
  chmodSync(join(bin, 'python3'), 0o755);
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
}

describe.skipIf(process.platform === 'win32')('the installation of a Python service', () => {
  it('makes a virtual environment with what is locked by hash', () => {
    providePython(0);
    expect(install('python')).toEqual(['Installing what the tests of apps/a need into apps/a/.venv']);
    expect(readFileSync(join(folder, root, 'pip-arguments'), 'utf8')).toContain(
      '--require-hashes -r requirements-dev.txt',
    );
  });

  it('says what to do where that fails', () => {
    providePython(1);
    const [, failure] = install('python');
    expect(failure).toContain(
      'python3 -m venv .venv && .venv/bin/pip install --require-hashes -r requirements-dev.txt',
    );
  });

  it('uses the one of the workspace', () => {
    mkdirSync(join(folder, '.venv'));
    expect(install('python').join()).toContain('uses the virtual environment of the workspace');
    expect(existsSync(join(folder, root, '.venv'))).toBe(false);
  });
});

it.each<Language>(['go', 'rust'])('there is nothing to install for %s', (language) => {
  expect(install(language)).toEqual([]);
});
