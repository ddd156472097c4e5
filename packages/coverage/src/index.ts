export { coverageConfigSchema, LOWEST_FLOOR } from './config/coverage-config-schema';
export {
  type ConfigProblem,
  type ConfiguredFloor,
  type CoverageConfig,
  type ProjectThreshold,
  parseCoverageConfig,
  type RatchetConfig,
} from './config/parse-coverage-config';
export { COVERAGE_TOOLS, type CoverageTool, TOOL_REPORTS, type ToolReports } from './config/tools';
export { describeJudgement, describeMergeFailure } from './describe';
export { describeReadFailure, type FailureText, type Location, type ReadFailure } from './failure';
export { goModulePath } from './go-module';
export {
  type Floor,
  type Judgement,
  judgeCoverage,
  judgeProject,
  type PackageJudgement,
  type ProjectJudgement,
  type Threshold,
  type Verdict,
} from './judge-coverage';
export { DEFAULT_LIMITS, type Limits } from './limits';
export {
  type GoModule,
  mapToWorkspace,
  type ProjectCoverage,
  type UnplacedFile,
  type Workspace,
} from './map-to-workspace';
export { type MergeFailure, mergeCoverage } from './merge-coverage';
export {
  type Counter,
  type Counters,
  counterOf,
  HEADLINE_METRICS,
  type HeadlineMetric,
  METRICS,
  type Metric,
} from './metrics';
export { formatFraction, formatPercent, reaches, unitsShortOf } from './percent';
export type { Position } from './position';
export { type ReadOptions, readCoverage } from './read-coverage';
export {
  type Coverage,
  type CoverageReport,
  type FileCoverage,
  FORMATS,
  type Format,
  type LineHits,
  type ReadWarning,
  type Unit,
  type Units,
} from './report';
export type { ReportSource } from './report-bytes';
export type { Result } from './result';
export { type StaleFile, staleFiles } from './stale-files';
export type { SumsOnly } from './unite';
