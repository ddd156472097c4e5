import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { endOfOutput } from './end-of-output';
import type { LeafRequest } from './leaf-request';
import type { LeafOutcome } from './run-leaf';

const maxOldGenerationMb = 2048;
const maxPrintedCharacters = 20_000;

/** What came of a leaf, and what its code printed meanwhile. */
export interface LeafRun {
  readonly outcome: LeafOutcome;
  readonly printed: string;
}

type ThreadEnd = 'not ended' | 'by itself' | 'by deadline';

interface EndedRun extends LeafRun {
  readonly end: ThreadEnd;
}

/**
 * Runs leaves one after another in a thread that outlives them, unless a leaf ends it: by exiting, by running
 * out of memory or by missing its deadline. Then that leaf has failed and the next one gets a new thread.
 */
export class LeafRunner {
  private worker: Worker | undefined;

  /** @param workerFile the compiled `worker.js`. */
  constructor(private readonly workerFile = join(__dirname, 'worker.js')) {}

  async run(request: LeafRequest, deadlineSeconds: number): Promise<LeafRun> {
    const { worker } = this;
    if (worker === undefined) return await this.runIn(this.start(), request, deadlineSeconds);
    const run = await this.runIn(worker, request, deadlineSeconds);
    // What an earlier leaf left running may have ended the thread: a thread of its own tells.
    return run.end === 'by itself' ? await this.runIn(this.start(), request, deadlineSeconds) : run;
  }

  async stop(): Promise<void> {
    await this.worker?.terminate();
    this.worker = undefined;
  }

  private async runIn(worker: Worker, request: LeafRequest, deadlineSeconds: number): Promise<EndedRun> {
    const outputs = [new CapturedOutput(worker.stdout), new CapturedOutput(worker.stderr)];
    const ended = await this.judge(worker, request, deadlineSeconds);
    if (ended.end === 'not ended') await Promise.all(outputs.map((output) => output.end()));
    const printed = outputs.map((output) => output.stop()).join('');
    return { ...ended, printed: printed.slice(0, maxPrintedCharacters) };
  }

  private judge(
    worker: Worker,
    request: LeafRequest,
    deadlineSeconds: number,
  ): Promise<Pick<EndedRun, 'outcome' | 'end'>> {
    return new Promise((resolve) => {
      const settle = (outcome: LeafOutcome, end: ThreadEnd) => {
        clearTimeout(deadline);
        worker.off('message', onMessage);
        worker.off('error', onError);
        worker.off('exit', onExit);
        if (end === 'not ended') return resolve({ outcome, end });
        this.worker = undefined;
        void worker.terminate().then(() => resolve({ outcome, end }));
      };
      const fail = (reason: string, end: ThreadEnd) => settle({ kind: 'failed', reason }, end);
      const onMessage = (outcome: LeafOutcome) => settle(outcome, 'not ended');
      const onError = (error: Error) => fail(error.stack ?? error.message, 'by itself');
      const onExit = (code: number) => fail(`its code ended the process (exit code ${code})`, 'by itself');
      const deadline = setTimeout(
        () => fail(`it did not finish within its deadline of ${deadlineSeconds} seconds`, 'by deadline'),
        deadlineSeconds * 1000,
      );
      worker.on('message', onMessage);
      worker.on('error', onError);
      worker.on('exit', onExit);
      worker.postMessage(request);
    });
  }

  private start(): Worker {
    const worker = new Worker(this.workerFile, {
      env: withoutColourConflict(process.env),
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: maxOldGenerationMb },
    });
    // A thread may also end between two leaves; an error event that nobody listens to would end this process.
    worker.on('error', () => {});
    worker.on('exit', () => {
      if (this.worker === worker) this.worker = undefined;
    });
    this.worker = worker;
    return worker;
  }
}

/** Nx forces colours on its tasks; beside NO_COLOR, Node would warn of that in the output of the first leaf. */
function withoutColourConflict(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _forced, ...rest } = env;
  return env.NO_COLOR ? rest : env;
}

/** What one stream of the thread carries during a leaf, up to the bound. */
class CapturedOutput {
  private text = '';
  private tail = '';
  private onEnd = () => {};

  constructor(private readonly stream: Readable) {
    stream.on('data', this.listen);
  }

  /** Resolves when all that the leaf printed has arrived, or after a second: a check may have closed the stream. */
  end(): Promise<void> {
    if (this.tail.includes(endOfOutput)) return Promise.resolve();
    return new Promise((resolve) => {
      const giveUp = setTimeout(resolve, 1000);
      this.onEnd = () => {
        clearTimeout(giveUp);
        resolve();
      };
    });
  }

  stop(): string {
    this.stream.off('data', this.listen);
    return this.text.replace(endOfOutput, '');
  }

  private readonly listen = (chunk: Buffer): void => {
    const text = chunk.toString('utf8');
    if (this.text.length < maxPrintedCharacters + endOfOutput.length) this.text += text;
    this.tail = (this.tail + text).slice(-2 * endOfOutput.length);
    if (this.tail.includes(endOfOutput)) this.onEnd();
  };
}
