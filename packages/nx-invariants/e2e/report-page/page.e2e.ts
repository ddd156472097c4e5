import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { renderPage } from '../../src/report/page';
import { launch, open } from './browser';
import { differingPixels, differsFromKept, mostDiffering } from './screenshots';
import { brokenStatus, hostileStatus } from './status';

let browser: Browser;
const html = renderPage(brokenStatus);

beforeAll(async () => {
  browser = await launch();
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterAll(() => browser?.close());

const narrow: BrowserContextOptions = { viewport: { width: 360, height: 780 } };
const witness = '#f-0000000000000001';
const isDrawerOpen = (page: Page) => page.evaluate(() => document.querySelector('dialog')?.open ?? false);
/** What the element that has the focus is called. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: element, body } = document;
    return element === body ? 'nothing' : (element?.getAttribute('aria-label') ?? element?.textContent ?? '');
  });

describe('the page', () => {
  it('asks for nothing and complains of nothing, whatever is opened in it', async () => {
    const { page, requests, complaints } = await open(browser, html);
    await page.click('a.message');
    await page.keyboard.press('j');
    await page.keyboard.press('Escape');
    await page.click('.matrix td.violated');
    await page.keyboard.press('Escape');
    await page.fill('#search', 'gateway');
    for (const summary of await page.locator('section summary:visible').all()) await summary.click();
    expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
  });

  it('opens from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'report-page-'));
    try {
      await writeFile(join(folder, 'report.html'), html);
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(`${pathToFileURL(join(folder, 'report.html'))}${witness}`);
      expect(await isDrawerOpen(page)).toBe(true);
      await page.keyboard.press('Escape');
      expect(complaints).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is stopped by its policy from running anything else', async () => {
    const { page, complaints } = await open(browser, html);
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      try {
        script.textContent = 'document.title = "ran"';
        document.body.append(script);
      } catch {
        return 'no text becomes a script';
      }
      return document.title;
    });
    expect(ran).not.toBe('ran');
    expect(
      await page.evaluate(() =>
        fetch('https://elsewhere.example/').then(
          () => 'sent',
          () => 'stopped',
        ),
      ),
    ).toBe('stopped');
    expect(complaints.join('\n')).toContain('Content Security Policy');
  });

  it('can be read without its script', async () => {
    const { page } = await open(browser, html, { javaScriptEnabled: false });
    const text = await page.locator('main').innerText();
    expect(await page.locator('.toolbar').isVisible()).toBe(false);
    expect(text).toContain('3 invariants are violated');
    expect(text).toContain('breaking change of job.json at /required');
    expect(text).toContain('undo the change, or set "$version" to "2.0.0"');
    expect(text).toContain('the tag of read-model is 0.2.0 under Kubernetes and 0.1.0 under Compose');
  });

  it.each([
    '</script><script>document.title="ran"</script><img src=x onerror=\'document.title="ran"\'>',
    '"><svg onload=\'document.title="ran"\'> javascript:document.title="ran" {{7*7}}',
  ])('shows %s as the text that it is', async (evil) => {
    const { page, requests, complaints } = await open(browser, renderPage(hostileStatus(evil)));
    await page.locator('a.message').first().click();
    expect(await page.locator('#drawer-title').innerText()).toContain(evil);
    expect(await page.title()).not.toBe('ran');
    expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
  });
});

describe('by keyboard', () => {
  it('/ leads to the search, which hides what has not every word', async () => {
    const { page } = await open(browser, html);
    await page.keyboard.press('/');
    await page.keyboard.type('read-model tag');
    expect(await page.locator('#findings li:visible').allInnerTexts()).toEqual([
      expect.stringContaining('0.2.0'),
    ]);
    expect(await page.locator('.matrix tbody tr:visible').count()).toBe(0);
    expect(await page.locator('#found').innerText()).toBe('1 found');
    expect(await page.locator('#matrix .none').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.locator('.matrix tbody tr:visible').count()).toBe(14);
    expect(await page.locator('#found').innerText()).toBe('');
  });

  it('filters are switches', async () => {
    const { page } = await open(browser, html);
    const rows = () => page.locator('.matrix tbody th:visible .name').allInnerTexts();
    await page.focus('[data-filter="violated"]');
    await page.keyboard.press('Space');
    expect(await page.getAttribute('[data-filter="violated"]', 'aria-pressed')).toBe('true');
    expect(await rows()).toEqual(['C4', 'B2', 'I7']);
    await page.keyboard.press('Space');
    expect(await rows()).toHaveLength(14);
    await page.click('[data-filter="documented-only"]');
    expect(await rows()).toEqual(['I6']);
    await page.click('[data-filter="planned"]');
    expect(await rows()).toEqual(['V7', 'I6']);
  });

  it('the matrix is one stop of Tab, walked by arrows, and leads into the drawer and back', async () => {
    const { page } = await open(browser, html);
    await page.focus('[data-filter="cache"]');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('C1 Golden documents pass, negative ones fail: holds');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Home');
    expect(await focused(page)).toBe('I7 Kubernetes and Compose run the same services: violated');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    for (let column = 0; column < 3; column++) await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toBe('violated');
    await page.keyboard.press('Enter');
    expect(await page.locator('dialog').innerText()).toContain('I7 · infra');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toContain('the tag of read-model is 0.2.0');
    expect(await page.evaluate(() => location.hash)).toBe('#f-0000000000000003');
    await page.keyboard.press('Escape');
    expect(await isDrawerOpen(page)).toBe(false);
    expect(await focused(page)).toBe('violated');
    expect(await page.evaluate(() => location.hash)).toBe('');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toContain('breaking change of job.json');
  });

  it('rows that a filter hides are passed over', async () => {
    const { page } = await open(browser, html);
    await page.click('[data-filter="violated"]');
    await page.locator('.matrix tbody th:visible').first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('B2 Every source of a Dockerfile exists: violated');
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('I7 Kubernetes and Compose run the same services: violated');
  });
});

describe('the drawer', () => {
  it('shows the source, the witness, what is expected and the fix of a finding that an address names', async () => {
    const { page } = await open(browser, html, {}, witness);
    const lines = (await page.locator('dialog .content').innerText())
      .split('\n')
      .filter((line) => line.trim() !== '');
    expect(lines).toEqual(
      expect.arrayContaining([
        'Source',
        'Expected',
        'version 2.0.0 (it is 1.4.0, and was 1.4.0)',
        'Witness',
        '  "status": "COMPLETED",',
        'Fix',
        'Why and how: nx-invariants explain contract-compat',
      ]),
    );
    expect(await page.locator('.excerpt .meant').innerText()).toContain('"required"');
    expect(await page.locator('.excerpt mark').innerText()).toBe('"owner"');
    expect(await page.getAttribute('dialog a.place', 'href')).toBe(
      `https://github.com/observatory/observatory/blob/${'0'.repeat(40)}/contracts/schemas/job.json#L6`,
    );
  });

  it('leads through the findings that the filters leave', async () => {
    const { page } = await open(browser, html);
    await page.click('[data-filter="warns"]');
    await page.click('[data-filter="waived"]');
    await page.click('a.message:visible');
    expect(await page.locator('#drawer-title').innerText()).toContain('line coverage of processor');
    await page.keyboard.press('j');
    expect(await page.locator('dialog').innerText()).toContain(
      'until 2026-12-31 (34 days left) by @terminal',
    );
    expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
    await page.keyboard.press('k');
    expect(await page.locator('#drawer-title').innerText()).toContain('line coverage of processor');
  });
});

describe('accessibility', () => {
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

  /** What axe finds against the page, with all of its rules. */
  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
    const { violations: all } = found as {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
    };
    return all.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}\n${node.failureSummary}`));
  }

  it.each<[string, BrowserContextOptions]>([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['light at 360 px', { ...narrow, colorScheme: 'light' }],
    ['dark at 360 px', { ...narrow, colorScheme: 'dark' }],
    ['forced colours', { forcedColors: 'active' }],
  ])('nothing stands against it: %s', async (_name, options) => {
    const { page } = await open(browser, html, options);
    for (const notes of await page.locator('.notes > summary').all()) await notes.click();
    expect(await violations(page)).toEqual([]);
    await page.click('[data-filter="violated"]');
    await page.click('a.message:visible');
    await settled(page);
    expect(await violations(page)).toEqual([]);
  });

  it('finds what is wrong, where something is', async () => {
    const { page } = await open(
      browser,
      '<html lang="en"><title>a</title><main><h1>a</h1><input></main></html>',
    );
    expect(await violations(page)).toEqual([expect.stringContaining('label')]);
  });
});

/** Waits until nothing moves: a drawer slides in. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await Promise.all(document.getAnimations().map(({ finished }) => finished));
  });
}

describe('layout', () => {
  it.each([360, 768, 1280])('nothing is wider than a window of %d px', async (width) => {
    const { page } = await open(browser, html, { viewport: { width, height: 800 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.click('a.message');
    await settled(page);
    const drawer = await page.evaluate(() =>
      document.querySelector('dialog')?.getBoundingClientRect().toJSON(),
    );
    expect(drawer).toMatchObject({ right: width, top: 0, height: 800 });
  });

  it('heads of the matrix stand over their cells and stay in sight', async () => {
    const { page } = await open(browser, html, { viewport: { width: 700, height: 500 } });
    const lefts = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.matrix tr')].map((row) =>
          [...row.children].map((cell) => Math.round(cell.getBoundingClientRect().left)),
        ),
      );
    const [head, ...rows] = await lefts();
    for (const row of rows) expect(row).toEqual(head);
    await page.evaluate(() => document.querySelector('.matrix')?.scrollTo(60, 200));
    const [, [first] = []] = await lefts();
    expect(first).toBe(head?.[0]);
    const tops = await page.evaluate(() =>
      ['.matrix', '.matrix thead'].map((name) =>
        Math.round(document.querySelector(name)?.getBoundingClientRect().top ?? 0),
      ),
    );
    expect(tops[1]).toBe((tops[0] ?? 0) + 1);
  });

  it('a bar is as long as its figure, and its marks stand where they belong', async () => {
    const { page } = await open(browser, html);
    const parts = await page.evaluate(() => {
      const bar = document.querySelector('.bar') as SVGElement;
      const { left, width } = (bar.querySelector('.track') as SVGElement).getBoundingClientRect();
      const box = (name: string) => bar.querySelector(name)?.getBoundingClientRect() ?? new DOMRect();
      const at = (name: string) => ((box(name).left + box(name).width / 2 - left) * 100) / width;
      return [(box('.holds').width * 100) / width, at('.floor'), at('.warn'), at('.baseline')].map(
        Math.round,
      );
    });
    expect(parts).toEqual([94, 80, 85, 92]);
  });

  it('all of it is printed', async () => {
    const { page } = await open(browser, html);
    await page.emulateMedia({ media: 'print' });
    const { clipped, hidden } = await page.evaluate(() => ({
      clipped: [...document.querySelectorAll('.matrix, .scroll')].filter(
        (box) => box.scrollHeight > box.clientHeight + 1,
      ).length,
      hidden: getComputedStyle(document.querySelector('.toolbar') as Element).display,
    }));
    expect({ clipped, hidden }).toEqual({ clipped: 0, hidden: 'none' });
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('signs are seen in forced colours', async () => {
    const { page } = await open(browser, html, { forcedColors: 'active' });
    const grounds = await page.evaluate(() => {
      const ground = (element: Element | null, part?: string) =>
        getComputedStyle(element as Element, part).backgroundColor;
      const cell = document.querySelector('.matrix td[data-leaves]');
      return [ground(document.body), ground(document.querySelector('.sign')), ground(cell, '::before')];
    });
    expect(grounds[1]).not.toBe(grounds[0]);
    expect(grounds[2]).not.toBe(grounds[0]);
  });
});

describe('screenshots', () => {
  it.each<[string, BrowserContextOptions, (page: Page) => Promise<unknown>]>([
    ['summary-light', {}, async () => {}],
    ['summary-dark', { colorScheme: 'dark' }, async () => {}],
    ['summary-360', narrow, async () => {}],
    ['findings-light', {}, (page) => scrollTo(page, '#findings')],
    ['coverage-light', {}, (page) => scrollTo(page, '#coverage')],
    ['contexts-dark', { colorScheme: 'dark' }, (page) => scrollTo(page, '#contexts')],
    ['deployment-light', {}, (page) => scrollTo(page, '#deployment')],
    ['drawer-light', {}, (page) => page.click('a.message')],
    ['drawer-dark', { colorScheme: 'dark' }, (page) => page.click('a.message')],
    ['drawer-360', narrow, (page) => page.click('a.message')],
    ['print', {}, (page) => page.emulateMedia({ media: 'print' })],
  ])('%s looks as it did', async (name, options, prepare) => {
    const { page } = await open(browser, html, { colorScheme: 'light', ...options });
    await prepare(page);
    expect(await differsFromKept(page, browser, name)).toBeUndefined();
  });

  it.each([
    ['a sign is missing', '.counts li:first-child .sign { visibility: hidden }'],
    ['the ground is a shade darker', 'html { filter: brightness(0.95) }'],
  ])('are told apart where %s', async (_what, style) => {
    const { page } = await open(browser, html, { colorScheme: 'light', bypassCSP: true });
    const one = await page.screenshot();
    await page.addStyleTag({ content: style });
    const other = await page.screenshot();
    expect(await differingPixels(browser, one, one)).toBe(0);
    expect(await differingPixels(browser, one, other)).toBeGreaterThan(mostDiffering);
  });

  it('are told apart where one is smaller', async () => {
    const { page } = await open(browser, html);
    const clip = { x: 0, y: 0, width: 64, height: 64 };
    const [one, other] = [await page.screenshot({ clip }), await page.screenshot()];
    expect(await differingPixels(browser, one, other)).toBe(Number.POSITIVE_INFINITY);
  });
});

/** What lies between is laid out on the way, and moves what was scrolled to. */
async function scrollTo(page: Page, section: string): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    await page.evaluate(
      (name) =>
        new Promise((resolve) => {
          document.querySelector(name)?.scrollIntoView();
          requestAnimationFrame(() => setTimeout(resolve));
        }),
      section,
    );
  }
}
