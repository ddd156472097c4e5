import type { Tree } from '@nx/devkit';
import { checkOptions } from '../../check/check-options';
import contractCopies, { type Options } from '../../checks/contract-copies/check';
import { isNewer } from '../../checks/contract-copies/version';
import { claimsOf } from '../../contracts/copy-claims';
import { inferOnTree } from '../tree/leaves-on-tree';
import type { OutOfSync } from '../tree/out-of-sync';
import { isLink } from '../tree/tree-facts';

/**
 * The sync generator of the check contract-copies: makes each copy of a contract what its source is, byte for byte.
 * What the check must say for itself is left alone: a copy that is newer than its source, a link, a file that may
 * be a copy of several contracts or of one that is gone, and the copies of a project that opted out.
 *
 * @returns nothing where every copy is up to date, as Nx asks of a sync generator.
 */
export default async function syncContractCopies(tree: Tree): Promise<OutOfSync | undefined> {
  const { facts, projects } = inferOnTree(tree);
  const options = checkOptions(contractCopies, facts.options.checks[contractCopies.id]);
  if (options === false) return undefined;
  const { copies } = options as unknown as Options;
  const stale = projects
    .filter((project) => !facts.optsOut(project.root, contractCopies.id))
    .flatMap((project) => claimsOf(project, facts, copies))
    .flatMap((claim) => (claim.kind === 'copy' ? [{ file: claim.file, source: claim.sources[0] }] : []))
    .filter(({ file, source }) => isStale(tree, file, source));
  for (const { file, source } of stale) tree.write(file, tree.read(source) as Buffer);
  return stale.length === 0
    ? undefined
    : {
        outOfSyncMessage: 'Copies of contracts differ from their sources.',
        outOfSyncDetails: stale.map(({ file, source }) => `${file} is not what ${source} is`),
      };
}

function isStale(tree: Tree, file: string, source: string): boolean {
  // Writing through a link would change a file that nobody named.
  if ([file, source].some((path) => isLink(tree, path))) return false;
  const [copy, original] = [tree.read(file), tree.read(source)];
  if (copy === null || original === null) return false;
  return !copy.equals(original) && !isNewer(copy, original);
}
