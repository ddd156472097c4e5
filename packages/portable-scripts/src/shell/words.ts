import { type SyntaxNode, textOf } from '../syntax/syntax-tree';

/** The name of a command, where it is written out. */
export function commandName(command: SyntaxNode, text: string): string | undefined {
  const name = command.children.find((child) => child.type === 'command_name');
  const [word] = name?.children ?? [];
  return name?.children.length === 1 && word?.type === 'word' ? textOf(word, text) : undefined;
}

/** The arguments of a command. */
export function argumentsOf(command: SyntaxNode): readonly SyntaxNode[] {
  return command.children.filter((child) => child.field === 'argument');
}

/** What a word says once its quotes are gone; undefined where an expansion decides that. */
export function literalOf(word: SyntaxNode, text: string): string | undefined {
  switch (word.type) {
    case 'word':
    case 'number':
      return textOf(word, text);
    case 'raw_string':
      return text.slice(word.start + 1, word.end - 1);
    case 'string':
      return word.children.some((child) => child.isNamed && child.type !== 'string_content')
        ? undefined
        : text.slice(word.start + 1, word.end - 1);
    case 'concatenation': {
      const parts = word.children.map((part) => literalOf(part, text));
      return parts.includes(undefined) ? undefined : parts.join('');
    }
    default:
      return undefined;
  }
}

/** Words of a shell text with what they say: arguments, names of commands, values of assignments. */
export function isWord(node: SyntaxNode): boolean {
  const { parent } = node;
  return (
    parent !== undefined &&
    ['word', 'raw_string', 'string', 'concatenation'].includes(node.type) &&
    ['command', 'command_name', 'variable_assignment', 'file_redirect', 'declaration_command'].includes(
      parent.type,
    )
  );
}
