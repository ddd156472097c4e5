import { lstatSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileNameFindings, type NameFinding } from '@nx-invariants/portable-scripts';
import { defineCheck } from '../../check/define-check';
import { parseJson } from '../../config/json-document';
import { nxJsonInputs } from '../../config/nx-json';
import { manifestCommands } from '../../workspace/manifest-commands';
import { exactInput, joinPath } from '../../workspace/paths';
import { placeInputs, workflowEndings } from '../../workspace/places';
import type { WorkspaceFacts } from '../../workspace/workspace-facts';
import { dockerfilesOf } from '../docker-context/dockerfiles';
import { npmShellFiles } from './npm-shell';
import { isScriptFile } from './script-files';

export interface Options {
  /** Names of the folders whose Python, JavaScript and TypeScript files are scripts. */
  readonly folders: readonly string[];
}

/** What the leaf's task is told; all of it follows from the names and modes of files. */
export interface Parameters {
  readonly dockerfiles: readonly string[];
  /** Folders or files; none but for the workspace project. */
  readonly workflows: readonly string[];
  /** The scripts with a run bit; undefined where the file system has none. */
  readonly executables: readonly string[] | null;
  /** What is wrong with the names of all files of the workspace; null but for the workspace project. */
  readonly names: readonly NameFinding[] | null;
}

const manifestNames = ['package.json', 'project.json'];

/** Scripts, command lines and steps hold on every system and in every shell that may run them. */
export default defineCheck<Options>({
  id: 'portable-scripts',
  title: 'Scripts hold on every system and in every shell that may run them',
  sitsOn:
    'projects with scripts, commands in package.json or project.json, or a Dockerfile, and on the workspace project',
  upholds: ['X1', 'X2', 'X3', 'X4', 'B4'],
  engines: ['portable-scripts', 'docker-context'],
  packages: ['jsonc-parser', 'yaml'],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      folders: {
        type: 'array',
        items: { type: 'string', pattern: '^[\\w.@-]+$' },
        minItems: 1,
        default: ['scripts', 'tools', 'bin', 'hack', 'ci', '.ci'],
      },
    },
  },

  applies(project, workspace, { folders }) {
    const files = workspace.sources.filesIn(project.root, project.nestedRoots);
    const scripts = files.filter((file) => isScriptFile(file, project.root, folders));
    const dockerfiles = dockerfilesOf(project);
    const manifests = manifestNames.map((name) => joinPath(project.root, name));
    const workflows = project.isWorkspace ? workspace.workflowPlaces : [];
    const hasSome =
      project.isWorkspace ||
      scripts.length + dockerfiles.length > 0 ||
      manifests.some((file) => hasCommands(file, workspace));
    if (!hasSome) return undefined;
    const parameters: Parameters = {
      dockerfiles,
      workflows,
      executables: executablesAmong(scripts, workspace.root),
      // Judged once for the whole workspace: a name may clash with one of another project.
      names: project.isWorkspace ? fileNameFindings(workspace.sources.filesIn('.')) : null,
    };
    return {
      inputs: [
        '{projectRoot}/**/*.{sh,bash,ps1,psm1}',
        ...folders.map((folder) => `{projectRoot}/**/${folder}/**/*.{py,js,cjs,mjs,ts,cts,mts}`),
        '{projectRoot}/{package,project}.json',
        ...nxJsonInputs(workspace.nxJson, 'targetDefaults'),
        ...npmShellFiles.map(exactInput),
        ...[...dockerfiles, ...scripts.filter((file) => posix.extname(file) === '')].map(exactInput),
        ...placeInputs(workflows, workflowEndings),
      ],
      parameters: parameters as never,
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});

function hasCommands(file: string, workspace: WorkspaceFacts): boolean {
  const text = workspace.sources.has(file) ? workspace.text(file) : undefined;
  if (text === undefined) return false;
  const parsed = parseJson(text);
  return !parsed.ok || manifestCommands(file, parsed.document, workspace.nxJson).length > 0;
}

/** Nx hashes what files hold and not their modes, so the task is told of them. */
function executablesAmong(files: readonly string[], root: string): string[] | null {
  if (process.platform === 'win32') return null;
  return files.filter((file) => {
    const stat = lstatSync(join(root, file), { throwIfNoEntry: false });
    return stat?.isFile() === true && (stat.mode & 0o111) !== 0;
  });
}
