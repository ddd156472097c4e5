import type { Readable } from 'node:stream';
import { type Answer, CheckThread } from './check-thread';
import { endOfOutput } from './end-of-output';
import type { LeafRequest } from './leaf-request';
import type { LeafOutcome } from './run-leaf';

const limits = { maxOldGenerationMb: 2048, maxAnswerCharacters: 64 * 1024 * 1024 };
const maxPrintedCharacters = 20_000;

/** What came of a leaf, and what its code printed meanwhile. */
export interface LeafRun {
  readonly outcome: LeafOutcome;
  readonly printed: string;
}

/**
 * Runs leaves one after another in threads that outlive them: the plugin's own checks share one, each user-written
 * one has its own, so that what it does there (patching a prototype) alters no verdict but its own. A leaf that ends
 * its thread, by exiting, by running out of memory or by missing its deadline, has failed; the next one gets a new thread.
 */
export class LeafRunner {
  /** By the module of the user-written check; the plugin's own have none. */
  private readonly threads = new Map<string | undefined, CheckThread>();

  async run(request: LeafRequest, deadlineSeconds: number): Promise<LeafRun> {
    const thread = this.threads.get(request.modulePath);
    if (thread !== undefined && !thread.isOver) {
      const { answer, printed } = await runIn(thread, request, deadlineSeconds);
      // What an earlier leaf left running may have ended the thread: a thread of its own tells.
      if (answer.kind === 'answered' || answer.wasStopped) return { outcome: outcomeOf(answer), printed };
    }
    const { answer, printed } = await runIn(this.start(request.modulePath), request, deadlineSeconds);
    return { outcome: outcomeOf(answer), printed };
  }

  async stop(): Promise<void> {
    await Promise.all([...this.threads.values()].map((thread) => thread.stop()));
    this.threads.clear();
  }

  private start(modulePath: string | undefined): CheckThread {
    const thread = new CheckThread('leaf-worker.js', undefined, limits);
    this.threads.set(modulePath, thread);
    return thread;
  }
}

async function runIn(
  thread: CheckThread,
  request: LeafRequest,
  deadlineSeconds: number,
): Promise<{ readonly answer: Answer; readonly printed: string }> {
  const outputs = thread.outputs.map((stream) => new CapturedOutput(stream));
  const deadline = thread.stopAfter(deadlineSeconds);
  const answer = await thread.ask(request).finally(() => clearTimeout(deadline));
  if (answer.kind === 'answered') await Promise.all(outputs.map((output) => output.end()));
  const printed = outputs.map((output) => output.stop()).join('');
  return { answer, printed: printed.slice(0, maxPrintedCharacters) };
}

function outcomeOf(answer: Answer): LeafOutcome {
  return answer.kind === 'answered'
    ? (answer.value as LeafOutcome)
    : { kind: 'failed', reason: answer.stack ?? answer.reason };
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
