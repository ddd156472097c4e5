// Writes the report's page of this workspace, as its last run left it, and pictures of it:
//
//   node tools/docs/report-picture.mjs healthy     docs/report/healthy.html, healthy.png and healthy-dark.png
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium as engine } from 'playwright-core';
import { chromium } from '../browser/chromium.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const [name] = process.argv.slice(2);
if (name === undefined || !/^[a-z]+$/.test(name)) {
  console.error('report-picture: say how the page is to be called, such as "healthy"');
  process.exit(2);
}

const folder = join(root, 'docs', 'report');
const page = join(folder, `${name}.html`);
mkdirSync(folder, { recursive: true });
const program = join(root, 'packages', 'nx-invariants', 'dist', 'cli', 'main.js');
const report = spawnSync(process.execPath, [program, 'report', '--format', 'html', '--output', page], {
  cwd: root,
  encoding: 'utf8',
});
// 0: all holds; 1: something is violated. All else is no page to show.
if (report.status !== 0 && report.status !== 1) {
  console.error(report.stdout + report.stderr);
  process.exit(1);
}

const browser = await engine.launch({ executablePath: chromium() });
for (const colorScheme of ['light', 'dark']) {
  const view = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 900 } });
  await view.goto(pathToFileURL(page).href);
  await view.screenshot({ path: join(folder, `${name}${colorScheme === 'dark' ? '-dark' : ''}.png`) });
}
await browser.close();
