import { parentPort } from 'node:worker_threads';
import { SourceTree } from '../workspace/source-tree';
import { endOfOutput } from './end-of-output';
import type { LeafRequest } from './leaf-request';
import { loadRegistry, type Registry } from './registry';
import { type LeafOutcome, runLeaf } from './run-leaf';

/**
 * The thread in which checks run, one leaf at a time. What a check does to it (exit, endless loop, running out
 * of memory) ends the thread, not the process that started it.
 */
const sources = new Map<string, SourceTree>();
let registry: Promise<Registry> | undefined;

parentPort?.on('message', async (request: LeafRequest) => {
  registry ??= loadRegistry(request.workspaceRoot, request.customChecks);
  const tree = sources.get(request.workspaceRoot) ?? new SourceTree(request.workspaceRoot);
  sources.set(request.workspaceRoot, tree);
  const outcome = toPlain(await runLeaf(request, await registry, tree));
  process.stdout.write(endOfOutput);
  process.stderr.write(endOfOutput);
  parentPort?.postMessage(outcome);
});

/** Only data may leave the thread: what JSON cannot hold is dropped, and what it refuses is the check's fault. */
function toPlain(outcome: LeafOutcome): LeafOutcome {
  try {
    return JSON.parse(JSON.stringify(outcome)) as LeafOutcome;
  } catch (error) {
    return { kind: 'failed', reason: `its result is not JSON: ${(error as Error).message}` };
  }
}
