import type { FindingDraft } from '../../check/finding';
import type { ImageBuilder } from '../../deployment/builders/builder';
import type { ContextView } from './judge-dockerfile';
import { isMade, neededBuild } from './needs-build';
import { type BuildFiles, missingFolders } from './resolve-builder';

/**
 * What is to be said of a build that is given no folder as its context, or as one of its named contexts: every builder
 * refuses it before it reads the Dockerfile.
 */
export function missingContexts(builder: ImageBuilder, files: BuildFiles, view: ContextView): FindingDraft[] {
  const { label, location, dockerfile, runBy } = builder;
  return missingFolders(builder, files)
    .filter((folder) => view.entries.get(folder)?.kind !== 'link')
    .map((folder) =>
      isMade(folder, view)
        ? neededBuild(label, location, folder, { by: `built by ${label}`, runBy }, view)
        : {
            severity: 'error',
            ...location,
            message: `${label} builds ${dockerfile} with the context ${folder}, which is no folder`,
            expected: 'a folder of this repository',
            fix: 'if the folder was moved, name its new place here',
          },
    );
}
