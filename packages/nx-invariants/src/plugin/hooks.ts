import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostTasksExecution, PreTasksExecution } from '@nx/devkit';
import { contractsBaseVariable, formatBaseline, resolveBaseline } from '../baseline/baseline';
import type { Report } from '../check/report';
import { catalogueFile, readCatalogue } from '../config/catalogue';
import { readPluginOptions } from '../config/plugin-options';
import { readReport } from '../report/read-report';
import { renderSummary } from '../report/render-summary';
import { styleFor } from '../report/style';
import { WorkspaceFacts } from '../workspace/workspace-facts';
import { codeVersion, codeVersionVariable } from './code-version';
import { pluginNames } from './infer';
import { reportFile } from './leaves';

/**
 * Sets what leaves need to know that no file says: the base revision's contracts. Every name is set at every
 * run, so that nothing is left from an earlier one. Never throws: a throw would stop any nx command.
 */
export const preTasksExecution: PreTasksExecution = async (_options, context) => {
  const environment = { ...process.env };
  const values = await hookVariables(
    context.workspaceRoot,
    context.argv,
    environment,
    context.nxJsonConfiguration.defaultBase,
  );
  Object.assign(process.env, values);
};

/** The variables that stand for what no file says, as every leaf of a run sees them. Never throws. */
export async function hookVariables(
  workspaceRoot: string,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  defaultBase = 'main',
): Promise<{ [name: string]: string }> {
  try {
    const { options } = readPluginOptions(readText(join(workspaceRoot, 'nx.json')), pluginNames);
    const { contracts } = new WorkspaceFacts(workspaceRoot, options);
    const baseline =
      contracts === undefined
        ? ({ kind: 'absent' } as const)
        : await resolveBaseline({ workspaceRoot, argv, env, defaultBase }, contracts);
    return { [contractsBaseVariable]: formatBaseline(baseline), [codeVersionVariable]: codeVersion() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { [contractsBaseVariable]: `unknown:${reason}`, [codeVersionVariable]: 'unknown' };
  }
}

/** Prints the summary by invariant of the leaves of this run, cache hits included. Never throws. */
export const postTasksExecution: PostTasksExecution = async (_options, context) => {
  try {
    const reports = Object.values(context.taskResults).flatMap(({ task }) =>
      reportOf(context.workspaceRoot, task.target.project, task.outputs ?? []),
    );
    if (reports.length === 0) return;
    const catalogue = readCatalogue(readText(join(context.workspaceRoot, catalogueFile)));
    const rows = catalogue.kind === 'read' ? catalogue.value : [];
    process.stdout.write(renderSummary(reports, rows, styleFor(process.stdout, process.env)));
  } catch (error) {
    process.stderr.write(`nx-invariants: the summary cannot be shown: ${(error as Error).message}\n`);
  }
};

function reportOf(workspaceRoot: string, project: string, outputs: readonly string[]): Report[] {
  const prefix = reportFile(project, '');
  return outputs
    .filter((output) => output.startsWith(prefix.replace(/\.json$/, '')) && output.endsWith('.json'))
    .flatMap((output) => {
      const read = readReport(join(workspaceRoot, output));
      return read.kind === 'read' ? [read.report] : [];
    });
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
