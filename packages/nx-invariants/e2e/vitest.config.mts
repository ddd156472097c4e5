import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = dirname(fileURLToPath(import.meta.url));
const minutes = 60_000;

/** Files share workspaces and the machine's two cores, so they run one after another. */
export default defineConfig({
  test: {
    fileParallelism: false,
    maxWorkers: 1,
    projects: [
      {
        root,
        test: {
          name: 'observatory',
          include: ['observatory/*.e2e.ts'],
          globalSetup: ['observatory/provide-workspace.ts'],
          testTimeout: 8 * minutes,
          hookTimeout: 15 * minutes,
        },
      },
      {
        root,
        test: {
          name: 'packages',
          include: ['packages/*.e2e.ts'],
          testTimeout: 10 * minutes,
          hookTimeout: 15 * minutes,
        },
      },
      {
        root,
        test: {
          name: 'layouts',
          include: ['layouts/*.e2e.ts'],
          testTimeout: 3 * minutes,
          hookTimeout: 5 * minutes,
        },
      },
      {
        root,
        test: {
          name: 'report-page',
          include: ['report-page/*.e2e.ts'],
          testTimeout: 3 * minutes,
          hookTimeout: 3 * minutes,
        },
      },
    ],
  },
});
