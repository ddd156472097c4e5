import { type Problem, problemAmongKeywords } from './keywords';
import type { Group, PowerShellScript, Text, Token, Variable, Word } from './tree';

export type PowerShellParse =
  | { readonly ok: true; readonly script: PowerShellScript }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Parses PowerShell into blocks of tokens (about_Parsing, about_Quoting_Rules): strings with what they expand,
 * here-strings, comments and brackets as the language has them; what follows its keywords is checked. Operators and
 * arguments are not told apart, so what is wrong inside an expression passes.
 */
export function parsePowerShell(text: string): PowerShellParse {
  try {
    return { ok: true, script: new Reader(text).script() };
  } catch (error) {
    if (error instanceof SyntaxProblem) return { ok: false, problem: error.problem };
    throw error;
  }
}

class SyntaxProblem extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

const maxDepth = 128;
const singleQuotes = "'\u2018\u2019\u201a\u201b";
const doubleQuotes = '"\u201c\u201d\u201e';
const closers: Record<Group['opening'], string> = { '(': ')', '$(': ')', '@(': ')', '{': '}', '@{': '}' };
const variableAt = /[$@](?:\{(?:[^}`]|`.)*\}|(?:\w+:)?(?=\w)[\w?]+|[$?^](?!\w))/suy;
const blankAt = /(?:[ \t\f\v\u00a0\u0085]|`\r?\n)+/uy;
const lineEndAt = /\r?\n|\r/uy;
const markAt = /&&|\|\||[;|&,]/uy;
const openingAt = /[$@]?\(|@?\{/uy;
const blockCommentAt = /<#[\s\S]*?#>/uy;
const lineCommentAt = /#[^\r\n]*/uy;
const hereStringAt = /@(["'\u2018-\u201f])[ \t]*\r?\n/uy;
const verbatimAt = /--%[^\r\n]*/uy;

class Reader {
  private at = 0;
  private depth = 0;
  private readonly comments: Word[] = [];

  constructor(private readonly text: string) {}

  script(): PowerShellScript {
    const tokens = this.tokensUntil(undefined);
    return { tokens, comments: this.comments };
  }

  private tokensUntil(group: Pick<Group, 'opening' | 'start'> | undefined): Token[] {
    if (++this.depth > maxDepth) this.fail(this.at, `brackets are nested deeper than ${maxDepth} levels`);
    const closer = group && closers[group.opening];
    const tokens: Token[] = [];
    for (;;) {
      if (this.at >= this.text.length) {
        if (group) this.fail(group.start, `"${group.opening}" is never closed`);
        break;
      }
      const next = this.text[this.at] as string;
      if (next === closer) {
        this.at++;
        break;
      }
      if (next === ')' || next === '}') this.fail(this.at, `"${next}" closes nothing`);
      const token = this.token();
      if (token) tokens.push(token);
    }
    this.depth--;
    const problem = problemAmongKeywords(tokens, group?.opening);
    if (problem) throw new SyntaxProblem(problem);
    return tokens;
  }

  /** The next token; undefined for blanks and comments. */
  private token(): Token | undefined {
    const start = this.at;
    if (this.take(blankAt) !== undefined) return undefined;
    const comment = this.take(blockCommentAt) ?? this.take(lineCommentAt);
    if (comment !== undefined) {
      this.comments.push({ kind: 'word', text: comment, start, end: this.at });
      return undefined;
    }
    if (this.text.startsWith('<#', start)) this.fail(start, 'the comment is never closed');
    const mark = this.take(lineEndAt) ?? this.take(markAt);
    if (mark !== undefined) {
      return { kind: 'mark', text: /^[\r\n]/.test(mark) ? '\n' : mark, start, end: this.at };
    }
    const quote = this.quoteOfHereString();
    if (quote !== undefined) return this.hereString(start, quote);
    const opening = this.take(openingAt) as Group['opening'] | undefined;
    if (opening !== undefined) return this.group(start, opening);
    const variable = this.variable();
    if (variable) return variable;
    const first = this.text[start] as string;
    if (singleQuotes.includes(first)) return this.verbatimString(start);
    if (doubleQuotes.includes(first)) return this.expandableString(start);
    const verbatim = this.take(verbatimAt);
    if (verbatim !== undefined) return { kind: 'word', text: verbatim, start, end: this.at };
    return this.word(start);
  }

  private group(start: number, opening: Group['opening']): Group {
    const tokens = this.tokensUntil({ opening, start });
    return { kind: 'group', opening, tokens, start, end: this.at };
  }

  private variable(): Variable | undefined {
    const start = this.at;
    const written = this.take(variableAt);
    if (written === undefined) return undefined;
    const name = written.slice(1).replace(/^\{|\}$/g, '');
    return { kind: 'variable', name: name.toLowerCase(), start, end: this.at };
  }

  private word(start: number): Word {
    this.at++;
    while (this.at < this.text.length) {
      const next = this.text[this.at] as string;
      if (/[\s(){};|&,$]/.test(next) || singleQuotes.includes(next) || doubleQuotes.includes(next)) break;
      if (next === '@' && /[({"'\u2018-\u201f]/.test(this.text[this.at + 1] ?? '')) break;
      this.at += next === '`' ? 2 : 1;
    }
    if (this.text[start] === '`') this.at = Math.max(this.at, start + 2);
    this.at = Math.min(this.at, this.text.length);
    return { kind: 'word', text: this.text.slice(start, this.at), start, end: this.at };
  }

  private verbatimString(start: number): Text {
    let value = '';
    for (this.at++; this.at < this.text.length; this.at++) {
      const next = this.text[this.at] as string;
      if (singleQuotes.includes(next)) {
        if (!singleQuotes.includes(this.text[this.at + 1] ?? ' ')) {
          this.at++;
          return { kind: 'text', value, isExpandable: false, parts: [], start, end: this.at };
        }
        this.at++;
      }
      value += next;
    }
    return this.fail(start, 'the string is never closed');
  }

  private expandableString(start: number): Text {
    this.at++;
    return this.expandable(start, () => {
      const next = this.text[this.at] as string;
      if (!doubleQuotes.includes(next)) return undefined;
      const isDoubled = doubleQuotes.includes(this.text[this.at + 1] ?? ' ');
      this.at += isDoubled ? 2 : 1;
      return isDoubled ? 'quote' : 'end';
    });
  }

  private quoteOfHereString(): string | undefined {
    return this.take(hereStringAt)?.[1];
  }

  private hereString(start: number, quote: string): Text {
    const closing = `${singleQuotes.includes(quote) ? `[${singleQuotes}]` : `[${doubleQuotes}]`}@`;
    const end = new RegExp(`(?:^|\\n)${closing}`, 'uy');
    const isEnd = () => {
      end.lastIndex = this.at;
      return this.take(end) !== undefined;
    };
    // An empty here-string ends on its second line, before which the reader stands behind the line's end.
    this.at--;
    if (singleQuotes.includes(quote)) {
      const body = this.at + 1;
      while (this.at < this.text.length) {
        const last = this.at;
        if (isEnd()) {
          const value = this.text.slice(body, Math.max(body, last));
          return { kind: 'text', value, isExpandable: false, parts: [], start, end: this.at };
        }
        this.at++;
      }
      return this.fail(start, 'the here-string is never closed');
    }
    return this.expandable(start, () => (isEnd() ? 'end' : undefined));
  }

  private expandable(start: number, delimiter: () => 'end' | 'quote' | undefined): Text {
    let value = '';
    const parts: (Variable | Group)[] = [];
    while (this.at < this.text.length) {
      const from = this.at;
      const met = delimiter();
      if (met === 'end') return { kind: 'text', value, isExpandable: true, parts, start, end: this.at };
      if (met === 'quote') {
        value += '"';
      } else if (this.text[from] === '`') {
        value += this.text[from + 1] ?? '';
        this.at += 2;
      } else if (this.text.startsWith('$(', from)) {
        this.at += 2;
        parts.push(this.group(from, '$('));
        value += this.text.slice(from, this.at);
      } else {
        const variable = this.text[from] === '$' ? this.variable() : undefined;
        if (variable) parts.push(variable);
        else this.at++;
        value += this.text.slice(from, this.at);
      }
    }
    return this.fail(start, 'the string is never closed');
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.text) ?? [];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private fail(start: number, message: string): never {
    throw new SyntaxProblem({ start, message });
  }
}
