import type { Markup } from '../src/report/page/html';

const entities: { readonly [entity: string]: string } = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** What can be read in markup, an element that begins a line in a line of its own. */
export function pageText(markup: Markup | undefined): string[] {
  return (markup?.text ?? '')
    .replace(/\s+/g, ' ')
    .replace(/<(?:\/?(?:tr|li|h\d|p|dl|article|details|div|summary|ul|ol|dt)|br)\b[^>]*>/g, '\n')
    .replace(/<\/(?:td|th|dt)>/g, ' | ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? '')
    .split('\n')
    .map((line) => line.replace(/ +/g, ' ').replace(/^[\s|]+|[\s|]+$/g, ''))
    .filter((line) => line !== '');
}
