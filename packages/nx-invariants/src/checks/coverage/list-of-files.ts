/** How many names a list of files shows. */
const mostNamed = 20;

/** Names of files for the evidence of a finding: the first, and how many more. */
export function listOfFiles(paths: readonly string[]): string {
  const rest = paths.length - mostNamed;
  return [...paths.slice(0, mostNamed), ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}
