import { afterEach } from 'vitest';
import { removeTemporaryFolders } from './temporary-workspace';

// Runs before every spec file; a module that the files share is evaluated once.

// The suite may run as a task of Nx, to which the plugin's hook says what the base of this workspace is.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('NX_INVARIANTS_')) delete process.env[name];
}

afterEach(removeTemporaryFolders);
