import { nodesOf, type SyntaxNode } from '../syntax/syntax-tree';
import { commandName } from './words';

/** A script that a command line starts by its path, and not through an interpreter. */
export interface StartedScript {
  /** As written, relative to the folder the command line runs in. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** The scripts that a shell text starts by a path: `./run.sh`, `tools/check.py`. Absolute ones lie elsewhere. */
export function startedScriptsIn(root: SyntaxNode, text: string): StartedScript[] {
  const found: StartedScript[] = [];
  for (const node of nodesOf(root)) {
    if (node.type !== 'command') continue;
    const path = commandName(node, text);
    const word = node.children.find(({ type }) => type === 'command_name');
    if (path === undefined || !word || !path.includes('/') || path.startsWith('/')) continue;
    found.push({ path, start: word.start, end: word.end });
  }
  return found;
}
