import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type ParsedNode,
  Parser,
  type YAMLMap,
  type Scalar as YamlScalar,
} from 'yaml';
import type { Diagnostics } from '../result';
import type { Entry, Location, Mapping, Scalar, Sequence, Tree } from './tree';

/** The longest file that is read, in UTF-16 units. Real compose files and manifests are far below it. */
export const LONGEST_FILE = 4 * 1024 * 1024;
/** The deepest nesting of collections, aliases followed. */
export const DEEPEST = 100;
/** The most nodes one document may stand for after its aliases are expanded. */
export const MOST_NODES = 200_000;
const MOST_DOCUMENTS = 10_000;
/** A token costs half a kilobyte before the tree is built. */
const MOST_TOKENS = 1_000_000;

/**
 * Reads a YAML 1.2 stream into positioned trees, one per document.
 *
 * Aliases are followed and `<<` merge keys applied (explicit keys win, then earlier sources, as the merge
 * key type says). Duplicate keys are failures. Work and memory are bounded: length, depth and the number
 * of nodes after expansion are capped, so a bomb of aliases is a failure and not an exhausted machine.
 */
export function parseYaml(file: string, text: string, diagnostics: Diagnostics): Tree[] | undefined {
  const start: Location = { file, line: 1, column: 1 };
  if (text.length > LONGEST_FILE) {
    return diagnostics.fail(
      'too-large',
      start,
      `${file} has ${text.length} characters; at most ${LONGEST_FILE} are read.`,
      'Split the file, or leave it out of the files to read.',
    );
  }
  const lines = new LineCounter();
  const locate = (offset: number): Location => {
    const { line, col } = lines.linePos(Math.min(Math.max(offset, 0), text.length));
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };

  const documents = composeDocuments(text, lines, locate, diagnostics);
  if (documents === undefined) return undefined;

  const trees: Tree[] = [];
  for (const document of documents) {
    const fault = document.errors[0];
    if (fault !== undefined) {
      return diagnostics.fail(
        'yaml-syntax',
        locate(fault.pos[0]),
        `${file} is not valid YAML: ${fault.message}.`,
        fault.code === 'TAB_AS_INDENT'
          ? 'YAML forbids tabs in indentation: replace them with spaces.'
          : 'Correct the YAML at this place.',
      );
    }
    const tree = new TreeBuilder(locate, diagnostics).build(document.contents as ParsedNode | null);
    if (tree === undefined) return undefined;
    trees.push(tree);
  }
  return trees;
}

function composeDocuments(
  text: string,
  lines: LineCounter,
  locate: (offset: number) => Location,
  diagnostics: Diagnostics,
): Document.Parsed[] | undefined {
  // Duplicate keys are found while building the tree: the library compares each key with all before it.
  const composer = new Composer({ uniqueKeys: false, logLevel: 'silent' });
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const documents: Document.Parsed[] = [];

  let tokens = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (++tokens > MOST_TOKENS) {
      return diagnostics.fail(
        'too-many-nodes',
        locate(parser.offset),
        `The stream has more than ${MOST_TOKENS} tokens.`,
        'Split the file.',
      );
    }
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    if (parser.stack.length > DEEPEST * 2) {
      return diagnostics.fail(
        'too-deep',
        locate(parser.offset),
        `The YAML is nested deeper than ${DEEPEST} levels.`,
        'Flatten the document.',
      );
    }
    if (documents.length > MOST_DOCUMENTS) {
      return diagnostics.fail(
        'too-many-nodes',
        locate(parser.offset),
        `The stream has more than ${MOST_DOCUMENTS} documents.`,
        'Split the file.',
      );
    }
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end());
  return documents;
}

/** A tree with what it costs when written out in full. */
interface Measured {
  readonly tree: Tree;
  readonly nodes: number;
  readonly height: number;
}

class TreeBuilder {
  private readonly anchors = new Map<string, Measured | 'open'>();
  /** Nodes and entries built so far: unlike aliases, merge keys copy. */
  private built = 0;

  constructor(
    private readonly locate: (offset: number) => Location,
    private readonly diagnostics: Diagnostics,
  ) {}

  build(contents: ParsedNode | null): Tree | undefined {
    return this.convert(contents, this.locate(0))?.tree;
  }

  private convert(node: unknown, fallback: Location): Measured | undefined {
    const location = locationOf(node, this.locate) ?? fallback;
    if (isAlias(node)) return this.follow(node.source, location);
    const anchor = anchorOf(node);
    if (anchor !== undefined) this.anchors.set(anchor, 'open');
    const measured = this.convertOwn(node, location);
    if (measured === undefined) return undefined;
    this.built++;
    if (measured.nodes > MOST_NODES || this.built > MOST_NODES) {
      return this.diagnostics.fail(
        'too-many-nodes',
        location,
        `The document stands for more than ${MOST_NODES} nodes once its aliases are expanded.`,
        'Use fewer nested aliases.',
      );
    }
    if (measured.height > DEEPEST) {
      return this.diagnostics.fail(
        'too-deep',
        location,
        `The document is nested deeper than ${DEEPEST} levels once its aliases are expanded.`,
        'Flatten the document.',
      );
    }
    if (anchor !== undefined) this.anchors.set(anchor, measured);
    return measured;
  }

