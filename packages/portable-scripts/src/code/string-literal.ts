import { type SyntaxNode, textOf } from '../syntax/syntax-tree';

/** The value of a string literal of Python, JavaScript or TypeScript, with `{}` for what it interpolates. */
export function stringValue(node: SyntaxNode, text: string): string {
  const prefix = /^[A-Za-z]*/.exec(textOf(node, text))?.[0] ?? '';
  const isRaw = /r/i.test(prefix);
  const quote = /^("""|'''|["'`])/.exec(text.slice(node.start + prefix.length))?.[0] ?? '';
  const from = node.start + prefix.length + quote.length;
  const holes = node.children.filter(
    ({ type }) => type === 'interpolation' || type === 'template_substitution',
  );
  let value = '';
  let at = from;
  for (const hole of holes) {
    value += `${text.slice(at, hole.start)}{}`;
    at = hole.end;
  }
  value += text.slice(at, Math.max(at, node.end - quote.length));
  return isRaw
    ? value
    : value.replace(/\\(?:\r?\n|x[0-9a-fA-F]{2}|u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|[\s\S])/g, unescaped);
}

function unescaped(sequence: string): string {
  const letter = sequence[1] as string;
  if (/[\r\n]/.test(letter)) return '';
  if (sequence.length > 2) return String.fromCodePoint(codePoint(sequence));
  return controls[letter] ?? letter;
}

function codePoint(sequence: string): number {
  const code = Number.parseInt(sequence.slice(2).replace(/[{}]/g, ''), 16);
  return code <= 0x10ffff ? code : 0xfffd;
}

const controls: { readonly [letter: string]: string } = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
};
