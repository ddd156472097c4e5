import { shownText } from './shown-text';

/** Markup that stands in a page as it is. All else that comes into {@link html} is a text, and stays one. */
export class Markup {
  constructor(readonly text: string) {}
}

export type HtmlValue = string | number | Markup | undefined | readonly HtmlValue[];

/** Makes markup of a template. Values are escaped for content and for quoted attributes; undefined leaves nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  return new Markup(parts.reduce((page, part, index) => `${page}${markupOf(values[index - 1])}${part}`));
}

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function markupOf(value: HtmlValue): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(markupOf).join('');
  return shownText(String(value)).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
