import { isSpace, quote } from '../go/text';
import type { Environment, Unknown } from './environment';
import type { EscapeCharacter } from './logical-lines';
import { type PatternResult, replacePattern, trimPrefix, trimSuffix } from './shell-pattern';

/** A word after quotes, escapes and variables are processed. `fails` is BuildKit's reason. */
export type Expansion =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fails'; readonly reason: string }
  | Unknown;

export interface LexerOptions {
  readonly escape: EscapeCharacter;
  /** Quotes are ordinary characters: heredoc bodies. */
  readonly skipQuotes?: boolean;
}

/** Values can double with every line; nothing real is this long. */
const MAX_EXPANSION = 64 * 1024;
/** How deep `${A:-${B:-…}}` is followed. */
const MAX_DEPTH = 100;
/** Replacing tries every start; this keeps the product bounded. */
const MAX_REPLACED = 4 * 1024;

/** Expands one word as BuildKit's shell lexer does, with every `${}` form it knows. */
export function expandWord(word: string, environment: Environment, options: LexerOptions): Expansion {
  const lexer = new Lexer(word, options, { environment });
  const result = lexer.word(undefined, false);
  if (lexer.unknown !== undefined) return lexer.unknown;
  if (result.kind === 'fails')
    return { ...result, reason: `failed to process ${quote(word)}: ${result.reason}` };
  return result;
}

/**
 * The words of a line, quotes kept or removed, variables left as written: how heredocs are found in a line.
 * `undefined` where quoting is broken.
 */
export function splitWords(
  line: string,
  { rawQuotes, rawEscapes }: { rawQuotes: boolean; rawEscapes: boolean },
): string[] | undefined {
  const lexer = new Lexer(line, { escape: '\\' }, { rawQuotes });
  return lexer.word(undefined, rawEscapes).kind === 'text' ? lexer.words() : undefined;
}

interface LexerMode {
  /** Absent: variables stay as written. */
  readonly environment?: Environment;
  readonly rawQuotes?: boolean;
}

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fails'; readonly reason: string };

const text = (value: string): Piece => ({ kind: 'text', text: value });
const fails = (reason: string): Piece => ({ kind: 'fails', reason });

function tooLong(what: string, limit: number): Unknown {
  return { kind: 'unknown', because: 'engine', reason: `${what} is longer than ${limit} characters` };
}

