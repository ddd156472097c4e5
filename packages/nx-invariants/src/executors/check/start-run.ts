import type { ExecutorContext } from '@nx/devkit';
import { LeafRunner } from '../../check/leaf-runner';
import { loadRegistry } from '../../check/registry';
import { namedInputsOf, readNxJson } from '../../config/nx-json';
import { readPluginOptions } from '../../config/plugin-options';
import type { JudgingRun } from './judge';

/** What all leaves of one run share. */
export async function startRun(context: ExecutorContext): Promise<JudgingRun> {
  const nxJson = readNxJson(context.root);
  const { options } = readPluginOptions(nxJson);
  const registry = await loadRegistry(context.root, options);
  return { context, options, namedInputs: namedInputsOf(nxJson), registry, runner: new LeafRunner() };
}
