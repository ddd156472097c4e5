import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { chromium as chromiumOnPath } from '../../../../tools/browser/chromium.mjs';

/** Chromium, with the fonts that the screenshots were made with. */
export async function launch(): Promise<Browser> {
  const env = { ...process.env, FONTCONFIG_FILE: join(__dirname, 'fonts.conf') } as Record<string, string>;
  const { stdout } = spawnSync('fc-match', ['--format', '%{family}', 'system\\-ui'], {
    env,
    encoding: 'utf8',
  });
  if (stdout !== 'Liberation Sans') {
    throw new Error(
      `the screenshots need the font Liberation Sans; install it with: node tools/setup/setup.mjs`,
    );
  }
  return chromium.launch({ executablePath: chromiumOnPath(), env });
}

/** A page that is open, and what it asked for and complained of. */
export interface OpenPage {
  readonly page: Page;
  /** Addresses that were asked for, but the page's own. */
  readonly requests: readonly string[];
  /** What stands in the console, errors that nothing caught included. */
  readonly complaints: readonly string[];
}

const address = 'https://report.example/';

/** Opens a report; nothing but itself can be loaded. */
export async function open(
  browser: Browser,
  html: string,
  options: BrowserContextOptions = {},
  hash = '',
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en',
    timezoneId: 'UTC',
    ...options,
  });
  const page = await context.newPage();
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await context.route('**/*', (route) => {
    if (route.request().url() === address) {
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
    }
    requests.push(route.request().url());
    return route.abort();
  });
  await page.goto(`${address}${hash}`);
  return { page, requests, complaints };
}
