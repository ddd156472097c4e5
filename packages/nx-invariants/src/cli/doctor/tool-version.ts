import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { jsonValue } from '../../config/json-document';
import { valueAt } from '../../config/record';
import type { NativeTool } from '../../native/command';
import type { FoundTool } from '../../native/find-tool';
import { unreachable } from '../../unreachable';
import { textOrNone } from '../../workspace/read-bounded';

/** The version of a tool, as it states it itself; null where it states none. */
export function toolVersion(tool: NativeTool, found: FoundTool): string | null {
  if (found.kind === 'missing') return null;
  switch (tool.kind) {
    case 'node':
      return process.versions.node;
    case 'node-bin':
      return packageVersion(found.leading[0]);
    case 'python':
      return statedBy(found.program, ['--version']);
    case 'program':
      return statedBy(found.program, tool.probe);
    default:
      return unreachable(tool);
  }
}

/** That of the npm package a file lies in. */
function packageVersion(file: string | undefined): string | null {
  if (file === undefined) return null;
  let folder = dirname(file);
  while (folder !== dirname(folder) && !existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  const version = valueAt(jsonValue(textOrNone(join(folder, 'package.json'))), ['version']);
  return typeof version === 'string' ? version : null;
}

/** The first version in what a program prints: `go version go1.26.8 linux/amd64`, `Python 3.12.3`. */
function statedBy(program: string, args: readonly string[]): string | null {
  const { stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000, windowsHide: true });
  return /\d+\.\d+(\.\d+)?[\w.+-]*/.exec(stdout ?? '')?.[0] ?? null;
}
