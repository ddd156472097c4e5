// How fast the report's HTML page is for a large workspace, in Chromium: until it can be used, to answer a search or a
// filter, to move in its matrix, to scroll through it. Prints medians of some rounds, each in a fresh browser context.
// Fails where an act has not done what is timed.
//   node tools/bench/report-page/bench.mjs [--projects 1000] [--checks 20] [--rounds 7]
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { chromium as chromiumOnPath } from '../../browser/chromium.mjs';
import { median } from '../quantile.mjs';
import { renderPage, statusOf } from './status.mjs';

const { values } = parseArgs({
  options: {
    projects: { type: 'string', default: '1000' },
    checks: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '7' },
  },
});
const [projects, checks, rounds] = [values.projects, values.checks, values.rounds].map(Number);

const status = statusOf(projects, checks);
const began = performance.now();
const html = renderPage(status);
const rendering = performance.now() - began;

const program = chromiumOnPath();
const browser = await chromium.launch({ executablePath: program });
const results = [];
try {
  for (let round = 0; round <= rounds; round++) {
    const result = await measure();
    if (round > 0) results.push(result);
  }
} finally {
  await browser.close();
}

console.log(execFileSync(program, ['--version'], { encoding: 'utf8' }).trim());
console.log(
  `${projects} projects by ${checks} checks, ${status.leaves.length} leaves, medians of ${rounds} rounds:`,
);
print('page written', `${rendering.toFixed(0)} ms, ${(html.length / 1e6).toFixed(1)} MB`);
print('can be used', `${medianOf('usable')} ms`);
print('search, until drawn', `${medianOf('search')} ms`);
print('filter, until drawn', `${medianOf('filter')} ms`);
print('arrow key, until drawn', `${medianOf('arrow')} ms`);
print('drawer, until drawn', `${medianOf('drawer')} ms`);
print('longest frame while scrolling', `${medianOf('frame')} ms`);

function print(what, figure) {
  console.log(`  ${what.padEnd(30)} ${figure}`);
}

function medianOf(name) {
  return median(results.map((result) => result[name])).toFixed(0);
}

/** One visit. Times are those of the page's own clock, in milliseconds. */
async function measure() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    await context.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: html }));
    const page = await context.newPage();
    await page.goto('https://report.example/', { waitUntil: 'load' });
    return await page.evaluate(async () => {
      const drawn = () =>
        new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))));
      const timed = async (act) => {
        await drawn();
        const start = performance.now();
        act();
        return (await drawn()) - start;
      };
      const expectThat = (is, what) => {
        if (!is) throw new Error(`nothing to measure: ${what}`);
      };
      const rowsShown = () => document.querySelectorAll('.matrix tbody tr:not([hidden])').length;
      const all = rowsShown();
      const [navigation] = performance.getEntriesByType('navigation');
      const fetched = navigation.responseStart;
      const usable = (await drawn()) - fetched;

      const field = document.getElementById('search');
      const look = (text) => () => {
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      };
      const first = await timed(look('project-77'));
      const second = await timed(look('project-7'));
      expectThat(rowsShown() > 0 && rowsShown() < all, 'the search leaves all rows, or none');
      await timed(look(''));
      expectThat(rowsShown() === all, 'rows stay hidden after the search');
      const button = document.querySelector('[data-filter="violated"]');
      const filter = await timed(() => button.click());
      expectThat(rowsShown() > 0 && rowsShown() < all, 'the filter leaves all rows, or none');
      await timed(() => button.click());

      const cell = document.querySelector('.matrix tbody th');
      cell.focus();
      const press = () =>
        document.activeElement.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }),
        );
      const arrow = await timed(press);
      expectThat(document.activeElement !== cell, 'the arrow key leaves the focus where it is');
      const drawer = await timed(() => document.querySelector('.matrix td.violated').click());
      expectThat(document.querySelector('dialog').open, 'the drawer is closed');
      document.querySelector('dialog').close();

      const box = document.querySelector('.matrix');
      let frame = 0;
      let last = await drawn();
      for (let step = 0; step < 60; step++) {
        box.scrollTop += box.scrollHeight / 60;
        const now = await drawn();
        frame = Math.max(frame, now - last);
        last = now;
      }
      expectThat(
        box.scrollTop + box.clientHeight >= box.scrollHeight - 60,
        'the matrix is not scrolled through',
      );
      return { usable, search: Math.max(first, second), filter, arrow, drawer, frame };
    });
  } finally {
    await context.close();
  }
}
