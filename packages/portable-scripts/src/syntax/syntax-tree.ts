/** A node of a parsed script, with nothing of the parser behind it. */
export interface SyntaxNode {
  readonly type: string;
  /** The role it has in its parent, where the grammar names one. */
  readonly field: string | undefined;
  /** False for punctuation and keywords. */
  readonly isNamed: boolean;
  /** Whether the parser put it there although the text lacks it. */
  readonly isMissing: boolean;
  /** In UTF-16 code units of the text. */
  readonly start: number;
  readonly end: number;
  readonly children: readonly SyntaxNode[];
  readonly parent: SyntaxNode | undefined;
}

/** Whether a node is a place where the parser could not follow the text. */
export function isBroken(node: SyntaxNode): boolean {
  return node.type === 'ERROR' || node.isMissing;
}

/** A node and all below it, in the order of the text; what the parser could not follow is left out. */
export function* nodesOf(root: SyntaxNode): Generator<SyntaxNode> {
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (isBroken(node)) continue;
    yield node;
    for (let index = node.children.length - 1; index >= 0; index--) {
      pending.push(node.children[index] as SyntaxNode);
    }
  }
}

/** The first place where the parser could not follow the text. */
export function firstBroken(root: SyntaxNode): SyntaxNode | undefined {
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (isBroken(node)) return node;
    for (let index = node.children.length - 1; index >= 0; index--) {
      pending.push(node.children[index] as SyntaxNode);
    }
  }
  return undefined;
}

/** The nodes above a node, the nearest first. */
export function* ancestorsOf(node: SyntaxNode): Generator<SyntaxNode> {
  for (let above = node.parent; above; above = above.parent) yield above;
}

/** The child in a role. */
export function childIn(node: SyntaxNode, field: string): SyntaxNode | undefined {
  return node.children.find((child) => child.field === field);
}

/** The text of a node. */
export function textOf(node: SyntaxNode, text: string): string {
  return text.slice(node.start, node.end);
}
