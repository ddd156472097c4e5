import type { Position } from '../config/json-document';

export type GoModReading =
  | { readonly ok: true; readonly module: string }
  | { readonly ok: false; readonly message: string; readonly position: Position };

/**
 * The module path of a go.mod, or where it breaks the grammar: no module path or two, a block that does not end
 * (Go Modules Reference, "go.mod files"). What other directives say is left to Go, whose versions know more of them.
 */
export function readGoMod(text: string): GoModReading {
  let module: string | undefined;
  let block: { readonly directive: string; readonly line: number } | undefined;
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const words = withoutComment(line).split(/\s+/).filter(Boolean);
    const [first] = words;
    if (first === undefined) continue;
    const refuse = (message: string): GoModReading => ({
      ok: false,
      message,
      position: { line: index + 1, column: line.indexOf(first) + 1 },
    });
    if (block && first === ')') {
      block = undefined;
      continue;
    }
    const directive: string = block?.directive ?? first;
    const values = block ? words : words.slice(1);
    if (!block && values.length === 1 && values[0] === '(') {
      block = { directive, line: index + 1 };
    } else if (directive === 'module') {
      const path = values.length === 1 ? unquoted(values[0] ?? '') : undefined;
      if (path === undefined) return refuse('the module directive takes one module path');
      if (module !== undefined) return refuse('the module directive stands twice');
      module = path;
    }
  }
  if (block) {
    const position = { line: block.line, column: 1 };
    return { ok: false, message: `the block of ${block.directive} does not end`, position };
  }
  return module === undefined
    ? { ok: false, message: 'it has no module directive', position: { line: 1, column: 1 } }
    : { ok: true, module };
}

/** A line of a go.mod, in a block or not, with the directive it belongs to. */
export interface GoDirective {
  readonly directive: string;
  /** Its words without their quotes. */
  readonly values: readonly string[];
  /** What stands behind `//`. */
  readonly comment: string;
  readonly line: number;
}

/** The lines of a go.mod; what breaks the grammar is left to {@link readGoMod}. */
export function goDirectives(text: string): GoDirective[] {
  const found: GoDirective[] = [];
  let block: string | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const words = withoutComment(line).split(/\s+/).filter(Boolean);
    const [first, ...rest] = words;
    if (first === undefined) continue;
    if (first === ')') block = undefined;
    else if (block === undefined && rest.length === 1 && rest[0] === '(') block = first;
    else {
      const values = (block === undefined ? rest : words).map((word) => unquoted(word) ?? word);
      const comment = line.slice(withoutComment(line).length).replace(/^\/\//, '').trimEnd();
      found.push({ directive: block ?? first, values, comment, line: index + 1 });
    }
  }
  return found;
}

/** A comment runs to the end of its line; a module path or a version holds no `//`. */
function withoutComment(line: string): string {
  const start = line.indexOf('//');
  return start < 0 ? line : line.slice(0, start);
}

function unquoted(word: string): string | undefined {
  const bare = /^(["`])([^"`]+)\1$/.exec(word)?.[2] ?? word;
  return /["`()]/.test(bare) ? undefined : bare;
}
