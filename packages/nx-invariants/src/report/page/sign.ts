import { html, type Markup } from './html';
import type { Mark } from './mark';

/** The sign itself, for the eye: beside it a word says the same. */
export function sign(mark: Mark): Markup {
  return html`<span class="sign ${mark}" aria-hidden="true"></span>`;
}
