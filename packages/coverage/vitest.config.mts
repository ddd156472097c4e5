import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.spec.ts'],
    // A property of 10,000 cases (COVERAGE_RUNS) takes minutes.
    testTimeout: 120_000 + 60 * Number(process.env.COVERAGE_RUNS ?? 0),
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.spec.ts', 'src/testing/**'],
      reporter: ['json', 'text-summary'],
    },
  },
});
