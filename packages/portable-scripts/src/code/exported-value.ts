import { childIn, firstBroken, type SyntaxNode, textOf } from '../syntax/syntax-tree';
import { parseWith } from '../syntax/tree-sitter';
import { stringValue } from './string-literal';

/** A value that a module writes out, as far as its text alone tells it. */
export type CodeValue =
  | { readonly kind: 'constant'; readonly value: number | string | boolean | null; readonly start: number }
  | {
      readonly kind: 'object';
      readonly entries: ReadonlyMap<string, CodeValue>;
      /** False where it may have entries that are not told, such as those of a spread import. */
      readonly isWhole: boolean;
      readonly start: number;
    }
  | { readonly kind: 'list'; readonly items: readonly CodeValue[]; readonly start: number }
  /** Objects laid over one another, entry by entry; the last one wins. */
  | { readonly kind: 'layers'; readonly layers: readonly CodeValue[]; readonly start: number }
  /** `isWritten` where something stands there; else it may be among what a spread or another layer brings. */
  | { readonly kind: 'unknown'; readonly isWritten: boolean; readonly start: number };

export type ExportReading =
  | { readonly ok: true; readonly value: CodeValue }
  | { readonly ok: false; readonly reason: string; readonly start: number };

const maxLength = 256 * 1024;
const maxDepth = 64;
const maxLayers = 16;

/**
 * What a module of JavaScript or TypeScript exports by default: an object that it writes out, also through
 * `defineConfig`, `mergeConfig`, a function that does nothing but return it, and constants of the module. Nothing runs.
 */
export async function exportedValue(text: string): Promise<ExportReading> {
  if (text.length > maxLength)
    return { ok: false, reason: `it is longer than ${maxLength} characters`, start: 0 };
  const parsed = await parseWith('typescript', text);
  if (!parsed.ok) return { ...parsed, start: 0 };
  const broken = firstBroken(parsed.root);
  if (broken) return { ok: false, reason: 'its syntax cannot be followed', start: broken.start };
  const exported = parsed.root.children.map((statement) => exportedBy(statement, text)).find(Boolean);
  if (!exported) return { ok: false, reason: 'it exports nothing by default', start: 0 };
  return { ok: true, value: new Evaluation(parsed.root, text).valueOf(exported) };
}

/** What a value has at a path of keys: undefined where it surely has nothing. */
export function memberOf(value: CodeValue, path: readonly string[]): CodeValue | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  switch (value.kind) {
    case 'object': {
      const entry = value.entries.get(key);
      if (entry) return memberOf(entry, rest);
      return value.isWhole ? undefined : { kind: 'unknown', isWritten: false, start: value.start };
    }
    case 'layers':
      for (const layer of [...value.layers].reverse()) {
        const found = memberOf(layer, path);
        if (found) return found;
      }
      return undefined;
    case 'unknown':
      return { ...value, isWritten: false };
    case 'constant':
    case 'list':
      return undefined;
    default:
      return value satisfies never;
  }
}

function exportedBy(statement: SyntaxNode, text: string): SyntaxNode | undefined {
  if (statement.type === 'export_statement') {
    return statement.children.some(({ type }) => type === 'default')
      ? childIn(statement, 'value')
      : undefined;
  }
  const [assignment] = statement.children;
  if (assignment?.type !== 'assignment_expression') return undefined;
  const target = childIn(assignment, 'left');
  return target && textOf(target, text) === 'module.exports' ? childIn(assignment, 'right') : undefined;
}

/** Values of the nodes of one module. */
class Evaluation {
  private readonly constants = new Map<string, SyntaxNode>();
  private readonly known = new Map<SyntaxNode, CodeValue>();

  constructor(
    root: SyntaxNode,
    private readonly text: string,
  ) {
    for (const declaration of root.children) {
      if (declaration.type !== 'lexical_declaration' || declaration.children[0]?.type !== 'const') continue;
      for (const declarator of declaration.children) {
        const name = childIn(declarator, 'name');
        const value = childIn(declarator, 'value');
        if (name?.type === 'identifier' && value) this.constants.set(textOf(name, text), value);
      }
    }
  }

  valueOf(node: SyntaxNode, depth = 0): CodeValue {
    const unknown: CodeValue = { kind: 'unknown', isWritten: true, start: node.start };
    if (depth > maxDepth) return unknown;
    const known = this.known.get(node);
    if (known) return known;
    // A constant that stands for itself is met here again.
    this.known.set(node, unknown);
    const value = this.evaluate(node, depth + 1) ?? unknown;
    this.known.set(node, value);
    return value;
  }

