import type { Position } from '../position';
import type { JsonNode } from './json-tree';

/** One thing wrong with the configuration. */
export interface ConfigProblem {
  /** JSON pointer (RFC 6901) of the value; '' is the whole file. */
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly expected: string;
  readonly fix: string;
}

/** Collects what is wrong, in the order in which it is met. Both methods return undefined: there is no value. */
export class Problems {
  readonly list: ConfigProblem[] = [];

  add(pointer: string, at: Position, message: string, expected: string, fix: string): undefined {
    this.list.push({ pointer, line: at.line, column: at.column, message, expected, fix });
    return undefined;
  }

  wrongType(node: JsonNode, what: string, expected: string, fix: string): undefined {
    return this.add(node.pointer, node.at, `${what} is ${describeNode(node)}`, expected, fix);
  }
}

export function describeNode(node: JsonNode): string {
  switch (node.type) {
    case 'object':
      return 'an object';
    case 'array':
      return 'a list';
    case 'null':
      return 'null';
    case 'string':
      return `the text ${JSON.stringify(node.value.slice(0, 40))}`;
    case 'number':
    case 'boolean':
      return String(node.value);
  }
}
