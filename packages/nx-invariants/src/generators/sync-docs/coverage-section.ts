import type {
  ConfiguredFloor,
  ConfiguredFloors,
  CoverageConfig,
  ProjectThreshold,
} from '@nx-invariants/coverage';
import { alignedTable, documentCode, documentText } from './document-text';

/** The coverage floors of every project, and of its parts. */
export function coverageSection({ thresholds }: Pick<CoverageConfig, 'thresholds'>): readonly string[] {
  const rows = [...thresholds].flatMap(([project, threshold]) => rowsOf(project, threshold));
  if (rows.length === 0) return ['No project has a coverage floor.'];
  return alignedTable(['project', 'floor', 'warning below', 'metric', 'tool', 'note'], rows);
}

function rowsOf(project: string, threshold: ProjectThreshold): string[][] {
  const { tool = '', packages, patch } = threshold;
  return [
    ...floorRows(documentCode(project), threshold, documentText(tool)),
    ...[...packages].flatMap(([part, floors]) => floorRows(documentCode(`${project}/${part}`), floors, '')),
    ...(patch === undefined ? [] : [rowOf(`changed lines of ${documentCode(project)}`, patch, '')]),
  ];
}

function floorRows(name: string, floors: ConfiguredFloors, tool: string): string[][] {
  return [rowOf(name, floors, tool), ...floors.metrics.map((floor) => rowOf(name, floor, ''))];
}

function rowOf(name: string, { min, warn, metric, note = '' }: ConfiguredFloor, tool: string): string[] {
  return [name, `${min} %`, warn === undefined ? '' : `${warn} %`, metric ?? '', tool, documentText(note)];
}
