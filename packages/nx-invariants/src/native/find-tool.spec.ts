import { chmodSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Files, temporaryWorkspace } from '../../testing/temporary-workspace';
import { findTool } from './find-tool';

afterEach(() => vi.unstubAllEnvs());

/** A workspace with programs of its own; scripts are made executable. */
function workspaceWith(files: Files, executables: { readonly [path: string]: string } = {}): string {
  const root = temporaryWorkspace({ 'apps/a/x': '', ...files, ...executables });
  for (const path of Object.keys(executables)) chmodSync(join(root, path), 0o755);
  return root;
}

const find = (tool: Parameters<typeof findTool>[0], root: string) =>
  findTool(tool, join(root, 'apps/a'), root);
const vitest = { kind: 'node-bin', package: 'vitest', bin: 'vitest' } as const;

// The tools that stand in for the real ones are shell scripts.
describe.skipIf(process.platform === 'win32')('findTool', () => {
  it('node is the one that runs', () => {
    expect(find({ kind: 'node' }, workspaceWith({}))).toEqual({
      kind: 'found',
      program: process.execPath,
      leading: [],
    });
  });

  it.each<[string, Files, string]>([
    [
      'in the project',
      { 'apps/a/node_modules/vitest/package.json': { bin: { vitest: 'v.mjs' } } },
      'apps/a/node_modules/vitest/v.mjs',
    ],
    ['above it', { 'node_modules/vitest/package.json': { bin: './v.mjs' } }, 'node_modules/vitest/v.mjs'],
  ])('a bin of a package is found %s', (_what, files, path) => {
    const root = workspaceWith(files);
    expect(find(vitest, root)).toEqual({
      kind: 'found',
      program: process.execPath,
      leading: [join(root, path)],
    });
  });

  it.each<[string, Files, string]>([
    ['the package', {}, 'the npm package vitest'],
    [
      'a manifest without the bin',
      { 'node_modules/vitest/package.json': { bin: { other: 'x' } } },
      'the command vitest of the npm package vitest',
    ],
    [
      'a manifest that is no JSON',
      { 'node_modules/vitest/package.json': '{' },
      'the command vitest of the npm package vitest',
    ],
    [
      'a bin that is no path',
      { 'node_modules/vitest/package.json': { bin: { vitest: 3 } } },
      'the command vitest of the npm package vitest',
    ],
    [
      'a manifest that is larger than what is read',
      { 'node_modules/vitest/package.json': ' '.repeat(8 * 1024 * 1024 + 1) },
      'the package.json of the npm package vitest (it is larger than 8 MiB)',
    ],
  ])('says what to do about %s', (_what, files, what) => {
    expect(find(vitest, workspaceWith(files))).toEqual({
      kind: 'missing',
      what,
      remedy: 'add vitest to the dependencies of the project and install them (npm install)',
    });
  });

  const python = (modules: string[] = []) => ({ kind: 'python', modules }) as const;
  const interpreter = (code: number) => `#!/bin/sh\nexit ${code}\n`;

  it('prefers the virtual environment of the project, then of the workspace, then the active one', () => {
    const all = {
      'apps/a/.venv/bin/python': interpreter(0),
      '.venv/bin/python': interpreter(0),
      'active/bin/python': interpreter(0),
    };
    const program = (paths: (keyof typeof all)[]) => {
      const root = workspaceWith({}, Object.fromEntries(paths.map((path) => [path, all[path]])));
      vi.stubEnv('VIRTUAL_ENV', join(root, 'active'));
      const found = find(python(), root);
      return found.kind === 'found' ? found.program.slice(root.length + 1) : found;
    };
    expect(program(['apps/a/.venv/bin/python', '.venv/bin/python', 'active/bin/python'])).toBe(
      'apps/a/.venv/bin/python',
    );
    expect(program(['.venv/bin/python', 'active/bin/python'])).toBe('.venv/bin/python');
    expect(program(['active/bin/python'])).toBe('active/bin/python');
  });

  it('falls back to the interpreter of the machine, and says where there is none', () => {
    vi.stubEnv('VIRTUAL_ENV', '');
    const root = workspaceWith({}, { 'bin/python': interpreter(0), 'bin/python3': interpreter(1) });
    vi.stubEnv('PATH', join(root, 'bin'));
    expect(find(python(), root)).toEqual({ kind: 'found', program: 'python', leading: [] });
    vi.stubEnv('PATH', '');
    expect(find(python(), root)).toEqual({
      kind: 'missing',
      what: 'python3',
      remedy: expect.stringContaining('python3-venv'),
    });
  });

  it('asks for the modules', () => {
    const root = workspaceWith({}, { 'apps/a/.venv/bin/python': interpreter(1) });
    expect(find(python(['pytest', 'pytest_cov']), root)).toEqual({
      kind: 'missing',
      what: `the Python modules pytest, pytest_cov (asked of ${join(root, 'apps/a/.venv/bin/python')})`,
      remedy: expect.stringContaining('--require-hashes'),
    });
  });

  it('probes a program', () => {
    const root = workspaceWith({}, { 'bin/tool': '#!/bin/sh\n[ "$1" = ok ]\n' });
    vi.stubEnv('PATH', `${join(root, 'bin')}${delimiter}${process.env.PATH}`);
    const program = (probe: string[]) =>
      find({ kind: 'program', name: 'tool', probe, remedy: 'install it' }, root);
    expect(program(['ok'])).toEqual({ kind: 'found', program: 'tool', leading: [] });
    expect(program(['other', 'x'])).toEqual({ kind: 'missing', what: 'tool other x', remedy: 'install it' });
  });
});
