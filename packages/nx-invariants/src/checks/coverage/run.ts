import {
  type ConfiguredFloor,
  type CoverageReport,
  describeReadFailure,
  goModulePath,
  type Judgement,
  judgeProject,
  mapToWorkspace,
  mergeCoverage,
  type PackageJudgement,
  type ProjectCoverage,
  type ProjectJudgement,
  type ProjectThreshold,
  readCoverage,
} from '@nx-invariants/coverage';
import type { DeclaredFiles } from '../../check/declared-files';
import type { CheckContext, CheckResult, Json } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import type { Position } from '../../config/json-document';
import { coverageConfigFile, readCoverageEntries, reportPaths } from '../../plugin/coverage-entries';
import { unreachable } from '../../unreachable';
import type { Language } from '../../workspace/language';
import { joinPath } from '../../workspace/paths';
import { unmeasured } from './measured-report';
import { staleFindings, unplacedFindings } from './reported-files';
import { readThreshold } from './threshold';

/** Reads the reports of the coverage target and holds them to the floors of the project's entry. */
export async function run(context: CheckContext<unknown>): Promise<CheckResult> {
  const { project, files, parameters } = context;
  const config = files.read(coverageConfigFile);
  if (config.kind !== 'read') {
    const message = config.kind === 'missing' ? 'it does not exist' : config.reason;
    return { subjects: [], findings: [brokenConfig(message)], details: null };
  }
  const threshold = readThreshold(config.text, project.name);
  if (!threshold.ok) return { subjects: [], findings: threshold.findings, details: null };
  const entries = readCoverageEntries(config.text);
  if (!entries.ok) {
    return { subjects: [], findings: [brokenConfig(entries.message, entries.position)], details: null };
  }
  const target = String(parameters.coverageTarget);
  const command = `nx run ${project.name}:${target}`;
  const settings = entries.entries.get(project.name) ?? { reports: [] };
  const paths = reportPaths(project.root, parameters.language as Language | undefined, settings);
  const unmade = await Promise.all(
    paths.map((path) => unmeasured(path, files, context.workspaceRoot, target)),
  );
  const faults = unmade.filter((finding) => finding !== undefined);
  if (faults.length > 0) return { subjects: [], findings: faults, details: null };
  const read = readReports(files, paths, threshold.value, command);
  if (!read.ok) return { subjects: [], findings: read.findings, details: null };
  const coverage = placeReports(files, project.root, read.reports);
  if (!coverage.ok) return { subjects: [], findings: coverage.findings, details: null };
  const judgement = judgeProject(coverage.value, threshold.value, project.root);
  return {
    subjects: paths,
    findings: [
      ...read.findings,
      ...unplacedFindings(coverage.value, paths),
      ...staleFindings(coverage.value, files, command),
      ...judgementFindings(project.name, judgement, threshold.value, command),
    ],
    details: detailsOf(judgement, coverage.value, read.reports),
  };
}

/** What the graph cannot read: the leaf then lacks the inputs that its reports are. The engine reads no `$comment`. */
function brokenConfig(message: string, position?: Position): FindingDraft {
  return {
    severity: 'error',
    file: coverageConfigFile,
    ...position,
    message: `${coverageConfigFile} cannot be read: ${message}`,
    fix: position ? 'mend the file there' : 'make it a readable file',
  };
}

type Reports =
  | {
      readonly ok: true;
      readonly reports: readonly CoverageReport[];
      readonly findings: readonly FindingDraft[];
    }
  | { readonly ok: false; readonly findings: readonly FindingDraft[] };

function readReports(
  files: DeclaredFiles,
  paths: readonly string[],
  threshold: ProjectThreshold,
  command: string,
): Reports {
  if (paths.length === 0) {
    const finding: FindingDraft = {
      severity: 'error',
      ...entryPlace(threshold),
      message: 'nothing says where the coverage report lies',
      expected: '"tool" (one that is known) or "report" (a path in the project)',
      fix: 'add one of the two to the entry',
    };
    return { ok: false, findings: [finding] };
  }
  const reports: CoverageReport[] = [];
  const failures: FindingDraft[] = [];
  const warnings: FindingDraft[] = [];
  for (const path of paths) {
    const content = files.read(path);
    const read =
      content.kind === 'read'
        ? readCoverage(content.text, { path })
        : ({ ok: false, failure: { kind: 'missing', report: path } } as const);
    if (read.ok) {
      reports.push(read.value);
      warnings.push(
        ...read.value.warnings.map(
          (warning): FindingDraft => ({
            severity: 'warning',
            file: path,
            ...(warning.line === undefined ? {} : { line: warning.line }),
            message: warning.message,
          }),
        ),
      );
    } else {
      const reason = content.kind === 'unreadable' ? { evidence: content.reason } : {};
      failures.push({
        severity: 'error',
        file: path,
        ...describeReadFailure(read.failure, command),
        ...reason,
      });
    }
  }
  return failures.length > 0 ? { ok: false, findings: failures } : { ok: true, reports, findings: warnings };
}

