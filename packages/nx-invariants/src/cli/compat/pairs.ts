import {
  type CheckOptions,
  checkCompatibility,
  DRAFTS,
  type Draft,
  type Json as JsonValue,
  type Mode,
  type Reason,
  type Verdict,
} from '@nx-invariants/schema-compat';
import { isRecord } from '../../config/record';
import { unreachable } from '../../unreachable';
import { boundedLines, type Line } from '../bounded-lines';
import { type ExitCode, type Failure, failure, type Streams } from '../command';
import { decisive, exitCodeOf } from './verdict';

const maxLineBytes = 32 * 1024 * 1024;

/** What is written for each line: a JSON object on a line of its own. */
export interface PairAnswer {
  /** That of the line; null where it has none. */
  readonly id: string | number | null;
  readonly verdict: Verdict['kind'];
  readonly grade?: 'breaking' | 'undeclared-only';
  readonly witness?: JsonValue;
  /** The first of `reasons` by its code; `bad-input` where the line holds no pair, `fault` where the program failed. */
  readonly reason?: Reason['code'] | 'bad-input' | 'fault';
  readonly reasons?: readonly Reason[];
  /** What is wrong with the line, and how to put it right. */
  readonly error?: string;
  readonly ms: number;
}

/**
 * Answers JSON Lines of pairs `{ id, a, b, draft? }` with one JSON line each, in their order. A line that holds no pair is
 * answered with an error, and the exit code is then 2; no pair at all is a failure.
 */
export async function answerPairs(
  { input, print }: Streams,
  mode: Mode,
  options: CheckOptions,
): Promise<{ readonly kind: 'printed'; readonly exitCode: ExitCode } | Failure> {
  const seen = new Set<Verdict['kind']>();
  let hasBadLine = false;
  let number = 0;
  for await (const line of boundedLines(input, maxLineBytes)) {
    number += 1;
    if (line.kind === 'line' && line.text.trim() === '') continue;
    const answer = answerLine(line, number, mode, options);
    seen.add(answer.verdict);
    hasBadLine ||= answer.error !== undefined;
    await print(`${JSON.stringify(answer)}\n`);
  }
  if (seen.size === 0) {
    return failure('There is no pair on standard input.', 'write one JSON object {"id", "a", "b"} a line');
  }
  return { kind: 'printed', exitCode: hasBadLine ? 2 : exitCodeOf([...seen]) };
}

function answerLine(line: Line, number: number, mode: Mode, options: CheckOptions): PairAnswer {
  const start = performance.now();
  const ms = () => Math.round((performance.now() - start) * 1000) / 1000;
  const pair = parsePair(line);
  if (pair.kind === 'bad') {
    const error = `line ${number}: ${pair.message}`;
    return { id: pair.id, verdict: 'undecided', reason: 'bad-input', error, ms: ms() };
  }
  const { id, a, b, draft, texts } = pair;
  try {
    const answers = checkCompatibility(a, b, mode, {
      ...options,
      contexts: { a: { texts } },
      ...(draft && { draft }),
    });
    return { id, ...answered(decisive(answers).verdict), ms: ms() };
  } catch (fault) {
    // Whatever a pair does to the program, the other pairs get their answers.
    const error = `line ${number}: a fault of the program itself; please report it: ${String(fault)}`;
    return { id, verdict: 'undecided', reason: 'fault', error, ms: ms() };
  }
}

function answered(verdict: Verdict): Omit<PairAnswer, 'id' | 'ms'> {
  switch (verdict.kind) {
    case 'compatible':
      return { verdict: 'compatible' };
    case 'breaking':
      return { verdict: 'breaking', grade: verdict.grade, witness: verdict.witness };
    case 'undecided': {
      const [first] = verdict.reasons;
      return { verdict: 'undecided', ...(first && { reason: first.code }), reasons: verdict.reasons };
    }
    default:
      return unreachable(verdict);
  }
}

type Pair =
  | {
      readonly kind: 'pair';
      readonly id: string | number | null;
      readonly a: JsonValue;
      readonly b: JsonValue;
      readonly draft: Draft | undefined;
      /** What both were read from. */
      readonly texts: readonly string[];
    }
  | { readonly kind: 'bad'; readonly id: string | number | null; readonly message: string };

function parsePair(line: Line): Pair {
  if (line.kind === 'refused') return { kind: 'bad', id: null, message: line.reason };
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch (error) {
    return { kind: 'bad', id: null, message: `it is not JSON: ${(error as Error).message}` };
  }
  if (!isRecord(value)) return { kind: 'bad', id: null, message: 'it is no JSON object {"id", "a", "b"}' };
  const { a, b, draft } = value;
  const id = typeof value.id === 'string' || typeof value.id === 'number' ? value.id : null;
  const bad = (message: string): Pair => ({ kind: 'bad', id, message });
  if (!isSchema(a)) return bad('"a" is no JSON Schema: an object, true or false');
  if (!isSchema(b)) return bad('"b" is no JSON Schema: an object, true or false');
  const texts = [line.text];
  if (draft === undefined) return { kind: 'pair', id, a, b, draft, texts };
  const known = DRAFTS.find((one) => one === String(draft));
  return known === undefined
    ? bad(`"draft" is none of ${DRAFTS.map((one) => `"${one}"`).join(', ')}`)
    : { kind: 'pair', id, a, b, draft: known, texts };
}

function isSchema(value: unknown): value is JsonValue {
  return typeof value === 'boolean' || isRecord(value);
}
