import { afterEach } from 'vitest';
import { removeTemporaryFolders } from './temporary-workspace';

// A set-up file runs for every spec file; a module that they share is evaluated once.
afterEach(removeTemporaryFolders);
