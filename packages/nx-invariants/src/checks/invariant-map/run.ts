import type { DeclaredFiles } from '../../check/declared-files';
import type { CheckContext, CheckResult } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import type { GraphProject, GraphView } from '../../check/graph-view';
import { readerOf } from '../../check/read-declared';
import { catalogueFile, type Invariant, readCatalogue } from '../../config/catalogue';
import type { JsonDocument } from '../../config/json-document';
import { optOutOf } from '../../config/opt-out';
import { joinPath } from '../../workspace/paths';

const checkExecutor = 'nx-invariants:check';

/** Looks up, for every row of the catalogue, the leaves that it names in the project graph. */
export function run({ files, graph, parameters }: CheckContext<unknown>): CheckResult {
  const read = readCatalogue(readerOf(files)(catalogueFile));
  switch (read.kind) {
    case 'missing':
      return { subjects: [], findings: [missingCatalogue], details: null };
    case 'invalid':
      return {
        subjects: [],
        findings: read.problems.map((problem) => ({
          severity: 'error' as const,
          ...problem,
          fix: problem.fix ?? 'mend the row',
        })),
        details: null,
      };
    case 'read': {
      const view = graph ?? { projects: {} };
      const names = parameters as unknown as LeafNames;
      const findings = read.value.flatMap((invariant, row) =>
        invariantFindings(invariant, row, read.document, view, names, files),
      );
      return {
        subjects: read.value.map(({ id }) => id),
        findings,
        details: {
          enforced: read.value.filter(({ upheldBy }) => upheldBy).map(({ id }) => id),
          documentedOnly: read.value.filter(({ documentedOnly }) => documentedOnly).map(({ id }) => id),
          planned: read.value.filter(({ planned }) => planned).map(({ id }) => id),
        },
      };
    }
  }
}

/** What the options of the plugin call the leaves and the target that stands for all of them. */
export interface LeafNames {
  readonly checkPrefix: string;
  readonly aggregate: string;
}

const missingCatalogue: FindingDraft = {
  severity: 'error',
  file: catalogueFile,
  message: `${catalogueFile} does not exist, so nothing says which guarantees must hold`,
  expected: 'the catalogue: a row per invariant with what upholds it',
  fix: 'write it, or let "nx generate nx-invariants:init" write one for what it finds',
};

function invariantFindings(
  invariant: Invariant,
  row: number,
  document: JsonDocument,
  graph: GraphView,
  names: LeafNames,
  files: DeclaredFiles,
): FindingDraft[] {
  return (invariant.upheldBy ?? []).flatMap((leaf, index): FindingDraft[] => {
    const place = { file: catalogueFile, ...document.locate(['invariants', row, 'upheldBy', index]) };
    const problem =
      leafProblem(graph, leaf.project, leaf.check, names) ?? optedOut(graph, leaf.project, leaf.check, files);
    if (problem === undefined) return [];
    return [
      {
        severity: 'error',
        ...place,
        ...problem,
        invariants: [invariant.id],
        message: `${invariant.id}: ${problem.message}`,
      },
    ];
  });
}

type Problem = Pick<FindingDraft, 'message' | 'expected' | 'fix'>;

function leafProblem(
  graph: GraphView,
  projectName: string,
  check: string,
  { checkPrefix, aggregate }: LeafNames,
): Problem | undefined {
  const target = `${checkPrefix}${check}`;
  const project = Object.hasOwn(graph.projects, projectName) ? graph.projects[projectName] : undefined;
  if (!project) {
    return {
      message: `there is no project "${projectName}", so nothing upholds it`,
      expected: `a project of that name with the target ${target}`,
      fix: 'restore the project; if it was renamed or retired on purpose, change the row',
    };
  }
  const leaf = Object.hasOwn(project.targets, target) ? project.targets[target] : undefined;
  if (!leaf) {
    return {
      message: `the project ${projectName} has no target ${target}, so nothing upholds it`,
      expected: `what the check ${check} sits on (see its page), in ${project.root}`,
      fix: 'restore the file that was removed or renamed, or switch the check on again in nx.json',
    };
  }
  if (leaf.executor !== checkExecutor || leaf.check !== check) {
    return {
      message: `the target ${target} of ${projectName} is not the check: it runs ${leaf.executor}`,
      expected: `a target with the executor ${checkExecutor}`,
      fix: `rename the project's own target, or set targets.checkPrefix in the plugin's options`,
    };
  }
  if (leaf.overridden) {
    return {
      message: `the target ${target} of ${projectName} is not as it was inferred: something overrides what it is given, reads or leaves behind, when it runs or whether it is waited for`,
      expected: 'a leaf that reads what its check declares, and runs again when that changes',
      fix: `remove ${target} from targetDefaults in nx.json (also under ${checkExecutor}) and from the targets of the project; a check is configured in the plugin's options`,
    };
  }
  if (!isReached(project, target, aggregate)) {
    return {
      message: `no aggregate target of ${projectName} depends on ${target}, so "nx run-many -t ${aggregate}" does not run it`,
      expected: `the target "${aggregate}" with ${target} among its dependsOn`,
      fix: 'remove the override of the aggregate target from the project configuration',
    };
  }
  return undefined;
}

function optedOut(
  graph: GraphView,
  projectName: string,
  check: string,
  files: DeclaredFiles,
): Problem | undefined {
  const at = (file: string) => joinPath(graph.projects[projectName]?.root ?? '.', file);
  const read = readerOf(files);
  const optOut = optOutOf((file) => read(at(file)), check);
  if (optOut === undefined) return undefined;
  return {
    message: `${projectName} opts out of the check ${check} (${optOut.reason}), so nothing upholds it`,
    expected: 'a row that claims only what is checked',
    fix: `remove the opt-out from ${at(optOut.file)}, or the leaf from the row`,
  };
}

function isReached({ targets }: GraphProject, target: string, aggregate: string): boolean {
  return Object.hasOwn(targets, aggregate) && targets[aggregate]?.dependsOn.includes(target) === true;
}
