import type { DeclaredFiles } from '../../check/declared-files';
import type { TargetInput } from '../../check/define-check';
import { parseJson } from '../../config/json-document';
import { isRecord } from '../../config/record';
import { goModOf } from '../../workspace/go-modules';
import { joinPath } from '../../workspace/paths';
import type { WorkspaceFacts } from '../../workspace/workspace-facts';

/** Tools that a package.json asks for under their own name. */
const npmTools = new Set(['vitest', 'c8', 'nyc', 'jest']);
const dependencyFields = ['devDependencies', 'dependencies'] as const;
const rootManifest = 'package.json';

/** What tells the version of a tool beside the files of the project: the root's package.json, as far as it names the tool. */
export function toolVersionInputs(tool: string | undefined, workspace: WorkspaceFacts): TargetInput[] {
  if (tool === undefined || !npmTools.has(tool) || !workspace.sources.has(rootManifest)) return [];
  const fields = dependencyFields.map((field) => `${field}.${tool}`);
  return [{ json: `{workspaceRoot}/${rootManifest}`, fields }];
}

/**
 * The version of the tool that the project asks for: of an npm package, as its package.json or the root's says it; of Go,
 * as go.mod does. Undefined where no manifest tells.
 */
export function declaredToolVersion(
  tool: string,
  projectRoot: string,
  files: DeclaredFiles,
): string | undefined {
  const known = new Set(files.list());
  const textOf = (path: string) => {
    const content = known.has(path) ? files.read(path) : undefined;
    return content?.kind === 'read' ? content.text : undefined;
  };
  if (tool === 'go-cover') {
    const goMod = goModOf(projectRoot, (path) => known.has(path));
    return goMod === undefined ? undefined : goVersion(textOf(goMod) ?? '');
  }
  if (!npmTools.has(tool)) return undefined;
  const manifests = [joinPath(projectRoot, rootManifest), rootManifest];
  return manifests
    .map((path) => dependency(textOf(path) ?? '', tool))
    .find((version) => version !== undefined);
}

/** `toolchain go1.26.1` where it is said, else `go 1.26`. */
function goVersion(goMod: string): string | undefined {
  return /^toolchain\s+go(\S+)/m.exec(goMod)?.[1] ?? /^go\s+(\S+)/m.exec(goMod)?.[1];
}

function dependency(packageJson: string, name: string): string | undefined {
  const parsed = parseJson(packageJson);
  const value = parsed.ok ? parsed.document.value : undefined;
  if (!isRecord(value)) return undefined;
  const versions = dependencyFields.map((field) => {
    const dependencies = value[field];
    return isRecord(dependencies) && Object.hasOwn(dependencies, name) ? dependencies[name] : undefined;
  });
  return versions.find((version) => typeof version === 'string' && version !== '') as string | undefined;
}
