import ignore from 'ignore';

/** The lines of an ignore file, as the library `ignore` reads them like git does; rebased to another folder they stay so. */
export function ignoreLines(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map(withoutRoot);
}

/** The library takes a `/**` that ends there for what lies at the root alone; to git it is everything, as `**` is. */
function withoutRoot(line: string): string {
  return line.replace(/^(!?)\/(?=\*\*\/?\s*$)/, '$1');
}

/** The library throws on some lines, such as `\\(`, when it is first asked: such a line names nothing. */
export function isPattern(line: string): boolean {
  try {
    ignore({ ignorecase: false }).add(line).ignores('a');
    return true;
  } catch {
    return false;
  }
}
