import { join } from 'node:path';
import { formatFiles, generateFiles, logger, type Tree } from '@nx/devkit';
import { prepareWorkspace } from '../init/prepare-workspace';
import { isRegistered, registerCheck } from '../init/register-plugin';
import { problemOfCheckId, problemOfTitle } from './check-id';
import { registerBuiltIn } from './register-built-in';

export interface CheckOptions {
  readonly id: string;
  readonly title?: string;
  readonly skipFormat?: boolean;
}

const builtInFolder = 'packages/nx-invariants/src/checks';

/**
 * `nx generate nx-invariants:check`: a check that judges something from its first commit, with its test and its
 * page. In the plugin's own repository it is a built-in one, elsewhere one of the workspace.
 */
export default async function check(tree: Tree, options: CheckOptions): Promise<void> {
  const { id, title = `Every service upholds ${id}` } = options;
  const problem = problemOfCheckId(id) ?? problemOfTitle(title);
  if (problem !== undefined) throw new Error(problem);
  const next = tree.exists(`${builtInFolder}/index.ts`)
    ? writeBuiltIn(tree, id, title)
    : writeUserWritten(tree, id, title);
  if (!options.skipFormat) await formatFiles(tree);
  logger.info(['', ...next, ''].join('\n'));
}

function writeBuiltIn(tree: Tree, id: string, title: string): string[] {
  const folder = `${builtInFolder}/${id}`;
  refuseExisting(tree, folder);
  refuseExisting(tree, `docs/checks/${id}.md`);
  const index = `${builtInFolder}/index.ts`;
  tree.write(index, registerBuiltIn(tree.read(index, 'utf-8') ?? '', id));
  generateFiles(tree, join(__dirname, 'files', 'built-in'), folder, { id, title });
  generateFiles(tree, join(__dirname, 'files', 'built-in-page'), 'docs/checks', { id, title });
  return [
    `${folder}: write what it judges into run.ts and its cases into check.spec.ts`,
    `test it: nx test nx-invariants`,
  ];
}

function writeUserWritten(tree: Tree, id: string, title: string): string[] {
  const folder = `tools/checks/${id}`;
  refuseExisting(tree, folder);
  if (!isRegistered(tree)) prepareWorkspace(tree);
  // Without a package.json Nx installs the plugin where modules of the workspace do not look for it.
  const importsPlugin = tree.exists('package.json');
  generateFiles(tree, join(__dirname, 'files', 'user-written'), folder, { id, title, importsPlugin });
  registerCheck(tree, `${folder}/check.mjs`);
  return [
    `${folder}: write what it judges into check.mjs and its cases into check.spec.mjs`,
    `test it: node --test ${folder}/check.spec.mjs`,
    `run it: nx run-many -t check-${id}`,
    'say which invariant it upholds: a row in invariants.json for each project it sits on',
  ];
}

function refuseExisting(tree: Tree, path: string): void {
  if (tree.exists(path)) throw new Error(`${path} exists already; take another id, or remove it first`);
}
