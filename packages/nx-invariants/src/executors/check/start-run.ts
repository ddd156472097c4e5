import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { LeafRunner } from '../../check/leaf-runner';
import { loadRegistry } from '../../check/registry';
import { readPluginOptions } from '../../config/plugin-options';
import type { JudgingRun } from './judge';

/** What all leaves of one run share. */
export async function startRun(context: ExecutorContext): Promise<JudgingRun> {
  const { options } = readPluginOptions(readFileSync(join(context.root, 'nx.json'), 'utf8'));
  const registry = await loadRegistry(context.root, options);
  return { context, options, registry, runner: new LeafRunner() };
}
