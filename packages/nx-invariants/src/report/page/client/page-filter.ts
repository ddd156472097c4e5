import { byId } from './element';
import { columnNames } from './matrix-grid';
import { isWanted, wordsOf } from './query';

interface Item {
  readonly element: HTMLElement;
  readonly text: string;
  readonly marks: readonly string[];
}

/** Makes the search field and the filters hide what is not wanted, on the whole page. */
export function useFilter(): void {
  const search = byId('search') as HTMLInputElement;
  const found = byId('found');
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('[data-filter]')];
  const chosen = new Set<string>();
  const sections = [...document.querySelectorAll<HTMLElement>('main > section')].map((section) => ({
    none: section.querySelector<HTMLElement>('.none'),
    groups: [...section.querySelectorAll<HTMLElement>('.group, .notes')],
    elements: [...section.querySelectorAll<HTMLElement>('[data-marks]')],
    items: undefined as readonly Item[] | undefined,
  }));

  const apply = () => {
    const words = wordsOf(search.value);
    const isNarrowed = words.length + chosen.size > 0;
    let shown = 0;
    for (const part of sections) {
      part.items ??= part.elements.map(itemOf);
      let left = 0;
      for (const item of part.items) {
        const wanted = isWanted(item, words, chosen);
        if (item.element.hidden === wanted) item.element.hidden = !wanted;
        if (wanted) left++;
      }
      shown += left;
      if (part.none !== null) part.none.hidden = left > 0 || part.items.length === 0;
      for (const group of part.groups) showGroup(group, isNarrowed);
    }
    found.textContent = isNarrowed ? `${shown} found` : '';
  };

  search.addEventListener('input', apply);
  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || search.value === '') return;
    event.preventDefault();
    search.value = '';
    apply();
  });
  for (const button of buttons) {
    const filter = button.dataset.filter ?? '';
    button.hidden = document.querySelector(`[data-marks~="${filter}"]`) === null;
    button.addEventListener('click', () => {
      if (!chosen.delete(filter)) chosen.add(filter);
      button.setAttribute('aria-pressed', String(chosen.has(filter)));
      apply();
    });
  }
  document.addEventListener('keydown', (event) => {
    const isTyping =
      event.target instanceof HTMLInputElement || document.querySelector('dialog[open]') !== null;
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
}

function itemOf(element: HTMLElement): Item {
  const columns = element instanceof HTMLTableRowElement ? columnNames(element) : '';
  return {
    element,
    text: `${element.textContent} ${columns}`.toLowerCase(),
    marks: (element.dataset.marks ?? '').split(' '),
  };
}

/** A group without anything left is hidden; one that is closed opens where something in it was looked for. */
function showGroup(group: HTMLElement, isNarrowed: boolean): void {
  const left = group.querySelector('[data-marks]:not([hidden])') !== null;
  group.hidden = !left;
  if (isNarrowed && left && group instanceof HTMLDetailsElement) group.open = true;
}
