import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CoverageSettings,
  type NativeAction,
  type NativeTool,
  nativeCommand,
} from '../../native/command';
import { type FoundTool, findTool } from '../../native/find-tool';
import { unreachable } from '../../unreachable';
import type { Language } from '../../workspace/language';
import type { ToolDiagnosis } from './diagnosis';
import { toolVersion } from './tool-version';

/** A native target that is inferred for a project. */
export interface NativeUse {
  readonly project: string;
  readonly root: string;
  readonly language: Language;
  readonly action: NativeAction;
  readonly settings: CoverageSettings;
}

/** How a tool is looked up: `findTool`, or a stand-in. */
export type ToolLookup = typeof findTool;

/** The tools that native targets run, each with whether the machine has it. Tools found alike are one row. */
export function diagnoseTools(
  uses: readonly NativeUse[],
  workspaceRoot: string,
  lookUp: ToolLookup = findTool,
): ToolDiagnosis[] {
  const answers = new Map<string, { readonly found: FoundTool; readonly version: string | null }>();
  const rows = new Map<string, ToolDiagnosis>();
  for (const { project, root, language, action, settings } of uses) {
    const folder = join(workspaceRoot, root);
    const { tool } = nativeCommand({ language, action, settings, folder, fileNames: readdirSync(folder) });
    const place = tool.kind === 'program' || tool.kind === 'node' ? '' : root;
    const question = JSON.stringify([tool, place]);
    const answer = answers.get(question) ?? withVersion(tool, lookUp(tool, folder, workspaceRoot));
    answers.set(question, answer);
    const { found, version } = answer;
    const missing = found.kind === 'missing' ? found : undefined;
    const name = nameOf(tool);
    const key = JSON.stringify([language, name, version, missing]);
    const known = rows.get(key);
    rows.set(key, {
      language,
      tool: name,
      version,
      actions: withNew(known?.actions, action),
      projects: withNew(known?.projects, project),
      found: missing === undefined,
      missing: missing?.what ?? null,
      remedy: missing?.remedy ?? null,
    });
  }
  return [...rows.values()].sort((a, b) => (a.language + a.tool < b.language + b.tool ? -1 : 1));
}

function withVersion(tool: NativeTool, found: FoundTool) {
  return { found, version: toolVersion(tool, found) };
}

function nameOf(tool: NativeTool): string {
  switch (tool.kind) {
    case 'node':
      return 'node';
    case 'node-bin':
      return tool.package;
    case 'python':
      return tool.modules.length === 0 ? 'python' : `python with ${tool.modules.join(', ')}`;
    case 'program':
      return tool.probe[0]?.startsWith('-') || tool.probe[0] === 'version'
        ? tool.name
        : `${tool.name} ${tool.probe[0]}`;
    default:
      return unreachable(tool);
  }
}

function withNew<T>(list: readonly T[] = [], item: T): T[] {
  return list.includes(item) ? [...list] : [...list, item];
}
