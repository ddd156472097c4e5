/**
 * A text without what no document shows: control characters other than tab and line ends, halves of surrogate pairs,
 * and the two that are no characters. Each is replaced by U+FFFD.
 */
export function visibleText(text: string): string {
  return text.replace(/(?![\t\n\r])[\p{Cc}\p{Surrogate}\ufffe\uffff]/gu, '\ufffd');
}
