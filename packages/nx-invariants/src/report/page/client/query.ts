/** The words that are searched for. */
export function wordsOf(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Whether something is to be shown: it has every word, and one of the chosen marks where some are chosen. */
export function isWanted(
  item: { readonly text: string; readonly marks: readonly string[] },
  words: readonly string[],
  chosen: ReadonlySet<string>,
): boolean {
  if (chosen.size > 0 && !item.marks.some((mark) => chosen.has(mark))) return false;
  return words.every((word) => item.text.includes(word));
}
