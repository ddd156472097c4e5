import type { Fact } from '../../topology';
import { printed, type Tree } from '../../yaml/tree';

export function textFact(tree: Tree | undefined): Fact<string> | undefined {
  const text = printed(tree);
  return tree === undefined || text === undefined ? undefined : { value: text, location: tree.location };
}

export function isFalse(tree: Tree | undefined): boolean {
  return tree?.kind === 'scalar' && (tree.value === false || tree.value === 'false');
}

/** `KEY=VALUE` as Compose's lists spell it; without the sign there is no value. */
export function splitPair(text: string): [string, string | undefined] {
  const equals = text.indexOf('=');
  return equals === -1 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}
