import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Badge, badgeSvg, endpointJson } from '../report/coverage/coverage-badge';
import { plainName } from '../report/report-file';
import { type Failure, failure } from './command';

/** Writes badges into a folder, each as `<name>.svg`, and as `<name>.json` for shields.io. */
export function writeBadges(
  folder: string,
  badges: readonly (readonly [name: string, badge: Badge])[],
): Failure | undefined {
  try {
    for (const [name, badge] of badges) {
      const path = join(folder, plainName(name));
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
