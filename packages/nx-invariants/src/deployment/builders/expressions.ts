/** What expressions of GitHub Actions stand for, by their names in lower case: `matrix.app`, `inputs.context`. */
export type Values = ReadonlyMap<string, string>;

/** No path or command grows by more; inputs handed on from call to call could double their length each time. */
const maxGrowth = 4096;

/** The values of one context, such as `matrix` (names are not case-sensitive: GitHub Docs, "Contexts"). */
export function valuesOf(context: string, entries: Iterable<readonly [string, string]>): Values {
  return new Map([...entries].map(([name, value]) => [`${context}.${name}`.toLowerCase(), value]));
}

/** Replaces `${{ name }}` where the name has a value; other expressions stay, and so does a text that would grow too long. */
export function expand(text: string, values: Values): string {
  let growth = 0;
  const expanded = text.replace(/\$\{\{\s*([\w-]+(?:\.[\w-]+)+)\s*\}\}/g, (whole, name: string) => {
    const value = values.get(name.toLowerCase()) ?? whole;
    growth += value.length - whole.length;
    return growth > maxGrowth ? '' : value;
  });
  return growth > maxGrowth ? text : expanded;
}
