import type { PageData } from '../page-data';
import { byId, element } from './element';
import { findingView } from './finding-view';
import { leavesView } from './leaves-view';
import type { Chosen } from './matrix-grid';

/** The panel beside the page, in which one finding or one part of the matrix is read at leisure. */
export class Drawer {
  readonly #dialog = byId('drawer') as HTMLDialogElement;
  readonly #data: () => PageData;
  /** What the finding that is shown was chosen from. */
  #back: Chosen | undefined;
  #finding: number | undefined;

  /** @param data read when something is shown for the first time. */
  constructor(data: () => PageData) {
    this.#data = data;
    this.#dialog.addEventListener('close', () => {
      this.#finding = undefined;
      showAddress('');
    });
    this.#dialog.addEventListener('click', ({ target }) => {
      if (target === this.#dialog) this.#dialog.close();
    });
    this.#dialog.addEventListener('keydown', ({ key }) => {
      if (key === 'j') this.#step(1);
      if (key === 'k') this.#step(-1);
    });
  }

  showLeaves(chosen: Chosen): void {
    this.#back = undefined;
    this.#finding = undefined;
    this.#show(
      [this.#closing()],
      leavesView(chosen, this.#data(), (index) => this.#showFinding(index, chosen)),
    );
  }

  /** @param id of the element of the finding. */
  showById(id: string): void {
    const index = this.#data().findings.findIndex((finding) => finding.id === id);
    if (index >= 0) this.#showFinding(index, undefined);
  }

  #showFinding(index: number, back: Chosen | undefined): void {
    const { findings, leaves } = this.#data();
    const finding = findings[index];
    if (finding === undefined) return;
    this.#back = back;
    this.#finding = index;
    this.#show(
      [
        ...(back === undefined ? [] : [this.#button('Back', () => this.showLeaves(back))]),
        this.#button('Previous', () => this.#step(-1), this.#neighbour(-1) === undefined, 'k'),
        this.#button('Next', () => this.#step(1), this.#neighbour(1) === undefined, 'j'),
        this.#closing(),
      ],
      findingView(finding, leaves[finding.leaf]),
    );
    showAddress(`#${finding.id}`);
  }

  #step(by: 1 | -1): void {
    const next = this.#neighbour(by);
    if (next !== undefined) this.#showFinding(next, this.#back);
  }

  /** The next finding that the filters leave on the page. */
  #neighbour(by: 1 | -1): number | undefined {
    if (this.#finding === undefined) return undefined;
    const { findings } = this.#data();
    for (let index = this.#finding + by; index >= 0 && index < findings.length; index += by) {
      const item = document.getElementById(findings[index]?.id ?? '');
      if (item !== null && !item.hidden) return index;
    }
    return undefined;
  }

  #show(buttons: readonly Node[], content: readonly Node[]): void {
    this.#dialog.replaceChildren(
      element('div', { class: 'buttons' }, ...buttons),
      element('div', { class: 'content' }, ...content),
    );
    if (!this.#dialog.open) this.#dialog.showModal();
    byId('drawer-title').focus();
    this.#dialog.scrollTop = 0;
  }

  #closing(): HTMLElement {
    return this.#button('Close', () => this.#dialog.close());
  }

  #button(text: string, act: () => void, isOff = false, key?: string): HTMLElement {
    const button = element('button', { type: 'button', ...(key && { 'aria-keyshortcuts': key }) }, text);
    button.disabled = isOff;
    button.addEventListener('click', act);
    return button;
  }
}

/** Names what is shown in the address, so that it can be passed on; nothing is loaded and nothing scrolls. */
function showAddress(hash: string): void {
  const { pathname, search } = window.location;
  window.history.replaceState(null, '', hash === '' ? `${pathname}${search}` : hash);
}
