/** The coverage tools that coverage-config.json may name. */
export const COVERAGE_TOOLS = [
  'vitest',
  'c8',
  'nyc',
  'jest',
  'pytest-cov',
  'go-cover',
  'cargo-tarpaulin',
  'cargo-llvm-cov',
] as const;
export type CoverageTool = (typeof COVERAGE_TOOLS)[number];
