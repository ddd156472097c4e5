import { coverageBaselineFile } from '../../baseline/coverage-base';
import type { CheckContext, CheckResult, KnownChecks } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import type { GraphView } from '../../check/graph-view';
import { readerOf } from '../../check/read-declared';
import { aggregateProblems } from '../../config/aggregate-defaults';
import { catalogueFile, type Invariant, readCatalogue } from '../../config/catalogue';
import { isDay } from '../../config/day';
import type { Place } from '../../config/json-document';
import { nxJsonFile, readNxJson } from '../../config/nx-json';
import { isIndispensable } from '../../config/opt-out';
import { type OptionsReading, readPluginOptions, type TargetNames } from '../../config/plugin-options';
import type { ConfigProblem } from '../../config/validate';
import { isRefused, readWaivers, type Waiver, waiversFile } from '../../config/waivers';
import { clashProblem } from '../../plugin/clashes';
import { coverageConfigFile } from '../../plugin/coverage-entries';
import { unreachable } from '../../unreachable';
import type { ReadText } from '../../workspace/read-text';
import { claimedInference } from './claimed-inference';
import { committedResults } from './committed-results';
import { coverageFindings } from './coverage-config';
import { hiddenFiles } from './hidden-files';
import { metadataFindings } from './project-metadata';

/** Reads the configuration files and says what in them is malformed, unknown or expired. */
export async function run(context: CheckContext<unknown>): Promise<CheckResult> {
  const { files, graph, knownChecks, today, project, workspaceRoot } = context;
  const view = graph ?? { projects: {} };
  const read = readerOf(files);
  const nxJson = readNxJson(workspaceRoot, read);
  const reading = readPluginOptions(nxJson);
  return {
    subjects: [nxJsonFile, coverageConfigFile, coverageBaselineFile, catalogueFile, waiversFile].filter(
      (file) => files.has(file),
    ),
    findings: [
      ...optionFindings(reading, view, knownChecks ?? { ids: [], problems: [] }),
      ...coverageFindings(read, view, reading.options.targets),
      ...catalogueFindings(read, today ?? ''),
      ...waiverFindings(read, view, today ?? ''),
      ...aggregateProblems(nxJson, reading.options.targets.aggregate).map((problem) =>
        asFinding(problem, problem.fix),
      ),
      ...metadataFindings(read, view),
      ...claimedInference(read, view, [
        nxJsonFile,
        ...(nxJson.preset?.kind === 'source' ? [nxJson.preset.file] : []),
      ]),
      ...clashFindings(read, view, reading.options.targets),
      ...(await hiddenFiles(workspaceRoot)),
      ...(await committedResults(workspaceRoot, read(coverageConfigFile), nxJson.value.cacheDirectory, view)),
    ],
    details: { workspaceProject: project.name },
  };
}

function optionFindings(
  { options, problems, locate }: OptionsReading,
  graph: GraphView,
  known: KnownChecks,
): FindingDraft[] {
  const { workspaceProject } = options;
  const isUnknown = workspaceProject !== undefined && !Object.hasOwn(graph.projects, workspaceProject);
  return [
    ...problems.map((problem) => asFinding(problem, 'mend the options: until then the defaults are used')),
    ...(isUnknown ? [unknownWorkspaceProject(workspaceProject, locate(['workspaceProject']))] : []),
    ...Object.keys(options.checks)
      .filter((id) => !known.ids.includes(id))
      .map((id) => unknownCheck(id, locate(['checks', id]), known)),
    ...Object.entries(options.checks)
      .filter(([id, given]) => given === false && isIndispensable(id))
      .map(([id]) => switchedOff(id, locate(['checks', id]))),
    ...known.problems.map((problem) => ({ severity: 'error' as const, ...problem })),
  ];
}

function unknownWorkspaceProject(name: string, place: Place): FindingDraft {
  return {
    severity: 'error',
    ...place,
    message: `workspaceProject names "${name}", but there is no such project`,
    expected: 'the name of a project; until then the root project has the checks of the whole workspace',
    fix: 'correct the name, or remove the option',
  };
}

function unknownCheck(id: string, place: Place, { ids }: KnownChecks): FindingDraft {
  return {
    severity: 'error',
    ...place,
    message: `there are options for the check "${id}", but there is no such check`,
    expected: `one of ${ids.join(', ')}`,
    fix: 'correct the id, or remove its options',
  };
}

