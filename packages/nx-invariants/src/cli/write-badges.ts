import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { badgeSvg, coverageBadge, endpointJson } from '../report/coverage/coverage-badge';
import type { CoverageStatus } from '../report/coverage/coverage-status';
import { plainName } from '../report/report-file';
import { type Failure, failure } from './command';

/**
 * Writes two badges of each project with a coverage floor into a folder: `<project>.svg`, and `<project>.json` for
 * shields.io.
 */
export function writeBadges(folder: string, { projects }: CoverageStatus): Failure | undefined {
  try {
    for (const project of projects) {
      const path = join(folder, plainName(project.leaf.project));
      const badge = coverageBadge(project);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.svg`, badgeSvg(badge));
      writeFileSync(`${path}.json`, endpointJson(badge));
    }
    return undefined;
  } catch (error) {
    return failure(
      `The badges cannot be written: ${(error as Error).message}.`,
      'name a folder that may be written to',
    );
  }
}
