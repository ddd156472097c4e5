import type { Json } from '../json';
import type { Truth } from '../schema/evaluate';
import type { NodeId, NodeStore } from '../schema/node';
import { inPlace } from '../schema/reference-cycle';
import { isFromA, type Literal, literal, nodeOf } from './literal';
import type { Patterns } from './pattern';

/**
 * What members a document may have without being "undeclared" by schema A, at one place. Where A names no member at all the
 * object is a free-form map: everything in it is declared, except the members that B now names one by one.
 */
export type Declared = {
  names: ReadonlySet<string>;
  patterns: readonly string[];
  everything: boolean;
  except: ReadonlySet<string>;
};

/** Of all nodes in a place. */
type Spoken = { names: ReadonlySet<string>; patterns: readonly string[]; everything: boolean };

/** Reads declarations (schema/declarations.ts) off the claims about a place. */
export class DeclaredMembers {
  private readonly spoken = new Map<NodeId, Spoken>();

  constructor(private readonly store: NodeStore) {}

  /** @param claims all claims about an object; those that are marked as A's are A's declarations. */
  of(claims: readonly Literal[]): Declared {
    const names = new Set<string>();
    const patterns: string[] = [];
    const namedByB = new Set<string>();
    let everything = false;
    for (const claim of claims) {
      const spoken = this.spokenOf(nodeOf(claim));
      for (const name of spoken.names) (isFromA(claim) ? names : namedByB).add(name);
      if (!isFromA(claim)) continue;
      patterns.push(...spoken.patterns);
      everything ||= spoken.everything;
    }
    const isFreeForm = !everything && names.size === 0 && patterns.length === 0;
    return {
      names,
      patterns,
      everything: everything || isFreeForm,
      except: isFreeForm ? namedByB : new Set(),
    };
  }

  private spokenOf(root: NodeId): Spoken {
    const known = this.spoken.get(root);
    if (known !== undefined) return known;
    const nodes = inOnePlace(this.store, [root]).map((id) => this.store.get(id));
    const spoken = {
      names: new Set(nodes.flatMap((node) => (node.kind === 'property' ? [node.name] : []))),
      patterns: nodes.flatMap((node) => (node.kind === 'patternProperty' ? [node.pattern] : [])),
      everything: nodes.some(({ kind }) => kind === 'additional'),
    };
    this.spoken.set(root, spoken);
    return spoken;
  }
}

export function isDeclared(patterns: Patterns, declared: Declared, name: string): Truth {
  if (declared.names.has(name)) return true;
  if (declared.everything) return !declared.except.has(name);
  const truths = declared.patterns.map((pattern) => patterns.matches(pattern, name));
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}

/**
 * The first member on the way into a document that A does not declare.
 *
 * @param a the declarations of A.
 * @param b the node of B.
 */
export function firstUndeclared(
  store: NodeStore,
  patterns: Patterns,
  { a, b }: { a: NodeId; b: NodeId },
  document: Json,
  path: readonly string[],
): string | undefined {
  const members = new DeclaredMembers(store);
  let at = { a: [a], b: [b] };
  let value: Json | undefined = document;
  for (const token of path) {
    const isList = Array.isArray(value);
    const claims = [
      ...at.a.map((id) => literal(id, true, true)),
      ...at.b.map((id) => literal(id, true, false)),
    ];
    if (!isList && isDeclared(patterns, members.of(claims), token) === false) return token;
    const below = (ids: readonly NodeId[]) =>
      isList ? itemNodes(store, ids, Number(token)) : memberNodes(store, patterns, ids, token);
    at = { a: below(at.a), b: below(at.b) };
    value = (value as { [key: string]: Json } | undefined)?.[token];
  }
  return undefined;
}

function memberNodes(store: NodeStore, patterns: Patterns, ids: readonly NodeId[], name: string): NodeId[] {
  return inOnePlace(store, ids).flatMap((id) => {
    const node = store.get(id);
    switch (node.kind) {
      case 'property':
        return node.name === name ? [node.schema] : [];
      case 'patternProperty':
        return patterns.matches(node.pattern, name) === true ? [node.schema] : [];
      case 'additional': {
        const isNamed = node.names.includes(name);
        return isNamed || node.patterns.some((pattern) => patterns.matches(pattern, name) === true)
          ? []
          : [node.schema];
      }
      default:
        return [];
    }
  });
}

function itemNodes(store: NodeStore, ids: readonly NodeId[], index: number): NodeId[] {
  return inOnePlace(store, ids).flatMap((id) => {
    const node = store.get(id);
    if (node.kind === 'item') return node.index === index ? [node.schema] : [];
    if (node.kind === 'tail') return index >= node.from ? [node.schema] : [];
    return node.kind === 'contains' ? [node.schema] : [];
  });
}

/** These nodes and all that they are made of and that judge the same value. */
function inOnePlace(store: NodeStore, ids: readonly NodeId[]): NodeId[] {
  const reached = new Set(ids);
  for (const id of reached) for (const part of inPlace(store, id)) reached.add(part);
  return [...reached];
}