  private evaluate(node: SyntaxNode, depth: number): CodeValue | undefined {
    const { start } = node;
    switch (node.type) {
      case 'parenthesized_expression':
      case 'as_expression':
      case 'satisfies_expression':
      case 'non_null_expression':
        return this.inner(node, depth);
      case 'number':
        return { kind: 'constant', value: Number(textOf(node, this.text).replaceAll('_', '')), start };
      case 'string':
        return { kind: 'constant', value: stringValue(node, this.text), start };
      case 'true':
      case 'false':
        return { kind: 'constant', value: node.type === 'true', start };
      case 'null':
        return { kind: 'constant', value: null, start };
      case 'identifier':
      case 'shorthand_property_identifier':
        return this.named(node, depth);
      case 'unary_expression':
      case 'binary_expression':
        return this.calculated(node, depth);
      case 'array':
        return { kind: 'list', items: namedIn(node).map((item) => this.valueOf(item, depth)), start };
      case 'object':
        return this.object(node, depth);
      case 'call_expression':
        return this.call(node, depth);
      case 'arrow_function':
        return this.returned(node, depth);
      default:
        return undefined;
    }
  }

  private inner(node: SyntaxNode, depth: number): CodeValue | undefined {
    const [first] = namedIn(node);
    return first && this.valueOf(first, depth);
  }

  /** The constant of that name, at the place that names it. */
  private named(node: SyntaxNode, depth: number): CodeValue | undefined {
    const name = textOf(node, this.text);
    const value = this.constants.get(name);
    if (value) return { ...this.valueOf(value, depth), start: node.start };
    if (name === 'Infinity') return { kind: 'constant', value: Number.POSITIVE_INFINITY, start: node.start };
    return undefined;
  }

  private calculated(node: SyntaxNode, depth: number): CodeValue | undefined {
    const operator = childIn(node, 'operator');
    const numbers = ['left', 'right', 'argument'].flatMap((field) => {
      const operand = childIn(node, field);
      return operand ? [numberOf(this.valueOf(operand, depth))] : [];
    });
    const [left, right = 0] = numbers;
    if (!operator || left === undefined || numbers.includes(undefined)) return undefined;
    const value = calculate(numbers.length === 1 ? `unary ${operator.type}` : operator.type, left, right);
    return value === undefined ? undefined : { kind: 'constant', value, start: node.start };
  }

  private object(node: SyntaxNode, depth: number): CodeValue {
    const entries = new Map<string, CodeValue>();
    let isWhole = true;
    for (const part of namedIn(node)) {
      const key = childIn(part, 'key') ?? part;
      const value = childIn(part, 'value');
      const spread = part.type === 'spread_element' ? this.inner(part, depth) : undefined;
      if (spread?.kind === 'object') {
        if (!spread.isWhole) entries.clear();
        for (const [name, entry] of spread.entries) entries.set(name, entry);
        isWhole &&= spread.isWhole;
      } else if (part.type === 'shorthand_property_identifier') {
        entries.set(textOf(part, this.text), this.valueOf(part, depth));
      } else if (part.type === 'pair' && value && key.type !== 'computed_property_name') {
        const name = key.type === 'string' ? stringValue(key, this.text) : textOf(key, this.text);
        entries.set(name, this.valueOf(value, depth));
      } else if (part.type === 'method_definition' && childIn(part, 'name')?.type === 'property_identifier') {
        entries.set(textOf(childIn(part, 'name') as SyntaxNode, this.text), {
          kind: 'unknown',
          isWritten: true,
          start: part.start,
        });
      } else {
        // Whatever it is may replace what stands before it.
        entries.clear();
        isWhole = false;
      }
    }
    return { kind: 'object', entries, isWhole, start: node.start };
  }

  private call(node: SyntaxNode, depth: number): CodeValue | undefined {
    const callee = childIn(node, 'function');
    const given = childIn(node, 'arguments');
    const values = given ? namedIn(given).map((argument) => this.valueOf(argument, depth)) : [];
    switch (callee && textOf(callee, this.text)) {
      case 'defineConfig':
      case 'defineProject':
        return values.length === 1 ? values[0] : undefined;
      case 'mergeConfig': {
        const layers = values.slice(0, 2).flatMap((each) => (each.kind === 'layers' ? each.layers : [each]));
        return layers.length > maxLayers ? undefined : { kind: 'layers', layers, start: node.start };
      }
      default:
        return undefined;
    }
  }

  private returned(node: SyntaxNode, depth: number): CodeValue | undefined {
    const body = childIn(node, 'body');
    if (body?.type !== 'statement_block') return body && this.valueOf(body, depth);
    const [only, ...others] = namedIn(body);
    return only?.type === 'return_statement' && others.length === 0 ? this.inner(only, depth) : undefined;
  }
}

function namedIn(node: SyntaxNode): SyntaxNode[] {
  return node.children.filter(({ isNamed, type }) => isNamed && type !== 'comment');
}

function numberOf(value: CodeValue): number | undefined {
  return value.kind === 'constant' && typeof value.value === 'number' ? value.value : undefined;
}

function calculate(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case 'unary -':
      return -left;
    case 'unary +':
      return left;
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    default:
      return undefined;
  }
}
