import { dirname, join } from 'node:path';
import type { Parser, Tree, TreeCursor } from '@vscode/tree-sitter-wasm';
import type { SyntaxNode } from './syntax-tree';

/** The grammars in use. */
export type Grammar = 'bash' | 'javascript' | 'python' | 'typescript';

export type Parse =
  | { readonly ok: true; readonly root: SyntaxNode }
  | { readonly ok: false; readonly reason: string };

/** The parser asks every so many steps whether to go on: scripts of people need at most 11 per 1,000 characters. */
const maxProgressCalls = 5_000;
const maxNodes = 500_000;

let started: Promise<void> | undefined;
const parsers = new Map<Grammar, Promise<Parser>>();

/**
 * Parses a text with a tree-sitter grammar. The tree is whole even where the text is wrong: what the parser could not
 * follow is an ERROR node or a missing one. Gives up on texts that cost too many steps or nodes.
 */
export async function parseWith(grammar: Grammar, text: string): Promise<Parse> {
  const parser = await parserOf(grammar);
  let calls = 0;
  const isTooMuch = () => ++calls > maxProgressCalls;
  const tree = parseOrGiveUp(() => parser.parse(text, null, { progressCallback: isTooMuch as () => void }));
  if (!tree) {
    parser.reset();
    return { ok: false, reason: 'it takes too many steps or too much memory to parse' };
  }
  try {
    const root = copyOf(tree.walk());
    return root ? { ok: true, root } : { ok: false, reason: `it has more than ${maxNodes} syntax nodes` };
  } finally {
    tree.delete();
  }
}

/** What exhausts the memory of the parser is an input that it does not take, and no bug of the caller. */
function parseOrGiveUp(parse: () => Tree | null): Tree | null {
  try {
    return parse();
  } catch (error) {
    if (isExhaustion(error)) return null;
    throw error;
  }
}

/** Whether a parser in WebAssembly has run out of memory or stack. */
export function isExhaustion(error: unknown): boolean {
  return error instanceof RangeError || (error as Error).name === 'RuntimeError';
}

function parserOf(grammar: Grammar): Promise<Parser> {
  const known = parsers.get(grammar) ?? load(grammar);
  parsers.set(grammar, known);
  return known;
}

async function load(grammar: Grammar): Promise<Parser> {
  // Loaded when there is something to parse: whoever asks for names of files alone need not wait for it.
  const treeSitter = require('@vscode/tree-sitter-wasm') as typeof import('@vscode/tree-sitter-wasm');
  started ??= treeSitter.Parser.init();
  await started;
  const grammars = dirname(require.resolve('@vscode/tree-sitter-wasm'));
  const parser = new treeSitter.Parser();
  parser.setLanguage(await treeSitter.Language.load(join(grammars, `tree-sitter-${grammar}.wasm`)));
  return parser;
}

type Growing = SyntaxNode & { readonly children: SyntaxNode[] };

/** The tree as plain objects, so that nothing of the parser's memory outlives the parse. */
function copyOf(cursor: TreeCursor): SyntaxNode | undefined {
  const root = nodeAt(cursor, undefined);
  let parent: Growing = root;
  let count = 1;
  let isEntering = cursor.gotoFirstChild();
  while (isEntering) {
    if (++count > maxNodes) break;
    const node = nodeAt(cursor, parent);
    parent.children.push(node);
    if (cursor.gotoFirstChild()) {
      parent = node;
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent() || parent.parent === undefined) {
        isEntering = false;
        break;
      }
      parent = parent.parent as Growing;
    }
  }
  cursor.delete();
  return count > maxNodes ? undefined : root;
}

function nodeAt(cursor: TreeCursor, parent: Growing | undefined): Growing {
  return {
    type: cursor.nodeType,
    field: cursor.currentFieldName ?? undefined,
    isNamed: cursor.nodeIsNamed,
    isMissing: cursor.nodeIsMissing,
    start: cursor.startIndex,
    end: cursor.endIndex,
    children: [],
    parent,
  };
}
