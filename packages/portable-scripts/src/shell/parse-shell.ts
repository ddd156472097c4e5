import { firstBroken, type SyntaxNode } from '../syntax/syntax-tree';
import { isExhaustion, parseWith } from '../syntax/tree-sitter';

export type ShellParse =
  | { readonly kind: 'parsed'; readonly root: SyntaxNode }
  /** Valid shell that the grammar could follow in parts only: `gap` is the first part that it could not. */
  | { readonly kind: 'in-parts'; readonly root: SyntaxNode; readonly gap: SyntaxNode }
  | { readonly kind: 'invalid'; readonly start: number; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Parses shell. tree-sitter gives the tree; where it cannot follow the text, the parser of shfmt decides whether that
 * is shell at all: it knows the language better, but does not hand out its tree.
 */
export async function parseShell(text: string): Promise<ShellParse> {
  const parsed = await parseWith('bash', text);
  if (!parsed.ok) return { kind: 'refused', reason: parsed.reason };
  const gap = firstBroken(parsed.root);
  if (!gap) return { kind: 'parsed', root: parsed.root };
  const error = await syntaxError(text);
  if (error === 'exhausted') return { kind: 'refused', reason: 'it is nested too deeply' };
  if (error) return { kind: 'invalid', start: error.offset ?? gap.start, reason: error.message };
  return { kind: 'in-parts', root: parsed.root, gap };
}

interface SyntaxProblem {
  readonly message: string;
  readonly offset: number | undefined;
}

async function syntaxError(text: string): Promise<SyntaxProblem | 'exhausted' | undefined> {
  const { LangVariant, parse } = require('sh-syntax') as typeof import('sh-syntax');
  try {
    await parse(text, { variant: LangVariant.LangBash });
    return undefined;
  } catch (error) {
    if (isExhaustion(error)) return 'exhausted';
    const message = String((error as { Text?: string; message?: string }).Text ?? (error as Error).message);
    const place = /^(?:.*?:)?(\d+):(\d+): /.exec(message);
    return {
      message: place ? message.slice(place[0].length) : message,
      offset: place ? offsetAt(text, Number(place[1]), Number(place[2])) : positionOffset(error),
    };
  }
}

function positionOffset(error: unknown): number | undefined {
  const { Pos: position } = error as { Pos?: { Offset?: unknown } };
  return typeof position?.Offset === 'number' ? position.Offset : undefined;
}

/** Of a place in bytes, which for what stands before an error is near enough. */
function offsetAt(text: string, line: number, column: number): number {
  let start = 0;
  for (let passed = 1; passed < line; passed++) start = text.indexOf('\n', start) + 1;
  return Math.min(start + column - 1, text.length);
}
