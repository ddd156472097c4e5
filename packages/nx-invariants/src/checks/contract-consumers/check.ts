import { defineCheck } from '../../check/define-check';
import { claimsOf } from '../../contracts/copy-claims';
import { exactInput, joinPath } from '../../workspace/paths';
import { declaredContracts, declaringFiles } from './declared-contracts';

/** Every contract that a project needs is there, in a version that it understands. */
export default defineCheck({
  id: 'contract-consumers',
  title: 'Every contract that a project needs exists in a version that it understands',
  upholds: ['C6'],
  sitsOn: 'projects that declare the contracts they need',
  packages: ['semver'],
  options: { type: 'object', additionalProperties: false },

  applies(project, workspace) {
    const manifests = declaringFiles
      .filter((file) => project.fileNames.includes(file))
      .map((file) => joinPath(project.root, file));
    const declarations = manifests.map((file) => declaredContracts(file, workspace.text(file) ?? ''));
    if (!declarations.some(({ isPresent }) => isPresent)) return undefined;
    const folder = workspace.contracts;
    const needed = declarations.flatMap(({ contracts }) =>
      contracts.flatMap(({ name }) => (folder === undefined ? [] : [joinPath(folder, `${name}.json`)])),
    );
    const copies = claimsOf(project, workspace, {});
    const sources = [...new Set([...needed, ...copies.flatMap((copy) => copy.sources)])].sort();
    return {
      inputs: [...manifests, ...copies.map(({ file }) => file), ...sources].map(exactInput),
      parameters: { manifests, contracts: folder ?? null },
      edges: sources.map((path) => ({ path, readBy: 'check' })),
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});
