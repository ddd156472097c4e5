import type { ExecutorContext } from '@nx/devkit';
import { clearReport, judgeLeaf } from './judge';
import type { CheckExecutorOptions, LeafTask } from './request';
import { startRun } from './start-run';

/** Judges one leaf in a process of its own, for `--no-batch`: the same report, byte for byte. */
export default async function check(
  options: CheckExecutorOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const task = taskOf(context);
  clearReport(context.root, task, options.check);
  const run = await startRun(context);
  try {
    const { success, text } = await judgeLeaf(run, task, options);
    process.stdout.write(text);
    return { success };
  } finally {
    await run.runner.stop();
  }
}

function taskOf(context: ExecutorContext): LeafTask {
  const project = context.projectName ?? '';
  const target = context.targetName ?? '';
  return { id: `${project}:${target}`, project, target };
}
