import type { Tree } from '@nx/devkit';
import { readWaivers, type Waiver, type Waivers, waiversFile } from '../../config/waivers';
import { insertInJson, setInJson } from '../tree/json-edits';
import { schemaPath } from '../tree/nx-installation';
import type { RedLeaf } from './todays-findings';

/**
 * Adds a waiver for each finding to invariants.waivers.json, beside those that are there.
 *
 * @param terms what all of them say: until when, by whom, why.
 * @throws Error that names the place if the file is there and is no list of waivers.
 */
export function writeWaivers(
  tree: Tree,
  red: readonly RedLeaf[],
  terms: Pick<Waiver, 'reason' | 'owner' | 'expires'>,
): void {
  const present = presentWaivers(tree);
  if (red.length > 0 && !tree.exists(waiversFile)) {
    setInJson(tree, waiversFile, ['$schema'], schemaPath(tree, 'invariants-waivers'));
  }
  for (const { report, findings } of red) {
    const path = ['waivers', report.project, report.check];
    const fingerprints = [...new Set(findings.map(({ fingerprint }) => fingerprint))];
    const waivers = fingerprints.map((fingerprint): Waiver => ({ fingerprint, ...terms }));
    const ofProject = Object.hasOwn(present, report.project) ? present[report.project] : undefined;
    if (ofProject === undefined || !Object.hasOwn(ofProject, report.check)) {
      setInJson(tree, waiversFile, path, waivers);
    } else {
      for (const waiver of waivers) insertInJson(tree, waiversFile, [...path, -1], waiver);
    }
  }
}

function presentWaivers(tree: Tree): Waivers['waivers'] {
  const read = readWaivers(tree.read(waiversFile, 'utf-8') ?? undefined);
  switch (read.kind) {
    case 'read':
      return read.value.waivers;
    case 'missing':
      return {};
    case 'invalid': {
      const [problem] = read.problems;
      throw new Error(
        `${waiversFile}:${problem?.line}:${problem?.column} ${problem?.message}. Mend it, then run the generator again.`,
      );
    }
  }
}
