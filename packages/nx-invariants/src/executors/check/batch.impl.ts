import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { clearReport, judgeLeaf } from './judge';
import type { CheckExecutorOptions, LeafTask } from './request';
import { startRun } from './start-run';

interface TaskResult {
  readonly success: boolean;
  readonly terminalOutput: string;
  readonly startTime: number;
  readonly endTime: number;
}

/** Judges all leaves of a batch in one process, each with a result of its own. Prints nothing itself. */
export default async function* checkBatch(
  taskGraph: TaskGraph,
  options: Record<string, CheckExecutorOptions>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<{ task: string; result: TaskResult }> {
  const tasks = Object.values(taskGraph.tasks).map((task): LeafTask => {
    const { project, target } = task.target;
    return { id: task.id, project, target };
  });
  for (const task of tasks) clearReport(context.root, task, checkOf(options, task).check);
  const run = await startRun(context);
  try {
    for (const task of tasks) {
      const startTime = Date.now();
      const { success, text } = await judgeLeaf(run, task, checkOf(options, task));
      yield { task: task.id, result: { success, terminalOutput: text, startTime, endTime: Date.now() } };
    }
  } finally {
    await run.runner.stop();
  }
}

function checkOf(options: Record<string, CheckExecutorOptions>, task: LeafTask): CheckExecutorOptions {
  const given = options[task.id];
  if (given === undefined) throw new Error(`nx passed no options for ${task.id}`);
  return given;
}
