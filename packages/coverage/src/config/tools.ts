import type { Format } from '../report';

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

/** What a tool leaves behind. */
export interface ToolReports {
  /** Formats it can write and this package reads, the most exact first. */
  readonly formats: readonly [Format, ...Format[]];
  /** Where it puts the first of them unless told otherwise, relative to the project. */
  readonly defaultReport: string;
  /** A command that makes that report, for remedies. */
  readonly command: string;
}

const ISTANBUL_FORMATS = ['istanbul', 'istanbul-summary', 'lcov', 'clover', 'cobertura'] as const;

export const TOOL_REPORTS: { readonly [T in CoverageTool]: ToolReports } = {
  vitest: {
    formats: ISTANBUL_FORMATS,
    defaultReport: 'coverage/coverage-final.json',
    command: 'npx vitest run --coverage --coverage.reporter=json',
  },
  c8: {
    formats: ISTANBUL_FORMATS,
    defaultReport: 'coverage/coverage-final.json',
    command: 'npx c8 --all --reporter=json npm test',
  },
  nyc: {
    formats: ISTANBUL_FORMATS,
    defaultReport: 'coverage/coverage-final.json',
    command: 'npx nyc --all --reporter=json npm test',
  },
  jest: {
    formats: ISTANBUL_FORMATS,
    defaultReport: 'coverage/coverage-final.json',
    command: 'npx jest --coverage --coverageReporters=json',
  },
  'pytest-cov': {
    formats: ['coverage-py', 'cobertura', 'lcov'],
    defaultReport: 'coverage.json',
    command: 'python -m pytest --cov --cov-report=json',
  },
  'go-cover': {
    formats: ['go-coverprofile'],
    defaultReport: 'coverage.out',
    command: 'go test ./... -coverprofile=coverage.out',
  },
  'cargo-tarpaulin': {
    formats: ['tarpaulin', 'lcov', 'cobertura'],
    defaultReport: 'tarpaulin-report.json',
    command: 'cargo tarpaulin --engine llvm --out json',
  },
  'cargo-llvm-cov': {
    formats: ['lcov', 'llvm-cov', 'cobertura'],
    defaultReport: 'lcov.info',
    command: 'cargo llvm-cov --lcov --output-path lcov.info',
  },
};
