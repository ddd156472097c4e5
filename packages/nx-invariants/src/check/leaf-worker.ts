import { parentPort } from 'node:worker_threads';
import { SourceTree } from '../workspace/source-tree';
import { toAnswer } from './check-thread';
import type { CheckDefinition } from './define-check';
import { endOfOutput } from './end-of-output';
import { importCheck } from './import-check';
import type { LeafRequest } from './leaf-request';
import { type LeafOutcome, runLeaf } from './run-leaf';

/** The thread in which checks run, one leaf at a time: those of the plugin, or one that a workspace has written. */
const sources = new Map<string, SourceTree>();
let custom: Promise<CheckDefinition<never> | undefined> | undefined;

parentPort?.on('message', async (request: LeafRequest) => {
  const answer = toJson(await outcomeOf(request));
  process.stdout.write(endOfOutput);
  process.stderr.write(endOfOutput);
  parentPort?.postMessage(answer);
});

async function outcomeOf(request: LeafRequest): Promise<LeafOutcome> {
  const tree = sources.get(request.workspaceRoot) ?? new SourceTree(request.workspaceRoot);
  sources.set(request.workspaceRoot, tree);
  try {
    return await runLeaf(request, await definitionOf(request), tree);
  } catch (error) {
    return {
      kind: 'failed',
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

async function definitionOf(request: LeafRequest): Promise<CheckDefinition<never> | undefined> {
  const { workspaceRoot, modulePath, check } = request;
  if (modulePath === undefined) {
    const { builtInChecks } = await import('../checks/index.js');
    return builtInChecks.find(({ id }) => id === check);
  }
  custom ??= importCheck(workspaceRoot, modulePath);
  const definition = await custom;
  return definition?.id === check ? definition : undefined;
}

function toJson(outcome: LeafOutcome): string {
  try {
    return toAnswer(outcome);
  } catch (error) {
    return toAnswer({ kind: 'failed', reason: `its result is not JSON: ${(error as Error).message}` });
  }
}
