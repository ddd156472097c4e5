import { html, type Markup } from './html';
import { marks, markWords } from './mark';
import { sign } from './sign';

/** Search and filters: hidden until the script that they need has started. The filters are the legend as well. */
export function toolbar(): Markup {
  const filters = marks.filter((mark) => mark !== 'note');
  return html`<div class="toolbar" role="search" hidden>
<label class="search"><span class="hidden">Search the page</span><input type="search" id="search" placeholder="Search" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"><kbd aria-hidden="true">/</kbd></label>
<div class="filters" role="group" aria-label="Show only">
${filters.map((mark) => html`<button type="button" data-filter="${mark}" aria-pressed="false">${sign(mark)}${mark === 'warns' ? 'warns' : markWords[mark]}</button>\n`)}<button type="button" data-filter="cache" aria-pressed="false"><span class="sign cache" aria-hidden="true"></span>from cache</button>
</div>
<p class="hidden" role="status" id="found"></p>
</div>`;
}
