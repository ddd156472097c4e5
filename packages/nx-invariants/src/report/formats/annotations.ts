import type { HeadlineMetric } from '@nx-invariants/coverage';
import type { Finding } from '../../check/finding';
import { catalogueFile } from '../../config/catalogue';
import { counted } from '../counted';
import type { ProjectCoverage } from '../coverage/coverage-status';
import { type MissedLines, missedLinesOf, missedText } from '../coverage/missed-lines';
import { leafWords, runAgain, sayLeafState } from '../leaf-sentence';
import type { LeafName, LeafState } from '../leaf-state';
import type { SourceLinks } from '../source-links';
import type { WorkspaceStatus } from '../workspace-status';
import { findingDetails, weightOf } from './finding-text';
import { absentLeaves, isUnjudged, mendAbsentLeaf } from './unjudged';
import { type Annotation, workflowCommand } from './workflow-command';

/** What a step may show of each level; GitHub drops the rest in silence. */
const maxOfLevel = 10;

/** A status as annotations of a GitHub workflow, the worst first; what is too much for a step is counted by the last. */
export function renderAnnotations(status: WorkspaceStatus): string {
  const all = [
    ...status.leaves.flatMap((leaf) => annotationsOf(leaf, status)),
    ...absentLeaves(status).map((leaf) => absentAnnotation(leaf, status)),
    ...status.coverage.projects.flatMap((project) => missedAnnotations(project, status)),
  ];
  return annotationLines(all, 'see the report, or run "nx-invariants report"');
}

/**
 * Annotations as workflow commands, the worst first.
 *
 * @param elsewhere where to find those that are left out.
 */
export function annotationLines(all: readonly Annotation[], elsewhere: string): string {
  const lines = (['error', 'warning', 'notice'] as const).flatMap((level) => {
    const ofLevel = all.filter((annotation) => annotation.level === level);
    if (ofLevel.length <= maxOfLevel) return ofLevel;
    const shown = ofLevel.slice(0, maxOfLevel - 1);
    const message = `${counted(ofLevel.length - shown.length, level)} more: ${elsewhere}`;
    return [...shown, { level, title: 'nx-invariants', message }];
  });
  return lines.map((annotation) => `${workflowCommand(annotation)}\n`).join('');
}

const levels: Record<Finding['severity'], Annotation['level']> = {
  error: 'error',
  warning: 'warning',
  note: 'notice',
};

function annotationsOf(leaf: LeafState, { links }: WorkspaceStatus): Annotation[] {
  const title = `check-${leaf.check} ${leaf.project}`;
  if (isUnjudged(leaf)) {
    const message = `${sayLeafState(leaf)}\nrun it: ${runAgain(leaf)}`;
    return [{ level: 'error', title, message }];
  }
  if (leaf.kind === 'unaffected') return [];
  return leaf.report.findings.map((finding) => ({
    level: levels[weightOf(finding)],
    title: [title, ...finding.invariants].join(' '),
    message: [
      finding.message,
      ...findingDetails(finding),
      `why and how: nx-invariants explain ${leaf.check}`,
    ].join('\n'),
    file: links.inRepository(finding.file),
    line: finding.line,
    endLine: finding.endLine,
    column: finding.column,
  }));
}

function absentAnnotation({ project, check }: LeafName, { links }: WorkspaceStatus): Annotation {
  return {
    level: 'error',
    title: `check-${check} ${project}`,
    message: `${leafWords.absent}\nfix: ${mendAbsentLeaf}`,
    file: links.inRepository(catalogueFile),
  };
}

/** The lines that would raise the coverage of a project which misses a floor. */
function missedAnnotations(project: ProjectCoverage, { links }: WorkspaceStatus): Annotation[] {
  const title = `check-coverage ${project.leaf.project}`;
  return missedLinesOf(project).map((missed) => missedAnnotation(missed, title, links.inRepository));
}

/** A run of lines that lacks coverage, at its place. */
export function missedAnnotation(
  missed: MissedLines,
  title: string,
  inRepository: SourceLinks['inRepository'],
  metric?: HeadlineMetric,
): Annotation {
  const { file, from, to } = missed;
  const message = missedText(missed, metric);
  return { level: 'notice', title, message, file: inRepository(file), line: from, endLine: to };
}
