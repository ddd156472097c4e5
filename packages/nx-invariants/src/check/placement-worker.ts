import { parentPort, workerData } from 'node:worker_threads';
import type { WorkspaceFacts } from '../workspace/workspace-facts';
import { toAnswer } from './check-thread';
import { dataOf } from './declaration';
import type { CheckDefinition } from './define-check';
import { importCheck } from './import-check';
import type { CustomCheckSource, PlacementAnswer, PlacementRequest } from './placement-request';

/** The thread of one user-written check at graph time. */
const { workspaceRoot, modulePath, options } = workerData as CustomCheckSource;
let check: CheckDefinition<never> | undefined;
let workspace: WorkspaceFacts | undefined;

parentPort?.on('message', async (request: PlacementRequest) => {
  parentPort?.postMessage(await answer(request));
});

async function answer(request: PlacementRequest): Promise<string> {
  try {
    return toAnswer(await carryOut(request));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return toAnswer({ kind: 'failed', reason });
  }
}

async function carryOut(request: PlacementRequest): Promise<PlacementAnswer> {
  switch (request.kind) {
    case 'declare':
      check = await importCheck(workspaceRoot, modulePath);
      return check === undefined ? { kind: 'no check' } : { kind: 'declared', declaration: dataOf(check) };
    case 'place': {
      workspace ??= await factsOf();
      const placement: unknown = check?.applies(request.project, workspace, request.options as never);
      return { kind: 'placed', placement: placement ?? null };
    }
  }
}

async function factsOf(): Promise<WorkspaceFacts> {
  const { WorkspaceFacts } = await import('../workspace/workspace-facts.js');
  return new WorkspaceFacts(workspaceRoot, options);
}
