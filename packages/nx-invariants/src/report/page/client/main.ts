import type { PageData } from '../page-data';
import { Drawer } from './drawer';
import { byId } from './element';
import { useMatrix } from './matrix-grid';
import { useFilter } from './page-filter';

let read: PageData | undefined;
const data = (): PageData => {
  read ??= JSON.parse(byId('data').textContent ?? '') as PageData;
  return read;
};

const drawer = new Drawer(data);
const table = document.querySelector<HTMLTableElement>('.matrix table');
if (table !== null) useMatrix(table, (chosen) => drawer.showLeaves(chosen));
useFilter();

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a.message') : null;
  if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  drawer.showById(link.getAttribute('href')?.slice(1) ?? '');
});
window.addEventListener('hashchange', showNamed);
window.addEventListener('beforeprint', () => {
  for (const notes of document.querySelectorAll<HTMLDetailsElement>('.notes')) notes.open = true;
});

document.querySelector<HTMLElement>('.toolbar')?.removeAttribute('hidden');
document.documentElement.classList.add('ready');
showNamed();

function showNamed(): void {
  const id = window.location.hash.slice(1);
  if (id.startsWith('f-')) drawer.showById(id);
}