  private convertOwn(node: unknown, location: Location): Measured | undefined {
    if (isMap(node)) return this.convertMap(node, location);
    if (isSeq(node)) {
      const items: Tree[] = [];
      let nodes = 1;
      let height = 0;
      for (const item of node.items) {
        const converted = this.convert(item, location);
        if (converted === undefined) return undefined;
        items.push(converted.tree);
        nodes += converted.nodes;
        height = Math.max(height, converted.height);
      }
      const tree: Sequence = { kind: 'sequence', items, location, ...directiveOf(node.tag) };
      return { tree, nodes, height: height + 1 };
    }
    if (isScalar(node)) {
      return { tree: this.convertScalar(node, location), nodes: 1, height: 1 };
    }
    return { tree: { kind: 'scalar', value: null, location }, nodes: 1, height: 1 };
  }

  private convertScalar(node: YamlScalar, location: Location): Scalar {
    const value = node.value;
    const plain =
      value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return {
      kind: 'scalar',
      value: plain ? value : (node.source ?? String(value)),
      location,
      ...(node.type === 'PLAIN' ? { plain: true } : {}),
      ...directiveOf(node.tag),
    };
  }

  private convertMap(node: YAMLMap, location: Location): Measured | undefined {
    const entries = new Map<string, Entry>();
    const merged: Mapping[] = [];
    let nodes = 1;
    let height = 0;
    let mergeKey: Location | undefined;
    for (const pair of node.items) {
      const key = this.convertKey(pair.key, location);
      if (key === undefined) return undefined;
      const value = this.convert(pair.value, key.tree.location);
      if (value === undefined) return undefined;
      nodes += value.nodes + 1;
      height = Math.max(height, value.height);
      const name = String(key.tree.value);
      const earlier = key.isMerge ? mergeKey : entries.get(name)?.key.location;
      if (earlier !== undefined) {
        return this.diagnostics.fail(
          'duplicate-key',
          key.tree.location,
          `The key "${name}" is already defined at line ${earlier.line}.`,
          'Remove one of the two, or merge them.',
        );
      }
      if (key.isMerge) {
        mergeKey = key.tree.location;
        const sources = this.mergeSources(value.tree);
        if (sources === undefined) return undefined;
        merged.push(...sources);
      } else {
        entries.set(name, { key: key.tree, value: value.tree });
      }
    }
    for (const source of merged) {
      this.built += source.entries.size;
      if (this.built > MOST_NODES) break;
      for (const [name, entry] of source.entries) if (!entries.has(name)) entries.set(name, entry);
    }
    const tree: Mapping = { kind: 'mapping', entries, location, ...directiveOf(node.tag) };
    return { tree, nodes, height: height + 1 };
  }

  private convertKey(
    node: unknown,
    fallback: Location,
  ): { readonly tree: Scalar; readonly isMerge: boolean } | undefined {
    const converted = this.convert(node, fallback);
    if (converted === undefined) return undefined;
    const tree = converted.tree;
    if (tree.kind !== 'scalar') {
      return this.diagnostics.fail(
        'invalid-structure',
        tree.location,
        'A mapping key is a list or a mapping.',
        'Use a plain name as the key.',
      );
    }
    return { tree, isMerge: isScalar(node) && node.type === 'PLAIN' && node.value === '<<' };
  }

  private mergeSources(tree: Tree): Mapping[] | undefined {
    const sources = tree.kind === 'sequence' ? tree.items : [tree];
    const maps = sources.filter((source): source is Mapping => source.kind === 'mapping');
    if (maps.length === sources.length) return maps;
    return this.diagnostics.fail(
      'invalid-structure',
      tree.location,
      'A merge key `<<` takes a mapping or a list of mappings.',
      'Point the merge key at an anchor of a mapping.',
    );
  }

  private follow(name: string, location: Location): Measured | undefined {
    const target = this.anchors.get(name);
    if (target === 'open') {
      return this.diagnostics.fail(
        'alias',
        location,
        `The alias *${name} lies inside the node it names.`,
        'Remove the cycle.',
      );
    }
    if (target === undefined) {
      return this.diagnostics.fail(
        'alias',
        location,
        `The alias *${name} has no anchor &${name} before it in this document.`,
        `Define &${name} above this line.`,
      );
    }
    return target;
  }
}

function directiveOf(tag: string | undefined): { directive?: 'reset' | 'override' } {
  if (tag === '!reset') return { directive: 'reset' };
  if (tag === '!override') return { directive: 'override' };
  return {};
}

function anchorOf(node: unknown): string | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
}

function locationOf(node: unknown, locate: (offset: number) => Location): Location | undefined {
  if (!(isMap(node) || isSeq(node) || isScalar(node) || isAlias(node)) || node.range == null)
    return undefined;
  return locate(node.range[0]);
}
