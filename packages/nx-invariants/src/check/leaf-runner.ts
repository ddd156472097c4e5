import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LeafRequest } from './leaf-request';
import type { LeafOutcome } from './run-leaf';

const maxOldGenerationMb = 2048;
const maxPrintedCharacters = 20_000;

/** What came of a leaf, and what its code printed meanwhile. */
export interface LeafRun {
  readonly outcome: LeafOutcome;
  readonly printed: string;
}

/**
 * Runs leaves one after another in a thread that outlives them, unless a leaf ends it: by exiting, by running
 * out of memory or by missing its deadline. Then that leaf has failed and the next one gets a new thread.
 */
export class LeafRunner {
  private worker: Worker | undefined;

  async run(request: LeafRequest, deadlineSeconds: number): Promise<LeafRun> {
    const worker = this.worker ?? this.start();
    const printed: string[] = [];
    const listen = (chunk: Buffer) => printed.push(chunk.toString('utf8'));
    worker.stdout.on('data', listen);
    worker.stderr.on('data', listen);
    const outcome = await this.judge(worker, request, deadlineSeconds);
    await new Promise((resolve) => setImmediate(resolve));
    worker.stdout.off('data', listen);
    worker.stderr.off('data', listen);
    return { outcome, printed: printed.join('').slice(0, maxPrintedCharacters) };
  }

  async stop(): Promise<void> {
    await this.worker?.terminate();
    this.worker = undefined;
  }

  private judge(worker: Worker, request: LeafRequest, deadlineSeconds: number): Promise<LeafOutcome> {
    return new Promise((resolve) => {
      const settle = (outcome: LeafOutcome, threadIsLost: boolean) => {
        clearTimeout(deadline);
        worker.off('message', onMessage);
        worker.off('error', onError);
        worker.off('exit', onExit);
        if (!threadIsLost) return resolve(outcome);
        this.worker = undefined;
        worker.on('error', () => {});
        void worker.terminate().then(() => resolve(outcome));
      };
      const onMessage = (outcome: LeafOutcome) => settle(outcome, false);
      const onError = (error: Error) =>
        settle({ kind: 'failed', reason: error.stack ?? error.message }, true);
      const onExit = (code: number) =>
        settle({ kind: 'failed', reason: `its code ended the process (exit code ${code})` }, true);
      const deadline = setTimeout(
        () =>
          settle(
            { kind: 'failed', reason: `it did not finish within its deadline of ${deadlineSeconds} seconds` },
            true,
          ),
        deadlineSeconds * 1000,
      );
      worker.on('message', onMessage);
      worker.on('error', onError);
      worker.on('exit', onExit);
      worker.postMessage(request);
    });
  }

  private start(): Worker {
    this.worker = new Worker(join(__dirname, 'worker.js'), {
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: maxOldGenerationMb },
    });
    return this.worker;
  }
}
