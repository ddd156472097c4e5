import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { jsonValue } from '../config/json-document';
import { isRecord, valueAt } from '../config/record';
import { unreachable } from '../unreachable';
import { readBounded } from '../workspace/read-bounded';
import type { NativeTool } from './command';

/** A tool as it can be started, or why it cannot and what to do. */
export type FoundTool =
  | { readonly kind: 'found'; readonly program: string; readonly leading: readonly string[] }
  | { readonly kind: 'missing'; readonly what: string; readonly remedy: string };

/** Looks a tool up for a project. Probes it where it could be there without working. */
export function findTool(tool: NativeTool, projectFolder: string, workspaceRoot: string): FoundTool {
  switch (tool.kind) {
    case 'node':
      return { kind: 'found', program: process.execPath, leading: [] };
    case 'node-bin':
      return findNodeBin(tool.package, tool.bin, projectFolder);
    case 'python':
      return findPython(tool.modules, projectFolder, workspaceRoot);
    case 'program':
      return answers(tool.name, tool.probe)
        ? { kind: 'found', program: tool.name, leading: [] }
        : { kind: 'missing', what: [tool.name, ...tool.probe].join(' '), remedy: tool.remedy };
    default:
      return unreachable(tool);
  }
}

function findNodeBin(packageName: string, bin: string, projectFolder: string): FoundTool {
  const folder = packageFolder(packageName, projectFolder);
  const remedy = `add ${packageName} to the dependencies of the project and install them (npm install)`;
  if (folder === undefined) return { kind: 'missing', what: `the npm package ${packageName}`, remedy };
  const manifest = readBounded(join(folder, 'package.json'));
  if (manifest.kind === 'unreadable') {
    return {
      kind: 'missing',
      what: `the package.json of the npm package ${packageName} (${manifest.reason})`,
      remedy,
    };
  }
  const path = manifest.kind === 'read' ? binPath(manifest.text, bin) : undefined;
  return path === undefined
    ? { kind: 'missing', what: `the command ${bin} of the npm package ${packageName}`, remedy }
    : { kind: 'found', program: process.execPath, leading: [join(folder, path)] };
}

function binPath(manifest: string, name: string): string | undefined {
  const bin = valueAt(jsonValue(manifest), ['bin']);
  const path = isRecord(bin) ? bin[name] : bin;
  return typeof path === 'string' ? path : undefined;
}

/** Walks up the node_modules folders, since `exports` may hide a package's manifest from `require.resolve`. */
function packageFolder(packageName: string, from: string): string | undefined {
  const lookup = createRequire(join(from, 'package.json')).resolve.paths(packageName) ?? [];
  return lookup
    .map((folder) => join(folder, packageName))
    .find((folder) => existsSync(join(folder, 'package.json')));
}

function findPython(modules: readonly string[], projectFolder: string, workspaceRoot: string): FoundTool {
  const inVenv = process.platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python');
  const venvs = [join(projectFolder, '.venv'), join(workspaceRoot, '.venv'), process.env.VIRTUAL_ENV ?? ''];
  const fromVenv = venvs
    .filter((venv) => venv !== '')
    .map((venv) => join(venv, inVenv))
    .find(existsSync);
  const program = fromVenv ?? ['python3', 'python'].find((name) => answers(name, ['--version']));
  if (program === undefined) {
    return {
      kind: 'missing',
      what: 'python3',
      remedy: 'install Python 3 (on Debian: apt-get install python3 python3-venv)',
    };
  }
  if (modules.length > 0 && !answers(program, ['-c', modules.map((name) => `import ${name}`).join('; ')])) {
    return {
      kind: 'missing',
      what: `the Python modules ${modules.join(', ')} (asked of ${program})`,
      remedy:
        'in the project: python3 -m venv .venv && .venv/bin/pip install --require-hashes -r requirements-dev.txt',
    };
  }
  return { kind: 'found', program, leading: [] };
}

function answers(program: string, args: readonly string[]): boolean {
  const { status, error } = spawnSync(program, args, { stdio: 'ignore', timeout: 60_000, windowsHide: true });
  return error === undefined && status === 0;
}
