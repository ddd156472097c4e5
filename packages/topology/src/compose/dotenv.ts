import { interpolate, type Lookup } from './interpolate';

export interface Variable {
  readonly value: string;
  /** The line of the file that sets it, from 1. */
  readonly line: number;
}

export type DotEnv =
  | { readonly ok: true; readonly variables: ReadonlyMap<string, Variable> }
  | { readonly ok: false; readonly line: number; readonly reason: string };

const BLANK = /[\t\v\f\r \u0085\u00a0]/;
const ESCAPE = /\\([abcfnrtv$"\\]|0\d{0,3})/g;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  '\\': '\\',
};

/**
 * Reads an env file as compose-go's `dotenv` package does: `KEY=value`, `KEY: value`, `export KEY=value`,
 * single quotes literal, double quotes with escapes and interpolation, ` #` starts a comment after an
 * unquoted value, and a bare `KEY` takes its value from `lookup` or is absent.
 */
export function parseDotEnv(text: string, lookup: Lookup): DotEnv {
  return new DotEnvParser(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'), lookup).parse();
}

/** Reads an env file of `format: raw`: each line is `KEY=value`, taken as it is; a bare `KEY` is looked up. */
export function parseRawEnv(text: string, lookup: Lookup): DotEnv {
  const variables = new Map<string, Variable>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const equals = line.indexOf('=');
    const key = equals === -1 ? line.trim() : line.slice(0, equals).trimStart();
    if (key === '' || /\s/.test(key)) {
      return { ok: false, line: index + 1, reason: `"${line.slice(0, 40)}" begins with no variable name` };
    }
    const value = equals === -1 ? lookup(key) : line.slice(equals + 1);
    if (value !== undefined) variables.set(key, { value, line: index + 1 });
  }
  return { ok: true, variables };
}

class DotEnvParser {
  private readonly variables = new Map<string, Variable>();
  private position = 0;
  private line = 1;
  private fault: { readonly ok: false; readonly line: number; readonly reason: string } | undefined;

  constructor(
    private readonly text: string,
    private readonly lookup: Lookup,
  ) {}

  parse(): DotEnv {
    while (this.skipToStatement() && this.fault === undefined) this.statement();
    return this.fault ?? { ok: true, variables: this.variables };
  }

  private skipToStatement(): boolean {
    while (this.position < this.text.length) {
      const character = this.text[this.position] ?? '';
      if (character === '#') {
        this.moveTo(this.lineEnd());
      } else if (/\s|\u0085/.test(character)) {
        this.moveTo(this.position + 1);
      } else {
        return true;
      }
    }
    return false;
  }

  private statement(): void {
    const exported = /export[^\S\n]+/y;
    exported.lastIndex = this.position;
    const prefix = exported.exec(this.text)?.[0];
    if (prefix !== undefined) this.position += prefix.length;

    const start = this.position;
    const line = this.line;
    const separator = this.findSeparator(start);
    if (separator === undefined) return;
    const raw = this.text.slice(start, separator.index);
    const key = raw.trimEnd();
    if (key.includes(' ')) {
      this.stop(line, `the name "${key}" contains a space`);
      return;
    }
    this.moveTo(separator.index + (separator.index === start ? 0 : 1));
    if (separator.inherits) {
      const value = this.lookup(key);
      if (value !== undefined) this.variables.set(key, { value, line });
      return;
    }
    while (BLANK.test(this.text[this.position] ?? '')) this.position++;
    const value = this.value();
    if (value !== undefined) this.variables.set(key, { value, line });
  }

  private findSeparator(start: number): { index: number; inherits: boolean } | undefined {
    for (let index = start; index < this.text.length; index++) {
      const character = this.text[index] ?? '';
      if (character === '=' || character === ':') return { index, inherits: false };
      if (character === '\n') return { index, inherits: true };
      if (!BLANK.test(character) && !/[_.\-[\]\p{L}\p{N}]/u.test(character)) {
        this.stop(this.line, `unexpected character "${character}" in a variable name`);
        return undefined;
      }
    }
    // compose-go reads a bare name that ends the file without a line feed as the value of a nameless key.
    return { index: start, inherits: false };
  }

  private value(): string | undefined {
    const quote = this.text[this.position];
    if (quote === '"' || quote === "'") return this.quoted(quote);
    const end = this.lineEnd();
    const written = this.text.slice(this.position, end);
    this.moveTo(end + 1);
    const comment = written.indexOf(' #');
    return this.expand((comment === -1 ? written : written.slice(0, comment)).trimEnd(), this.line - 1);
  }

  private quoted(quote: '"' | "'"): string | undefined {
    const line = this.line;
    let content = '';
    for (let index = this.position + 1; index < this.text.length; index++) {
      const character = this.text[index] ?? '';
      if (character === quote) {
        this.moveTo(index + 1);
        return quote === "'" ? content : this.expand(expandEscapes(content), line);
      }
      if (character === '\\' && index + 1 < this.text.length) {
        const escaped = this.text[index + 1] ?? '';
        content += escaped === quote ? quote : `\\${escaped}`;
        index++;
      } else {
        content += character;
      }
    }
    this.stop(line, 'a quoted value is not terminated');
    return undefined;
  }

  private expand(value: string, line: number): string | undefined {
    const expanded = interpolate(value, (name) => this.lookup(name) ?? this.variables.get(name)?.value);
    if (expanded.ok) return expanded.text;
    this.stop(line, expanded.reason);
    return undefined;
  }

  private lineEnd(): number {
    const end = this.text.indexOf('\n', this.position);
    return end === -1 ? this.text.length : end;
  }

  private moveTo(index: number): void {
    for (let at = this.position; at < Math.min(index, this.text.length); at++) {
      if (this.text[at] === '\n') this.line++;
    }
    this.position = Math.min(index, this.text.length);
  }

  private stop(line: number, reason: string): void {
    this.fault ??= { ok: false, line: Math.max(line, 1), reason };
  }
}

function expandEscapes(text: string): string {
  return text.replace(ESCAPE, (whole, code: string) => {
    // `\$` is written `$$` so that the interpolation that follows leaves a dollar.
    if (code === '$') return '$$';
    if (code.startsWith('0'))
      return code.length === 4 ? String.fromCharCode(Number.parseInt(code, 8)) : whole;
    return SIMPLE_ESCAPES[code] ?? whole;
  });
}
