import { type Document, isAlias, isMap, isScalar } from 'yaml';
import type { FindingDraft, Location } from '../../check/finding';
import type { Position } from '../../config/json-document';
import { parseYamlDocument, parseYamlStream } from '../../config/yaml-document';

/** The nodes of a YAML document; an alias stands for what it names (GitHub Actions, "YAML anchors and aliases"). */
export interface YamlTree {
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

interface Refused {
  readonly ok: false;
  readonly finding: FindingDraft;
}

export type TreeReading = { readonly ok: true; readonly tree: YamlTree } | Refused;

export type TreesReading = { readonly ok: true; readonly trees: readonly YamlTree[] } | Refused;

/** Parses a file that is one document: a workflow, or the metadata of an action. */
export function parseYamlTree(file: string, text: string, what: 'workflow' | 'action'): TreeReading {
  const parsed = parseYamlDocument(text);
  return parsed.ok
    ? { ok: true, tree: yamlTree(file, parsed.document, parsed.locate) }
    : refused(file, parsed, what);
}

/** Parses a file that may hold several documents. */
export function parseYamlTrees(file: string, text: string, what: 'Skaffold file'): TreesReading {
  const parsed = parseYamlStream(text);
  return parsed.ok
    ? { ok: true, trees: parsed.documents.map((document) => yamlTree(file, document, parsed.locate)) }
    : refused(file, parsed, what);
}

function refused(
  file: string,
  { message, position }: { readonly message: string; readonly position: Position },
  what: string,
): Refused {
  const finding: FindingDraft = {
    severity: 'error',
    file,
    ...position,
    message: `the ${what} is not YAML: ${message}`,
    fix: 'mend the syntax: what it builds cannot be told until then',
  };
  return { ok: false, finding };
}

function yamlTree(file: string, document: Document, position: (offset: number) => Position): YamlTree {
  const follow = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
  const nodeAt = (node: unknown, path: readonly string[]) =>
    path.reduce<unknown>((at, key) => (isMap(at) ? follow(at.get(key, true)) : undefined), follow(node));
  return {
    root: document.contents,
    locate: (node) => ({
      file,
      ...position((node as { range?: readonly number[] } | undefined)?.range?.[0] ?? 0),
    }),
    follow,
    nodeAt,
    textAt(node, path) {
      const found = nodeAt(node, path);
      return isScalar(found) && found.value !== null ? String(found.value) : undefined;
    },
  };
}
