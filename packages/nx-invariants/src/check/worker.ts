import { parentPort } from 'node:worker_threads';
import { SourceTree } from '../workspace/source-tree';
import type { LeafRequest } from './leaf-request';
import { loadRegistry, type Registry } from './registry';
import { runLeaf } from './run-leaf';

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
  const outcome = await runLeaf(request, await registry, tree);
  parentPort?.postMessage(toPlain(outcome));
});

/** Only data may leave the thread; whatever else a check put into its result is dropped here, not a crash. */
function toPlain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
