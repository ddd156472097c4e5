import { type BuildCase, type BuildResolution, resolveBuildCase } from '@nx-invariants/docker-context';
import { unreachable } from '../../../unreachable';
import { boundedLines, type Line } from '../../bounded-lines';
import { failure, type Outcome, type Streams } from '../../command';

import { readBuildCase } from './read-build-case';

/** What is answered to one line. */
export interface CaseAnswer {
  readonly id: string | null;
  /** Whether the build succeeds; `null` where that is not decided. */
  readonly ok: boolean | null;
  /** The files of the image, sorted: directories end in `/`, links are `path -> target`. */
  readonly files?: readonly string[];
  /** BuildKit's reason for a failure, or what is wrong with the line. */
  readonly error?: string;
  /** The line of the Dockerfile. */
  readonly line?: number;
  /** Why the verdict, or the files of a build that succeeds, are not decided. */
  readonly unknown?: string;
}

const maxLineBytes = 32 * 1024 * 1024;

/** Answers builds written down as JSON Lines, one line for each as soon as it is read. */
export async function answerCases(streams: Streams): Promise<Outcome> {
  let [answered, refused] = [0, 0];
  let number = 0;
  for await (const line of boundedLines(streams.input, maxLineBytes)) {
    number += 1;
    if (line.kind === 'line' && line.text.trim() === '') continue;
    const { answer, isCase } = answerLine(line, number);
    if (isCase) answered += 1;
    else refused += 1;
    await streams.print(`${JSON.stringify(answer)}\n`);
  }
  if (answered + refused === 0) {
    return failure('There is no case on standard input.', 'give one build as JSON in each line');
  }
  return { kind: 'printed', exitCode: refused === 0 ? 0 : 2 };
}

function answerLine(line: Line, number: number): { readonly answer: CaseAnswer; readonly isCase: boolean } {
  if (line.kind === 'refused') return refusal(number, null, line.reason);
  const reading = readBuildCase(line.text);
  switch (reading.kind) {
    case 'no-case':
      return refusal(number, reading.id, reading.reason);
    case 'case':
      return answerCase(number, reading.value);
    default:
      return unreachable(reading);
  }
}

function refusal(number: number, id: string | null, reason: string) {
  return { answer: { id, ok: null, error: `line ${number} is not answered: ${reason}` }, isCase: false };
}

/** A fault of the program in one case must not take the answers of the others. */
function answerCase(number: number, given: BuildCase) {
  try {
    return { answer: { id: given.id, ...answerOf(resolveBuildCase(given)) }, isCase: true };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refusal(number, given.id, `a fault of the program itself: ${reason}`);
  }
}

function answerOf(resolution: BuildResolution): Omit<CaseAnswer, 'id'> {
  if (resolution.kind === 'parse-error') {
    return { ok: false, error: resolution.message, line: resolution.line };
  }
  const { outcome, image, reasons } = resolution;
  const [first] = reasons;
  const place = first?.range && { line: first.range.line };
  switch (outcome) {
    case 'builds':
      return image.kind === 'known'
        ? { ok: true, files: image.entries }
        : { ok: true, unknown: `${image.because}: ${image.reason}` };
    case 'fails':
      return { ok: false, error: first?.reason ?? '', ...place };
    case 'unknown':
      return { ok: null, unknown: `${first?.because}: ${first?.reason}`, ...place };
    default:
      return unreachable(outcome);
  }
}
