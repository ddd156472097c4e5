import { shownText } from '../shown-text';

type Child = Node | string | undefined;

/** An element with attributes and children. Texts become text and nothing else. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: { readonly [name: string]: string },
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  for (const child of children) {
    if (child !== undefined) made.append(typeof child === 'string' ? shownText(child) : child);
  }
  return made;
}

/** The sign of a mark; beside it a word says the same. */
export function signElement(mark: string): HTMLElement {
  return element('span', { class: `sign ${mark}`, 'aria-hidden': 'true' });
}

/** The element of the page that has this id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}
