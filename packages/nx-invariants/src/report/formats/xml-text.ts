import { visibleText } from '../visible-text';

/** A text as the content of an element of XML 1.0. What XML cannot hold is replaced. */
export function xmlText(text: string): string {
  return escaped(text, /[&<>\r]/g);
}

/** Attributes of an element, each with a blank before it; those without a value are left out. */
export function xmlAttributes(attributes: { readonly [name: string]: string | number | undefined }): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [` ${name}="${escaped(String(value), /[&<>"\t\n\r]/g)}"`],
    )
    .join('');
}

function escaped(text: string, unsafe: RegExp): string {
  return visibleText(text).replace(unsafe, (character) => `&#${character.charCodeAt(0)};`);
}
