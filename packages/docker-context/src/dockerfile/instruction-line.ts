import { isSpace, trimSpace } from '../go/text';
import type { EscapeCharacter, LogicalLine } from './logical-lines';
import type { SourceRange } from './position';

/** A word of an instruction and where it stands. */
export interface Word {
  readonly text: string;
  readonly range: SourceRange;
}

/** An instruction split into its keyword, leading flags and the rest, before the keyword's own rules apply. */
export interface InstructionLine {
  readonly keyword: string;
  readonly flags: readonly Word[];
  /** What follows the flags, without blanks around it. */
  readonly rest: string;
  /** Where the rest begins in the line's text. */
  readonly restOffset: number;
  readonly line: LogicalLine;
  readonly escape: EscapeCharacter;
}

/** Splits a logical line, or the part of it from an offset on: the instruction that ONBUILD keeps for later. */
export function splitInstruction(
  line: LogicalLine,
  escapeCharacter: EscapeCharacter,
  from = 0,
): InstructionLine {
  const content = trimSpace(line.text.slice(from));
  const start = line.text.indexOf(content, from);
  const keyword = /^[^\t\v\f\r ]*/.exec(content)?.[0] ?? '';
  const afterKeyword = /^[\t\v\f\r ]*/.exec(content.slice(keyword.length))?.[0].length ?? 0;
  const argumentsOffset = start + keyword.length + afterKeyword;
  const end = start + content.length;
  const { flags, next } = splitFlags(line, argumentsOffset, end);
  const rest = trimSpace(line.text.slice(next, end));
  const restOffset = rest === '' ? end : line.text.indexOf(rest, next);
  return { keyword, flags, rest, restOffset, line, escape: escapeCharacter };
}

/** The words between blanks. Quotes and escapes do not keep a word together. */
export function blankSeparatedWords({ rest, restOffset, line }: InstructionLine): Word[] {
  const words: Word[] = [];
  for (const match of rest.matchAll(/[^\t\v\f\r ]+/g)) {
    const start = restOffset + match.index;
    words.push({ text: match[0], range: line.rangeAt(start, start + match[0].length) });
  }
  return words;
}

/** The words of ENV, ARG and LABEL: quotes and escapes hold blanks together and stay in the word. */
export function quotedWords({ rest, escape: escapeCharacter }: InstructionLine): string[] {
  const words: string[] = [];
  const characters = [...rest];
  let word = '';
  let open = false;
  let quote: string | undefined;
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? '';
    if (quote === undefined && isSpace(character)) {
      if (open) words.push(word);
      word = '';
      open = false;
      continue;
    }
    if (character === escapeCharacter && quote !== "'") {
      const escaped = characters[index + 1];
      if (escaped === undefined) continue;
      index += 1;
      word += character + escaped;
      open = true;
      continue;
    }
    if (quote === undefined && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = undefined;
    word += character;
    open = true;
  }
  if (open) words.push(word);
  return words;
}

/** The elements of the JSON form. `none`: it is not valid JSON, and the words between blanks count. */
export type JsonForm =
  | { readonly kind: 'words'; readonly words: readonly Word[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly problem: string };

export function jsonForm({ rest, restOffset, line }: InstructionLine): JsonForm {
  if (!rest.startsWith('[')) return { kind: 'none' };
  const elements = parseJson(rest);
  if (!Array.isArray(elements)) return { kind: 'none' };
  if (!elements.every((element) => typeof element === 'string')) {
    return {
      kind: 'invalid',
      problem: 'when using JSON array syntax, arrays must be comprised of strings only',
    };
  }
  const literals = [...rest.matchAll(/"(?:[^"\\]|\\.)*"/g)];
  const words = elements.map((text, index) => {
    const written = literals[index];
    const start = restOffset + (written?.index ?? 0);
    return { text, range: line.rangeAt(start, start + (written?.[0].length ?? rest.length)) };
  });
  return { kind: 'words', words };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads `--name=value` words up to the first that is none, or past a bare `--`. Quotes and `\` are removed. */
function splitFlags(line: LogicalLine, from: number, end: number): { flags: Word[]; next: number } {
  const source = line.text;
  const flags: Word[] = [];
  let index = from;
  for (;;) {
    while (index < end && isSpace(source.charAt(index))) index += 1;
    if (index >= end || !source.startsWith('--', index)) return { flags, next: index };
    const start = index;
    const flag = readFlag(source, index, end);
    index = flag.next;
    if (flag.text === '--') return { flags, next: index };
    flags.push({ text: flag.text, range: line.rangeAt(start, index) });
  }
}

function readFlag(source: string, from: number, end: number): { text: string; next: number } {
  let text = '';
  let quote: string | undefined;
  let index = from;
  for (; index < end; index += 1) {
    const character = source.charAt(index);
    if (quote === undefined && isSpace(character)) break;
    if (character === '\\') {
      index += 1;
      if (index < end) text += source.charAt(index);
    } else if (quote === undefined && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = undefined;
    else text += character;
  }
  return { text, next: Math.min(index, end) };
}
