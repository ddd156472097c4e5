import type { YamlTree } from '../deployment/builders/yaml-tree';

/** The condition of a step or job, without the `${{ }}` around it; undefined where it has none. */
export function conditionOf(tree: YamlTree, node: unknown): string | undefined {
  return tree
    .textAt(node, ['if'])
    ?.replace(/^\s*\$\{\{([\s\S]*)\}\}\s*$/, '$1')
    .trim();
}