function switchedOff(id: string, place: Place): FindingDraft {
  return {
    severity: 'error',
    ...place,
    message: `the check "${id}" is switched off, but nobody does without it: it says what the others miss`,
    expected: 'its options, or nothing; until then it runs as if nothing were said',
    fix: 'remove the option; what it finds can be waived one by one, with a reason',
  };
}

function catalogueFindings(read: ReadText, today: string): FindingDraft[] {
  const catalogue = readCatalogue(read(catalogueFile));
  switch (catalogue.kind) {
    case 'missing':
      return [];
    case 'invalid':
      return catalogue.problems.map((problem) => asFinding(problem, 'mend the row'));
    case 'read': {
      const { value, document } = catalogue;
      return value.flatMap((invariant, row) =>
        reviewProblems(invariant, today).map((problem) => ({
          file: catalogueFile,
          ...document.locate(['invariants', row, 'documentedOnly', 'reviewBy']),
          ...problem,
        })),
      );
    }
    default:
      return unreachable(catalogue);
  }
}

function reviewProblems({ id, documentedOnly }: Invariant, today: string): Problem[] {
  if (documentedOnly === undefined) return [];
  const { owner, reviewBy } = documentedOnly;
  if (!isDay(reviewBy)) return [noDay(reviewBy)];
  if (reviewBy >= today) return [];
  return [
    {
      severity: 'warning',
      message: `${id} is documented only, and was to be reviewed by ${owner} until ${reviewBy}`,
      fix: 'see whether it still holds and whether a check can uphold it by now; then set the next day',
    },
  ];
}

function noDay(text: string): Problem {
  return { severity: 'error', message: `"${text}" is no day`, fix: 'write the day as YYYY-MM-DD' };
}

function waiverFindings(read: ReadText, graph: GraphView, today: string): FindingDraft[] {
  const reading = readWaivers(read(waiversFile));
  if (reading.kind === 'missing') return [];
  if (reading.kind === 'invalid')
    return reading.problems.map((problem) => asFinding(problem, 'mend the waiver'));
  return Object.entries(reading.value.waivers).flatMap(([project, checks]) =>
    Object.entries(checks).flatMap(([check, waivers]) =>
      waivers.flatMap((waiver, index) => {
        const place = { file: waiversFile, ...reading.document.locate(['waivers', project, check, index]) };
        return waiverProblems(waiver, project, check, graph, today).map((problem) => ({
          ...place,
          ...problem,
        }));
      }),
    ),
  );
}

function clashFindings(read: ReadText, graph: GraphView, targets: TargetNames): FindingDraft[] {
  return Object.entries(graph.projects).flatMap(([name, { root, clashes = [] }]) =>
    clashes.map((target) => ({
      severity: 'error' as const,
      ...clashProblem({ name, root }, target, targets, read),
    })),
  );
}

type Problem = Pick<FindingDraft, 'severity' | 'message' | 'fix'>;

function waiverProblems(
  waiver: Waiver,
  projectName: string,
  check: string,
  graph: GraphView,
  today: string,
): Problem[] {
  const problems: Problem[] = [];
  const project = Object.hasOwn(graph.projects, projectName) ? graph.projects[projectName] : undefined;
  if (!Object.values(project?.targets ?? {}).some((target) => target.check === check)) {
    problems.push({
      severity: 'error',
      message: `the waiver is for the check ${check} of ${projectName}, which does not exist`,
      fix: 'correct the names, or remove the waiver',
    });
  }
  if (isRefused(waiver, check)) {
    problems.push({
      severity: 'error',
      message: `the waiver of ${waiver.owner} for ${waiver.scope} accepts nothing: nobody does without the check ${check}, not for a whole file`,
      fix: 'name one finding by its fingerprint, or mend the file and remove the waiver',
    });
  }
  if (!isDay(waiver.expires)) {
    problems.push(noDay(waiver.expires));
  } else if (waiver.expires < today) {
    problems.push({
      severity: 'error',
      message: `the waiver of ${waiver.owner} for ${waiver.fingerprint ?? waiver.scope} expired on ${waiver.expires}`,
      fix: 'mend the finding and remove the waiver; prolonging it is a decision for review',
    });
  }
  return problems;
}

function asFinding({ file, line, column, message, fix }: ConfigProblem, defaultFix: string): FindingDraft {
  return { severity: 'error', file, line, column, message, fix: fix ?? defaultFix };
}
