import { basename } from 'node:path';
import { isBuilt, packageFolders } from '../../build/build-digest.mjs';
import { runNpm } from '../npm.mjs';

/** The builds of packages/*, which Nx loads the plugin from. */
export const packageBuilds = {
  title: 'package builds',
  required: true,

  ensure({ root, say }) {
    const stale = packageFolders(root).filter((folder) => !isBuilt(folder));
    if (stale.length === 0) return { kind: 'present' };
    const names = stale.map((folder) => basename(folder)).join(', ');
    say(`sources changed since the last build of ${names}; running: npm run build`);
    return runNpm(['run', 'build'], root)
      ? { kind: 'installed' }
      : { kind: 'missing', remedy: 'npm run build' };
  },
};
