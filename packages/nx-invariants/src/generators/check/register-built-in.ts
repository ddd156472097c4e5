/**
 * Registers a check in the text of the plugin's src/checks/index.ts: its import and its entry, each in order.
 *
 * @throws Error if the text has no list of checks to add to.
 */
export function registerBuiltIn(text: string, id: string): string {
  const name = id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const imported = [...text.matchAll(/^import (\w+) from '\.\/([\w-]+)\/check';$/gm)];
  const list = /(readonly CheckDefinition<never>\[\] = \[\n)((?: {2}\w+,\n)*)(\];)/.exec(text);
  if (!list || imported.length === 0) {
    throw new Error('src/checks/index.ts has no list of checks to add to; register the check by hand');
  }
  const [whole, head = '', entries = '', tail = ''] = list;
  const line = `import ${name} from './${id}/check';`;
  const imports = [...imported.map(([statement]) => statement), line].sort(byPath).join('\n');
  const names = [...entries.split('\n').filter((entry) => entry !== ''), `  ${name},`].sort();
  const first = imported[0]?.index ?? 0;
  const last = imported.at(-1);
  const end = (last?.index ?? 0) + (last?.[0].length ?? 0);
  return `${text.slice(0, first)}${imports}${text.slice(end)}`.replace(
    whole,
    `${head}${names.join('\n')}\n${tail}`,
  );
}

function byPath(a: string, b: string): number {
  const path = (statement: string) => statement.slice(statement.indexOf("'"));
  return path(a) < path(b) ? -1 : 1;
}
