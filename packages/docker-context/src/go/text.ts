/**
 * The notions of text that Go's standard library gives BuildKit and that JavaScript spells differently:
 * which characters are white space, and how a string is quoted in an error message.
 */

const SPACE = '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const ONE_SPACE = new RegExp(`^[${SPACE}]$`, 'u');
const LEADING_SPACE = new RegExp(`^[${SPACE}]+`, 'u');

/** Go's unicode.IsSpace, for one character. */
export function isSpace(character: string): boolean {
  return ONE_SPACE.test(character);
}

/** Go's strings.TrimLeftFunc(text, unicode.IsSpace): unlike trimStart it keeps a byte order mark. */
export function trimLeadingSpace(text: string): string {
  return text.replace(LEADING_SPACE, '');
}

/** Go's strings.TrimSpace. Written as a scan: a trailing-space regular expression is quadratic on hostile text. */
export function trimSpace(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charAt(end - 1))) end -= 1;
  return trimLeadingSpace(text.slice(0, end));
}

/** Go's %q for the printable text that paths and words are made of. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
