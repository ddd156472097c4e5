import { trimLeadingSpace } from '../go/text';
import { splitWords } from './shell-lexer';

/** An inline document announced by `<<NAME` in an instruction. */
export interface Heredoc {
  readonly name: string;
  /** Whether variables in the body are expanded: not when the name is quoted. */
  readonly expand: boolean;
  /** Whether leading tabs are removed: `<<-`. */
  readonly chomp: boolean;
}

/** The heredoc that a word announces, if it does. */
export function heredocOf(word: string): Heredoc | undefined {
  const [, chomp = '', written = ''] = /^\d*<<(-?)([^<]*)$/s.exec(word) ?? [];
  const rest = trimLeadingSpace(written);
  if (rest === '') return undefined;
  const words = splitWords(rest, { rawQuotes: false, rawEscapes: false });
  const raw = splitWords(rest, { rawQuotes: true, rawEscapes: false });
  const name = words?.[0];
  if (name === undefined || words?.length !== 1 || raw?.length !== 1) return undefined;
  return { name, chomp: chomp === '-', expand: quoteCount(name) === quoteCount(raw[0] ?? '') };
}

/** The heredocs that a line announces, in order. */
export function heredocsIn(line: string): Heredoc[] {
  const words = splitWords(line, { rawQuotes: true, rawEscapes: true }) ?? [];
  return words.flatMap((word) => heredocOf(word) ?? []);
}

function quoteCount(text: string): number {
  return text.split(/['"]/).length - 1;
}
