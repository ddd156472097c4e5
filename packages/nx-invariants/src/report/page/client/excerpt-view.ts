import type { SourceExcerpt } from '../page-data';
import { element } from './element';

/** Lines of a source with their numbers; those that are meant are marked, for the ear as well. */
export function excerptView({ start, lines, marked, columns }: SourceExcerpt): HTMLElement {
  const width = String(start + lines.length - 1).length;
  const rows = lines.map((text, index) => {
    const number = start + index;
    const isMarked = number >= marked[0] && number <= marked[1];
    return element(
      'span',
      { class: isMarked ? 'row meant' : 'row' },
      element('span', { class: 'lineno', 'aria-hidden': 'true' }, String(number).padStart(width)),
      ...(isMarked && columns !== undefined ? withColumns(text, columns) : [text === '' ? ' ' : text]),
      '\n',
    );
  });
  return element(
    'pre',
    { class: 'excerpt', tabindex: '0', 'aria-label': `Source from line ${start}` },
    ...rows,
  );
}

function withColumns(text: string, [from, to]: readonly [number, number]): (string | Node)[] {
  return [text.slice(0, from - 1), element('mark', {}, text.slice(from - 1, to - 1)), text.slice(to - 1)];
}