type Placed =
  | { readonly ok: true; readonly value: ProjectCoverage }
  | { readonly ok: false; readonly findings: readonly FindingDraft[] };

function placeReports(files: DeclaredFiles, projectRoot: string, reports: readonly CoverageReport[]): Placed {
  const known = files.list();
  const goMod = joinPath(projectRoot, 'go.mod');
  const module = known.includes(goMod) ? files.read(goMod) : undefined;
  const modulePath = module?.kind === 'read' ? goModulePath(module.text) : undefined;
  const placed = reports.map((report) =>
    mapToWorkspace(report, {
      projectRoot,
      files: known,
      goModules:
        modulePath === undefined
          ? []
          : [{ module: modulePath, root: projectRoot === '.' ? '' : projectRoot }],
    }),
  );
  const coverages: ProjectCoverage[] = [];
  for (const result of placed) {
    if (!result.ok) return unmergeable(reports);
    coverages.push(result.value);
  }
  const [first, ...rest] = coverages;
  if (first && rest.length === 0) return { ok: true, value: first };
  const merged = mergeCoverage(coverages);
  if (!merged.ok) return unmergeable(reports);
  return { ok: true, value: { ...merged.value, unplaced: coverages.flatMap(({ unplaced }) => unplaced) } };
}

function unmergeable(reports: readonly CoverageReport[]): Placed {
  const finding: FindingDraft = {
    severity: 'error',
    file: reports[0]?.report ?? coverageConfigFile,
    message: 'the reports cannot be united: they name the same file, and at least one holds only its sums',
    expected: 'reports with line details, of tools that count the same units',
    fix: 'let each tool write its detailed format (coverage-final.json, lcov) and name those as "report"',
  };
  return { ok: false, findings: [finding] };
}

function judgementFindings(
  project: string,
  judgement: ProjectJudgement,
  threshold: ProjectThreshold,
  command: string,
): FindingDraft[] {
  return [
    ...floorFindings(project, judgement.overall, threshold, command),
    ...judgement.packages.flatMap((part) => partFindings(project, part, threshold, command)),
  ];
}

function partFindings(
  project: string,
  part: PackageJudgement,
  threshold: ProjectThreshold,
  command: string,
): FindingDraft[] {
  const floor = threshold.packages.get(part.pattern) ?? threshold;
  const name = `${project}/${part.pattern}`;
  if (part.verdict !== 'no-match') return floorFindings(name, part, floor, command);
  return [
    {
      severity: 'error',
      ...entryPlace(floor),
      message: `the coverage floor of ${name} matches no file of the report`,
      expected: `at least one measured file under ${part.pattern}`,
      fix: 'correct the pattern if the folder moved; remove the floor only if the part is gone for good',
    },
  ];
}

function floorFindings(
  name: string,
  judged: Judgement,
  floor: ConfiguredFloor,
  command: string,
): FindingDraft[] {
  const place = entryPlace(floor);
  switch (judged.verdict) {
    case 'pass':
      return [];
    case 'warn':
    case 'fail': {
      const limit = judged.verdict === 'fail' ? judged.min : judged.warn;
      return [
        {
          severity: judged.verdict === 'fail' ? 'error' : 'warning',
          ...place,
          message: `${judged.metric} coverage of ${name} is ${judged.percent} (${judged.fraction}), below its ${judged.verdict === 'fail' ? 'floor' : 'warning mark'} of ${limit}%`,
          expected: `${judged.short} more of ${judged.total} covered`,
          fix: `add tests, then run "${command}"; lowering the floor is a decision for review, not a fix`,
        },
      ];
    }
    case 'no-data':
      return [
        {
          severity: 'error',
          ...place,
          message: `the report holds nothing that could be covered in ${name}: no data is not a pass`,
          expected: 'at least one coverable unit',
          fix: `check what the tool includes, then run "${command}"`,
        },
      ];
    case 'not-measured':
      return [
        {
          severity: 'error',
          ...place,
          message: `the report of ${name} does not measure ${judged.metric}`,
          expected: `one of ${judged.measured.join(', ')}`,
          fix: 'name a metric that the tool measures, or let the tool measure this one',
        },
      ];
    default:
      return unreachable(judged);
  }
}

function entryPlace(floor: ConfiguredFloor) {
  return { file: coverageConfigFile, line: floor.at.line, column: floor.at.column };
}

function detailsOf(
  judgement: ProjectJudgement,
  coverage: ProjectCoverage,
  reports: readonly CoverageReport[],
): Json {
  const plain = (judged: Judgement | PackageJudgement) => {
    const { files: _files, ...rest } = judged as Judgement & { files?: unknown };
    return rest as unknown as Json;
  };
  return {
    reports: reports.map(({ report, format, printed }) => ({ report, format, printed: printed ?? null })),
    overall: plain(judgement.overall),
    packages: judgement.packages.map(plain),
    files: coverage.files.map(({ path, counters }) => ({ path, counters: counters as unknown as Json })),
  };
}
