import { nodesOf, type SyntaxNode } from '../syntax/syntax-tree';
import { argumentsOf, literalOf } from './words';

/** One command of a script, with what decides where it runs and whether its failure counts. */
export interface Command {
  /** The program and its arguments without their quotes; undefined for a word that an expansion decides. */
  readonly words: readonly (string | undefined)[];
  /** The folder it runs in, relative to the script's, as the `cd` before it say; undefined where that cannot be told. */
  readonly folder: string | undefined;
  /** Whether what follows `||` succeeds whatever the command did. */
  readonly isForgiven: boolean;
  /** Whether its output goes to another command, and nothing before it says `pipefail`. */
  readonly isPiped: boolean;
  readonly start: number;
}

/** The commands of a shell text in their order, with those in substitutions and functions. */
export function commandsOf(root: SyntaxNode, text: string): Command[] {
  const commands: Command[] = [];
  const places = new Map<SyntaxNode, Place>();
  let hasPipefail = false;
  for (const node of nodesOf(root)) {
    const place = placeOf(node, text, node.parent && places.get(node.parent));
    places.set(node, place);
    if (node.type !== 'command') continue;
    const words = wordsOf(node, text);
    const { scope } = place;
    const { folder } = scope;
    const isPiped = place.isPiped && !hasPipefail;
    commands.push({ words, folder, isForgiven: place.isForgiven, isPiped, start: node.start });
    if (words[0] === 'cd' || words[0] === 'pushd') scope.folder = below(folder, words[1]);
    if (words[0] === 'popd') scope.folder = undefined;
    const pipefail = words[0] === 'set' ? words.indexOf('pipefail') : -1;
    if (pipefail > 0) hasPipefail = words[pipefail - 1]?.startsWith('-') === true;
  }
  return commands;
}

/** A shell of its own, and the folder that it is in by now: a `cd` in it ends with it. */
interface Scope {
  folder: string | undefined;
}

interface Place {
  readonly scope: Scope;
  readonly isForgiven: boolean;
  readonly isPiped: boolean;
}

const scopes = new Set(['subshell', 'command_substitution', 'process_substitution']);

function placeOf(node: SyntaxNode, text: string, above: Place | undefined): Place {
  const outer = above ?? { scope: { folder: '.' }, isForgiven: false, isPiped: false };
  const isSubstituted = node.type === 'command_substitution' || node.type === 'process_substitution';
  return {
    scope: scopes.has(node.type) ? { folder: outer.scope.folder } : outer.scope,
    isForgiven: !isSubstituted && (outer.isForgiven || isForgiven(node, text)),
    isPiped: !isSubstituted && (outer.isPiped || isPiped(node)),
  };
}

function isForgiven({ parent, start }: SyntaxNode, text: string): boolean {
  if (parent?.type !== 'list') return false;
  const [left, operator, right] = parent.children;
  return left?.start === start && operator?.type === '||' && right !== undefined && succeeds(right, text);
}

function isPiped({ parent, start }: SyntaxNode): boolean {
  return parent?.type === 'pipeline' && parent.children.at(-1)?.start !== start;
}

/** Whether the last command of what stands behind `||` is one that does not fail. */
function succeeds(node: SyntaxNode, text: string): boolean {
  let last: SyntaxNode | undefined = node;
  while (last && last.type !== 'command') {
    const isHolder = ['compound_statement', 'subshell', 'redirected_statement'].includes(last.type);
    const named: readonly SyntaxNode[] = isHolder ? last.children.filter((child) => child.isNamed) : [];
    last = last.type === 'redirected_statement' ? named[0] : named.at(-1);
  }
  const [program, status] = last ? wordsOf(last, text) : [];
  return ['true', ':', 'echo', 'printf'].includes(program ?? '') || (program === 'exit' && status === '0');
}

/** A folder as a `cd` in another comes to it; undefined where that cannot be told. */
export function below(folder: string | undefined, path: string | undefined): string | undefined {
  if (folder === undefined || path === undefined || /^(?:[/~]|-$)/.test(path)) return undefined;
  return folder === '.' ? path : `${folder}/${path}`;
}

function wordsOf(command: SyntaxNode, text: string): (string | undefined)[] {
  const name = command.children.find((child) => child.type === 'command_name')?.children ?? [];
  const words = [...(name.length === 1 ? name : [undefined]), ...argumentsOf(command)];
  return words.map((word) => word && literalOf(word, text));
}
