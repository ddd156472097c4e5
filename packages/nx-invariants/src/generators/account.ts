/** What a run of the generator found, changed and left alone, each as sentences for people. */
export interface Account {
  readonly found: readonly string[];
  readonly done: readonly string[];
  /** What was not done, and why. */
  readonly left: readonly string[];
  readonly next: readonly string[];
}

/** The account as text; a section with nothing to say is left out. */
export function renderAccount(account: Account): string {
  const sections: readonly [string, readonly string[]][] = [
    ['Found', account.found],
    ['Done', account.done.length > 0 ? account.done : ['nothing: everything was there already']],
    ['Left alone', account.left],
    ['Next', account.next],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [title, ...lines.map((line) => `  - ${line}`)].join('\n'))
    .join('\n\n');
}
