import { posix } from 'node:path';
import type {
  BuildResolution,
  InstructionResolution,
  SourceRange,
  WrittenSource,
} from '@nx-invariants/docker-context';
import { isInside } from '../../workspace/paths';
import { applySplices, type Splice } from '../tree/splice';

/** What was done to a file, or why nothing is. */
export type Rewriting =
  | { readonly kind: 'rewritten'; readonly text: string; readonly changes: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** Nothing real has as many sources that are written for another context. */
const maxChanges = 1000;

/**
 * Rewrites the sources of a Dockerfile that are written for another context. All that fail are mended, or none.
 *
 * @param context the workspace path of the context that all builds use.
 * @param resolve what each build comes to with a text as its Dockerfile.
 */
export function rewritePaths(
  dockerfile: string,
  text: string,
  context: string,
  resolve: (text: string) => readonly BuildResolution[],
): Rewriting {
  const changes: string[] = [];
  let rewritten = text;
  while (changes.length <= maxChanges) {
    const failing = failureAmong(resolve(rewritten));
    if (failing === undefined) return { kind: 'rewritten', text: rewritten, changes };
    if (failing.kind === 'elsewhere') return { kind: 'refused', reason: `${dockerfile}: ${failing.reason}` };
    const { instruction } = failing;
    const place = `${dockerfile}:${instruction.range.line}`;
    const change = changeOf(rewritten, instruction, context);
    if (change.kind === 'refused') return { kind: 'refused', reason: `${place} ${change.reason}` };
    rewritten = applySplices(rewritten, [change.splice]);
    changes.push(`${place} ${change.from} -> ${change.to}`);
  }
  return { kind: 'refused', reason: `${dockerfile}: more than ${maxChanges} sources are to be rewritten` };
}

type Failing = Extract<InstructionResolution, { kind: 'fails' }>;

function failureAmong(
  resolutions: readonly BuildResolution[],
):
  | { readonly kind: 'instruction'; readonly instruction: Failing }
  | { readonly kind: 'elsewhere'; readonly reason: string }
  | undefined {
  for (const resolution of resolutions) {
    if (resolution.kind === 'parse-error') return { kind: 'elsewhere', reason: resolution.message };
    if (resolution.outcome !== 'fails') continue;
    const instruction = resolution.instructions.find((found): found is Failing => found.kind === 'fails');
    if (instruction !== undefined) return { kind: 'instruction', instruction };
    return { kind: 'elsewhere', reason: resolution.reasons[0]?.reason ?? 'the build fails' };
  }
  return undefined;
}

type Change =
  | { readonly kind: 'change'; readonly splice: Splice; readonly from: string; readonly to: string }
  | { readonly kind: 'refused'; readonly reason: string };

function changeOf(text: string, instruction: Failing, context: string): Change {
  const { source, nearMiss, onbuild, origin, ignoredBy, range } = instruction;
  const refused = (reason: string): Change => ({ kind: 'refused', reason });
  if (source === undefined || origin.kind !== 'context') return refused(instruction.reason);
  if (ignoredBy !== undefined) {
    return refused(
      `${source.text} is kept out by ${ignoredBy.file}:${ignoredBy.line} (${ignoredBy.pattern})`,
    );
  }
  if (nearMiss?.kind !== 'other-context') {
    return refused(`${source.text} is nowhere to be found: ${instruction.reason}`);
  }
  if (!isInside(nearMiss.path, context)) {
    return refused(`${source.text} is ${nearMiss.path}, which lies outside of the context ${context}`);
  }
  if (onbuild !== undefined) return refused(`${source.text} is asked for by an ONBUILD`);
  const written = stretch(text, range);
  if (written === undefined || /\s--parents(?=[\s=])/i.test(text.slice(written.start, written.end))) {
    return refused(`${source.text} decides with --parents where files go`);
  }
  const to = newPath(source, nearMiss.path, context);
  const splice = to === undefined ? undefined : spliceOf(text, source, to);
  if (to === undefined || splice === undefined)
    return refused(`${source.text} is not written out as a plain path`);
  return { kind: 'change', splice, from: source.text, to };
}

/**
 * The source as the context has it, with the same slashes around it; `undefined` where variables, escapes or quotes
 * have a part in what it means.
 *
 * @param found the workspace path of what it is to take; of a wildcard, the folder before it.
 */
function newPath({ text: written, path }: WrittenSource, found: string, context: string): string | undefined {
  const text = unquoted(written);
  if (path === undefined || posix.join('/', text, '.').replace(/\/$/, '') !== `/${path}`.replace(/\/$/, ''))
    return undefined;
  if (!/^[\w./@+,=:~*?-]+$/.test(text)) return undefined;
  const literal = literalPart(path);
  const rest = path.slice(literal.length);
  const inContext = posix.relative(context, found);
  const joined = `${inContext}${rest}`.replace(/^\//, '');
  const start = /^(?:\.\/|\/)/.exec(text)?.[0] ?? '';
  const end = text.endsWith('/') ? '/' : '';
  return joined === '' ? '.' : `${start}${joined}${end}`;
}

/** A path up to its first part with a wildcard. */
function literalPart(path: string): string {
  const parts = path.split('/');
  const first = parts.findIndex((part) => /[*?]/.test(part));
  return first < 0 ? path : parts.slice(0, first).join('/');
}

function spliceOf(text: string, source: WrittenSource, to: string): Splice | undefined {
  const range = stretch(text, source.range);
  if (range === undefined) return undefined;
  const raw = text.slice(range.start, range.end);
  const bare = unquoted(raw);
  if (bare === unquoted(source.text)) return { ...range, text: raw.replace(bare, () => to) };
  // Of a bind mount the range is the whole flag.
  const keys = ['=source=', ',source=', '=src=', ',src='];
  const found = keys.filter((key) => `${raw},`.includes(`${key}${source.text},`));
  const [key] = found;
  if (key === undefined || found.length > 1) return undefined;
  const start = range.start + raw.indexOf(`${key}${source.text}`) + key.length;
  return { start, end: start + source.text.length, text: to };
}

/** A word without the quotes around it: the shell form keeps them in the text, the JSON form does not. */
function unquoted(word: string): string {
  return /^(["'])(.*)\1$/s.exec(word)?.[2] ?? word;
}

/** Where a range lies in the text; `undefined` where it does not. */
function stretch(text: string, range: SourceRange): Pick<Splice, 'start' | 'end'> | undefined {
  const start = offsetOf(text, range.line, range.column);
  const end = offsetOf(text, range.endLine, range.endColumn);
  return start === undefined || end === undefined || end < start ? undefined : { start, end };
}

function offsetOf(text: string, line: number, column: number): number | undefined {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const end = text.indexOf('\n', start);
    if (end === -1) return undefined;
    start = end + 1;
  }
  return start + column - 1;
}
