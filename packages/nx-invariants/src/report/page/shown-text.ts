/**
 * A text without what would show it otherwise than it is: controls, halves of surrogate pairs, and the marks that turn
 * the direction of writing, with which a source reads in another order than it runs (CVE-2021-42574).
 */
export function shownText(text: string): string {
  return text.replace(/(?![\t\n\r])[\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, '\ufffd');
}
