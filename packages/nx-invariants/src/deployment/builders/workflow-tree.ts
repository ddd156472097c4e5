import { isAlias, isMap, isScalar } from 'yaml';
import type { FindingDraft, Location } from '../../check/finding';
import { parseYamlDocument } from '../../config/yaml-document';

/** The nodes of a workflow or an action; an alias stands for what it names (GitHub Actions, "YAML anchors and aliases"). */
export interface WorkflowTree {
  readonly root: unknown;
  /** The place of a node. */
  locate(node: unknown): Location;
  /** What a node stands for, if it is an alias. */
  follow(node: unknown): unknown;
  /** The node at a path of keys below another; undefined if there is none. */
  nodeAt(node: unknown, path: readonly string[]): unknown;
  /** The scalar there, as text. */
  textAt(node: unknown, path: readonly string[]): string | undefined;
}

export type TreeReading =
  | { readonly ok: true; readonly tree: WorkflowTree }
  | { readonly ok: false; readonly finding: FindingDraft };

/** Parses a workflow or the metadata of an action. */
export function parseWorkflow(file: string, text: string, what: 'workflow' | 'action'): TreeReading {
  const parsed = parseYamlDocument(text);
  if (!parsed.ok) {
    const finding: FindingDraft = {
      severity: 'error',
      file,
      ...parsed.position,
      message: `the ${what} is not YAML: ${parsed.message}`,
      fix: 'mend the syntax: what it builds cannot be told until then',
    };
    return { ok: false, finding };
  }
  const { document } = parsed;
  const follow = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
  const nodeAt = (node: unknown, path: readonly string[]) =>
    path.reduce<unknown>((at, key) => (isMap(at) ? follow(at.get(key, true)) : undefined), follow(node));
  const tree: WorkflowTree = {
    root: document.contents,
    locate: (node) => ({
      file,
      ...parsed.locate((node as { range?: readonly number[] } | undefined)?.range?.[0] ?? 0),
    }),
    follow,
    nodeAt,
    textAt(node, path) {
      const found = nodeAt(node, path);
      return isScalar(found) && found.value !== null ? String(found.value) : undefined;
    },
  };
  return { ok: true, tree };
}
