import type { Tree } from '@nx/devkit';
import {
  LOWEST_FLOOR,
  type Position,
  type ProjectThreshold,
  parseCoverageConfig,
} from '@nx-invariants/coverage';
import type { Finding } from '../../check/finding';
import type { CoverageDetails, FloorRow } from '../../checks/coverage/details';
import { catalogueFile } from '../../config/catalogue';
import { coverageConfigFile } from '../../plugin/coverage-entries';
import { surveyFloors } from '../init/measured-floors';
import { addCatalogueRows } from '../tree/catalogue-rows';
import { setInJson } from '../tree/json-edits';
import { inferOnTree } from '../tree/leaves-on-tree';
import type { RedLeaf } from './todays-findings';

/** The floors that were set to what is measured. */
export interface SetFloors {
  /** For people. */
  readonly done: readonly string[];
  /** What said that they were missed. */
  readonly settled: ReadonlySet<Finding>;
}

/**
 * Sets each floor that is missed to what is measured, in whole percent rounded down; the floor of before becomes the
 * warning mark where there is none, so that it stays in sight. What measures less than the lowest floor that there is
 * keeps its floor.
 */
export function lowerMissedFloors(tree: Tree, red: readonly RedLeaf[]): SetFloors {
  const lowered = red.flatMap((leaf) => (leaf.report.check === 'coverage' ? missedFloors(tree, leaf) : []));
  for (const { path, row, min } of lowered) {
    setInJson(tree, coverageConfigFile, [...path, 'min'], min);
    if (row.warn === null) setInJson(tree, coverageConfigFile, [...path, 'warn'], row.min);
  }
  return {
    done: lowered.map(
      ({ name, row, min }) =>
        `${coverageConfigFile}: the floor of ${name} is ${min} % instead of ${row.min} %, since ${row.percent} is measured`,
    ),
    settled: new Set(lowered.map(({ finding }) => finding)),
  };
}

interface MissedFloor {
  /** For people: the project, with the part and the metric. */
  readonly name: string;
  readonly row: FloorRow;
  readonly finding: Finding;
  /** What it is set to. */
  readonly min: number;
  /** The keys that lead to it in coverage-config.json. */
  readonly path: readonly string[];
}

function missedFloors(tree: Tree, { report: { project, details }, findings }: RedLeaf): MissedFloor[] {
  const rows = (details as CoverageDetails | null)?.floors ?? [];
  const threshold = thresholdOf(tree, project);
  return rows.flatMap((row, index): MissedFloor[] => {
    const { part, metric, verdict, covered, total } = row;
    if (verdict !== 'fail' || covered === null || total === null) return [];
    // The first row of a part, or of the project, is its own floor; those that follow are of further metrics.
    const isFurther = rows.slice(0, index).some((earlier) => earlier.part === part);
    const owner = part === null ? threshold : threshold?.packages.get(part);
    const floor = isFurther ? owner?.metrics.find((further) => further.metric === metric) : owner;
    const finding = findings.find((one) => floor !== undefined && isAt(one, floor.at));
    const min = Math.floor((covered * 100) / total);
    if (finding === undefined || min < LOWEST_FLOOR) return [];
    const name = part === null ? project : `${project}/${part}`;
    const path = [
      'thresholds',
      project,
      ...(part === null ? [] : ['packages', part]),
      ...(isFurther ? ['metrics', String(metric)] : []),
    ];
    return [{ name: isFurther ? `${name} (${metric})` : name, row, finding, min, path }];
  });
}

/** Whether a finding stands at a place of coverage-config.json. */
export function isAt({ file, line, column }: Finding, at: Position): boolean {
  return file === coverageConfigFile && line === at.line && column === at.column;
}

/** The entry of a project, as far as it alone is well formed. */
export function thresholdOf(tree: Tree, project: string): ProjectThreshold | undefined {
  const config = parseCoverageConfig(tree.read(coverageConfigFile, 'utf-8') ?? '', project);
  return config.ok ? config.value.thresholds.get(project) : undefined;
}

/**
 * Gives each service that has a coverage report and no floor one at what it measures, and the catalogue a row for it.
 *
 * @returns for people, what was done.
 */
export function addMeasuredFloors(tree: Tree): string[] {
  const { facts, projects } = inferOnTree(tree);
  const config = parseCoverageConfig(tree.read(coverageConfigFile, 'utf-8') ?? '{"thresholds":{}}');
  if (!config.ok) return [];
  const { measured } = surveyFloors(
    facts,
    projects.filter(({ name }) => !config.value.thresholds.has(name)),
  );
  for (const { project, entry } of measured) {
    setInJson(tree, coverageConfigFile, ['thresholds', project], entry);
  }
  const names = measured.map(({ project }) => project);
  const placed = inferOnTree(tree).placed.filter(
    ({ check, project }) => check === 'coverage' && names.includes(project),
  );
  if (tree.exists(catalogueFile)) addCatalogueRows(tree, placed);
  return measured.map(
    ({ project, entry, report, percent }) =>
      `${coverageConfigFile}: ${project} at ${entry.min} %, since ${report} measures ${percent}`,
  );
}
