import { formatFiles, logger, type Tree } from '@nx/devkit';
import { renderAccount } from '../account';
import { prepareWorkspace } from './prepare-workspace';

export interface InitOptions {
  /** Leave the files as written, whatever formatter the workspace has. */
  readonly skipFormat?: boolean;
}

/** `nx add nx-invariants` and `nx generate nx-invariants:init`. */
export default async function init(tree: Tree, { skipFormat = false }: InitOptions): Promise<void> {
  const account = prepareWorkspace(tree);
  if (!skipFormat) await formatFiles(tree);
  logger.info(`\nnx-invariants\n\n${renderAccount(account)}\n`);
}
