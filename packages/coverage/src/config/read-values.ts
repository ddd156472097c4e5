import type { Problems } from './config-problems';
import type { JsonMember, JsonNode } from './json-tree';

export type Members = ReadonlyMap<string, JsonNode>;

/** An object's members by key; repeated and unknown keys are problems. Keys that start with `$` are remarks. */
export function membersOf(
  node: JsonNode,
  what: string,
  known: readonly string[] | 'any',
  problems: Problems,
): Members | undefined {
  if (node.type !== 'object') {
    return problems.wrongType(node, what, 'an object', `write ${what} as { ... }`);
  }
  const members = new Map<string, JsonNode>();
  for (const member of node.members) {
    if (members.has(member.key)) {
      const message = `${JSON.stringify(member.key)} occurs twice in ${what}; only one could be enforced`;
      problems.add(
        member.value.pointer,
        member.keyAt,
        message,
        'every key once',
        'delete or rename one of the two',
      );
    } else if (known === 'any') {
      requireName(member, what, problems);
      members.set(member.key, member.value);
    } else if (known.includes(member.key)) {
      members.set(member.key, member.value);
    } else if (!member.key.startsWith('$')) {
      const message = `${what} has no setting ${JSON.stringify(member.key)}`;
      problems.add(
        member.value.pointer,
        member.keyAt,
        message,
        `one of ${known.join(', ')}`,
        'correct or delete it',
      );
    }
  }
  return members;
}

function requireName(member: JsonMember, what: string, problems: Problems): void {
  if (member.key.trim() !== '') return;
  problems.add(
    member.value.pointer,
    member.keyAt,
    `${what} has an entry without a name`,
    'a name',
    'name or delete it',
  );
}

export function readChoice<T extends string>(
  node: JsonNode | undefined,
  key: string,
  choices: readonly T[],
  problems: Problems,
): T | undefined {
  if (!node) return undefined;
  const choice = node.type === 'string' ? choices.find((known) => known === node.value) : undefined;
  if (choice) return choice;
  return problems.wrongType(node, key, `one of ${choices.join(', ')}`, `name one of them or delete "${key}"`);
}

export function readText(node: JsonNode | undefined, key: string, problems: Problems): string | undefined {
  if (!node) return undefined;
  return node.type === 'string'
    ? node.value
    : problems.wrongType(node, key, 'text', `write "${key}" as text`);
}

/** Whether a key of `packages` or the like is a folder, file or glob inside the project; else it is a problem. */
export function isInsidePattern(pattern: string, node: JsonNode, problems: Problems): boolean {
  const isInside = !pattern.startsWith('/') && !pattern.includes('\\') && !pattern.split('/').includes('..');
  if (!isInside) {
    problems.add(
      node.pointer,
      node.at,
      `${pattern} leaves the project`,
      'a folder, file or glob inside the project, with forward slashes',
      'write it as in "src/lib/**"',
    );
  }
  return isInside;
}
