import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';

/** What came of a request. A thread that `ended` answers no more. */
export type Answer =
  | { readonly kind: 'answered'; readonly value: unknown }
  | {
      readonly kind: 'ended';
      readonly reason: string;
      readonly stack?: string;
      /** Whether this side ended it, and not its code. */
      readonly wasStopped: boolean;
    };

type End = Extract<Answer, { kind: 'ended' }>;

export interface ThreadLimits {
  readonly maxOldGenerationMb: number;
  readonly maxAnswerCharacters: number;
}

/**
 * A worker thread that runs the code of checks and answers one request at a time, in JSON text. What that code does
 * (exit, throw, loop, run out of memory, answer without bound) ends the thread, not the process that started it.
 */
export class CheckThread {
  private readonly worker: Worker;
  private end: End | undefined;
  private settle: ((answer: Answer) => void) | undefined;

  /**
   * @param file name of the compiled module of this folder that the thread runs.
   * @param data what the thread finds as its `workerData`.
   */
  constructor(
    file: string,
    data: unknown,
    private readonly limits: ThreadLimits,
  ) {
    this.worker = new Worker(join(compiledFolder, file), {
      workerData: data,
      env: withoutColourConflict(process.env),
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: limits.maxOldGenerationMb },
    });
    this.worker.on('message', (message: unknown) => this.receive(message));
    this.worker.on('error', (error: unknown) => this.finish({ ...said(error), wasStopped: false }));
    this.worker.on('exit', (code) =>
      this.finish({ reason: `its code ended the process (exit code ${code})`, wasStopped: false }),
    );
  }

  /** Whether it answers no more. */
  get isOver(): boolean {
    return this.end !== undefined;
  }

  /** What its code prints. Nobody else reads it. */
  get outputs(): readonly Readable[] {
    return [this.worker.stdout, this.worker.stderr];
  }

  /** Sends plain data and waits for the answer, which the thread makes with {@link toAnswer}. */
  ask(request: unknown): Promise<Answer> {
    if (this.end !== undefined) return Promise.resolve(this.end);
    return new Promise((resolve) => {
      this.worker.postMessage(request);
      this.settle = resolve;
    });
  }

  /** Sets what its code may take from now on; the timer is the caller's to clear. */
  stopAfter(seconds: number): NodeJS.Timeout {
    const reason = `it did not finish within its deadline of ${seconds} seconds`;
    return setTimeout(() => void this.stop(reason), seconds * 1000);
  }

  /** An open request is answered at once: code that waits for a process of its own ends only with that. */
  async stop(reason = 'it was stopped'): Promise<void> {
    this.finish({ reason, wasStopped: true });
    this.worker.unref();
    await this.worker.terminate();
  }

  private receive(message: unknown): void {
    const read = fromAnswer(message, this.limits.maxAnswerCharacters);
    if (read.ok) this.answer({ kind: 'answered', value: read.value });
    else void this.stop(read.reason);
  }

  private finish(end: Omit<End, 'kind'>): void {
    this.end ??= { kind: 'ended', ...end };
    this.answer(this.end);
  }

  private answer(answer: Answer): void {
    const { settle } = this;
    this.settle = undefined;
    settle?.(answer);
  }
}

const maxReasonCharacters = 10_000;

/** Threads run compiled code, also where this module itself is run from its source. */
const compiledFolder = join(__dirname, '..', '..', 'dist', 'check');

/** What a thread posts as its answer: only data may leave it. Throws where JSON refuses the value. */
export function toAnswer(value: unknown): string {
  return JSON.stringify(value);
}

type Reading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

/** Why an answer is refused that is none of the frame's. */
export const outOfPlace = 'its code answered in the place of the frame';

/** The code of a check may reach the port of its thread: a message need not come from {@link toAnswer}. */
function fromAnswer(message: unknown, maxCharacters: number): Reading {
  if (typeof message !== 'string') return { ok: false, reason: outOfPlace };
  if (message.length > maxCharacters) {
    const limit = `more than ${maxCharacters}`;
    return { ok: false, reason: `what it returned is ${message.length} characters of JSON, ${limit}` };
  }
  try {
    return { ok: true, value: JSON.parse(message) };
  } catch (error) {
    return { ok: false, reason: `what it returned is not JSON: ${said(error).reason}` };
  }
}

/** What was thrown, in words, whatever it was. */
function said(thrown: unknown): Pick<End, 'reason' | 'stack'> {
  if (!(thrown instanceof Error))
    return { reason: `it threw ${String(thrown)}`.slice(0, maxReasonCharacters) };
  const { message, stack } = thrown;
  return {
    reason: String(message).slice(0, maxReasonCharacters),
    stack: String(stack ?? message).slice(0, maxReasonCharacters),
  };
}

/** Nx forces colours on its tasks; beside NO_COLOR, Node would warn of that in the output of the first leaf. */
function withoutColourConflict(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _forced, ...rest } = env;
  return env.NO_COLOR ? rest : env;
}
