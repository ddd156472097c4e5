import type { Tree } from '@nx/devkit';
import { baselineSource } from '../../baseline/baseline-source';
import type { Finding } from '../../check/finding';
import type { Report } from '../../check/report';
import { readPluginOptions } from '../../config/plugin-options';
import { nxJsonOf } from '../tree/nx-json-edits';
import { isAt, thresholdOf } from './coverage-floors';

/**
 * Which findings compare with the base revision: breaks of contracts, unless tags or releases are what they are compared
 * with, the floor of changed lines, and what cannot be told of the base. With the next base they are gone, and a waiver
 * that accepts nothing is an error.
 */
export function comparesWithBase(tree: Tree): (report: Report, finding: Finding) => boolean {
  const given = readPluginOptions(nxJsonOf(tree)).options.checks['contract-compat'];
  const isBaseOfContracts = baselineSource(given).kind === 'merge-base';
  return (report, finding) => {
    switch (report.check) {
      case 'contract-compat':
        return isBaseOfContracts;
      case 'coverage':
        return finding.undecided === true || isOfChangedLines(tree, report, finding);
      default:
        return false;
    }
  };
}

function isOfChangedLines(tree: Tree, { project }: Report, finding: Finding): boolean {
  const at = thresholdOf(tree, project)?.patch?.at;
  return at !== undefined && isAt(finding, at);
}
