export type { ConfigProblem } from './config/config-problems';
export { coverageConfigSchema, LOWEST_FLOOR } from './config/coverage-config-schema';
export {
  type CoverageConfig,
  type ProjectThreshold,
  parseCoverageConfig,
  type RequireAll,
} from './config/parse-coverage-config';
export type { ConfiguredFloor, ConfiguredFloors } from './config/read-floors';
export { RATCHET_OFF, type RatchetConfig } from './config/read-ratchet';
export { COVERAGE_TOOLS, type CoverageTool } from './config/tools';
export { describeJudgement, describeMergeFailure } from './describe';
export { describeReadFailure, type FailureText, type Location, type ReadFailure } from './failure';
export {
  type FileChanges,
  type FindFormerPlace,
  type FormerPlace,
  formerPlacesIn,
  type Hunk,
} from './former-lines';
export { goModulePath } from './go-module';
export {
  type Floor,
  type FloorJudgement,
  type Floors,
  type Judgement,
  judgeCoverage,
  judgeProject,
  type NoMatch,
  type ProjectJudgement,
  type Threshold,
  type Verdict,
} from './judge-coverage';
export { DEFAULT_LIMITS, type Limits } from './limits';
export { formatLines, formatRanges, type LineRange, parseLines, rangesOf } from './line-ranges';
export {
  type GoModule,
  mapToWorkspace,
  type ProjectCoverage,
  type UnplacedFile,
  type Workspace,
} from './map-to-workspace';
export type { MeasuredText } from './measured-text';
export { type MergeFailure, mergeCoverage } from './merge-coverage';
export {
  type Counter,
  type Counters,
  counterOf,
  HEADLINE_METRICS,
  type HeadlineMetric,
  METRICS,
  type Metric,
  sumCounters,
} from './metrics';
export { missedLines } from './missed-lines';
export { matcherOf } from './packages';
export { hasChangedLine, type MissedLines, type PatchCoverage, patchCoverage } from './patch-coverage';
export { formatDelta, formatFraction, formatPercent, reaches, unitsShortOf } from './percent';
export type { Position } from './position';
export { barOf } from './ratchet/bar';
export {
  type Baseline,
  type BaselineFile,
  type BaselineProblem,
  formatBaselines,
  type Measurement,
  parseBaselines,
} from './ratchet/baseline-file';
export {
  baselineFor,
  type Difference,
  type DropJudgement,
  differences,
  judgeDrop,
} from './ratchet/judge-drop';
export { type Raise, raiseBaseline } from './ratchet/raise-baseline';
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
export { isTest } from './test-name';
export type { SumsOnly } from './unite';
export { unreportedSources } from './unreported-sources';