const MISSING_BRACE = "syntax error: missing '}'";
const SPECIAL_PARAMETER = /^[@*#?\-$!0]$/;
const NAME_CHARACTER = /^[\p{L}\p{Nd}_]$/u;
const DIGIT = /^\p{Nd}$/u;

class Lexer {
  /** Why the result cannot be known, once a value that is not known was used. */
  unknown: Unknown | undefined;
  readonly #characters: readonly string[];
  readonly #words = new WordList();
  #index = 0;
  #depth = 0;

  constructor(
    source: string,
    readonly options: LexerOptions,
    readonly mode: LexerMode,
  ) {
    this.#characters = [...source];
  }

  words(): string[] {
    return this.#words.all();
  }

  /** Processes up to an unescaped `stop`, or to the end when there is none. */
  word(stop: string | undefined, rawEscapes: boolean): Piece {
    const words = stop === undefined ? this.#words : new WordList();
    let result = '';
    for (let character = this.#peek(); character !== undefined; character = this.#peek()) {
      if (character === stop) {
        this.#index += 1;
        return text(result);
      }
      const special = this.#special(character, rawEscapes);
      if (special !== undefined) {
        if (special.kind === 'fails') return special;
        result += special.text;
        if (character === '$') words.add(special.text);
        else words.addRaw(special.text);
      } else {
        this.#index += 1;
        if (character !== this.options.escape) {
          words.add(character);
          result += character;
        } else {
          if (rawEscapes) {
            words.addRaw(character);
            result += character;
          }
          const escaped = this.#take();
          if (escaped === undefined) break;
          words.addRaw(escaped);
          result += escaped;
        }
      }
      if (result.length > MAX_EXPANSION) {
        this.unknown ??= tooLong(
          `the value of ${quote(this.#characters.slice(0, 40).join(''))}`,
          MAX_EXPANSION,
        );
        result = '';
      }
    }
    if (stop !== undefined) return fails(`unexpected end of statement while looking for matching ${stop}`);
    return text(result);
  }

  #special(character: string, rawEscapes: boolean): Piece | undefined {
    if (character === '$') return this.#dollar();
    if (character === '<') return this.#heredocMark();
    if (this.options.skipQuotes === true) return undefined;
    if (character === "'") return this.#singleQuoted();
    if (character === '"') return this.#doubleQuoted(rawEscapes);
    return undefined;
  }

  /** `<<` takes the blanks after it into its word, so that `<< EOF` is one. */
  #heredocMark(): Piece {
    this.#index += 1;
    if (this.#peek() !== '<') return text('<');
    this.#index += 1;
    let blanks = '';
    for (let next = this.#peek(); next === ' ' || next === '\t'; next = this.#peek()) {
      blanks += next;
      this.#index += 1;
    }
    return text(`<<${blanks}`);
  }

  #singleQuoted(): Piece {
    const end = this.#characters.indexOf("'", this.#index + 1);
    if (end === -1) return fails('unexpected end of statement while looking for matching single-quote');
    const content = this.#characters.slice(this.#index + 1, end).join('');
    this.#index = end + 1;
    return text(this.mode.rawQuotes === true ? `'${content}'` : content);
  }

  #doubleQuoted(rawEscapes: boolean): Piece {
    this.#index += 1;
    let result = '';
    for (let character = this.#peek(); character !== undefined; character = this.#peek()) {
      if (character === '"') {
        this.#index += 1;
        return text(this.mode.rawQuotes === true ? `"${result}"` : result);
      }
      if (character === '$') {
        const value = this.#dollar();
        if (value.kind === 'fails') return value;
        result += value.text;
        continue;
      }
      this.#index += 1;
      if (character !== this.options.escape) {
        result += character;
        continue;
      }
      if (rawEscapes) result += character;
      const escaped = this.#peek();
      if (escaped === undefined) break;
      if (escaped === '"' || escaped === '$' || escaped === this.options.escape) {
        this.#index += 1;
        result += escaped;
      } else result += character;
    }
    return fails('unexpected end of statement while looking for matching double-quote');
  }

  #dollar(): Piece {
    const start = this.#index;
    this.#index += 1;
    const result = this.#peek() === '{' ? this.#braced() : this.#plain();
    if (this.mode.environment !== undefined || result.kind === 'fails') return result;
    return text(this.#characters.slice(start, this.#index).join(''));
  }

  #plain(): Piece {
    const name = this.#name();
    return text(name === '' ? '$' : (this.#value(name) ?? ''));
  }

  #braced(): Piece {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) {
      this.unknown ??= {
        kind: 'unknown',
        because: 'engine',
        reason: `substitutions nested more than ${MAX_DEPTH} deep`,
      };
      return fails(this.unknown.reason);
    }
    this.#index += 1;
    const first = this.#peek();
    if (first === undefined) return fails(MISSING_BRACE);
    if (first === '{' || first === '}' || first === ':') return fails('syntax error: bad substitution');
    const name = this.#name();
    const operator = this.#take();
    const result = this.#operation(name, operator);
    this.#depth -= 1;
    return result;
  }

  #operation(name: string, operator: string | undefined): Piece {
    switch (operator) {
      case '}':
        return text(this.#value(name) ?? '');
      case '/':
        return this.#replacement(name);
      case ':': {
        const second = this.#take();
        return this.#modified(name, second, `:${second ?? '\ufffd'}`);
      }
      case '+':
      case '-':
      case '?':
      case '#':
      case '%':
        return this.#modified(name, operator, operator);
      default:
        return fails(`unsupported modifier (${operator ?? '\ufffd'}) in substitution`);
    }
  }

  #modified(name: string, operator: string | undefined, written: string): Piece {
    const word = this.word('}', operator === '#' || operator === '%');
    if (word.kind === 'fails') return this.#peek() === undefined ? fails(MISSING_BRACE) : word;
    const value = this.#value(name);
    const emptyCounts = written.startsWith(':');
    const absent = value === undefined || (emptyCounts && value === '');
    switch (operator) {
      case '-':
        return text(absent ? word.text : value);
      case '+':
        return text(absent ? '' : word.text);
      case '?': {
        if (!absent) return text(value);
        const message = value === undefined ? 'is not allowed to be unset' : 'is not allowed to be empty';
        return this.unknown === undefined
          ? fails(`${name}: ${word.text === '' ? message : word.text}`)
          : text('');
      }
      case '#':
      case '%': {
        if (emptyCounts) return fails(`unsupported modifier (${written}) in substitution`);
        const greedy = word.text.startsWith(operator);
        const pattern = greedy ? word.text.slice(1) : word.text;
        return (operator === '#' ? trimPrefix : trimSuffix)(
          value ?? '',
          pattern,
          greedy,
        ) satisfies PatternResult;
      }
      default:
        return fails(`unsupported modifier (${written}) in substitution`);
    }
  }

  #replacement(name: string): Piece {
    const all = this.#peek() === '/';
    if (all) this.#index += 1;
    const pattern = this.word('/', true);
    if (pattern.kind === 'fails')
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the words of the message
      return this.#peek() === undefined ? fails("syntax error: missing '/' in ${}") : pattern;
    const replacement = this.word('}', true);
    if (replacement.kind === 'fails') return this.#peek() === undefined ? fails(MISSING_BRACE) : replacement;
    const value = this.#value(name) ?? '';
    if (value.length > MAX_REPLACED) {
      this.unknown ??= tooLong(`the value of $${name}`, MAX_REPLACED);
      return text('');
    }
    return replacePattern(value, pattern.text, replacement.text, all);
  }

  /** The value of a variable; one that cannot be known taints the whole word. */
  #value(name: string): string | undefined {
    const value = this.mode.environment?.get(name);
    if (value?.kind !== 'unknown') return value?.text;
    this.unknown ??= value;
    return '';
  }

  #name(): string {
    let name = '';
    for (let character = this.#peek(); character !== undefined; character = this.#peek()) {
      if (name === '' && DIGIT.test(character)) return this.#digits();
      if (name === '' && SPECIAL_PARAMETER.test(character)) {
        this.#index += 1;
        return character;
      }
      if (!NAME_CHARACTER.test(character)) break;
      name += character;
      this.#index += 1;
    }
    return name;
  }

  #digits(): string {
    let digits = '';
    for (let digit = this.#peek(); digit !== undefined && DIGIT.test(digit); digit = this.#peek()) {
      digits += digit;
      this.#index += 1;
    }
    return digits;
  }

  #peek(): string | undefined {
    return this.#characters[this.#index];
  }

  #take(): string | undefined {
    const character = this.#peek();
    if (character !== undefined) this.#index += 1;
    return character;
  }
}

/** Words as the lexer meets them: unquoted blanks separate, quoted and escaped ones do not. */
class WordList {
  readonly #finished: string[] = [];
  #current = '';

  add(fragment: string): void {
    for (const character of fragment) {
      if (!isSpace(character)) this.#current += character;
      else if (this.#current !== '') {
        this.#finished.push(this.#current);
        this.#current = '';
      }
    }
  }

  addRaw(fragment: string): void {
    this.#current += fragment;
  }

  all(): string[] {
    return this.#current === '' ? this.#finished : [...this.#finished, this.#current];
  }
}
