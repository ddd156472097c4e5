import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

const kept = join(__dirname, 'screenshots');
const failed = join(__dirname, 'differing-screenshots');

/** How far apart a channel may be, of 255: what smoothing of edges does. */
const tolerance = 8;
/** How many pixels of a picture may be further apart: fewer than a sign has. */
export const mostDiffering = 50;

/**
 * Compares what the page shows with the picture that is kept. With UPDATE_SCREENSHOTS=1 the picture is made anew.
 *
 * @returns what is wrong; undefined if they are alike.
 */
export async function differsFromKept(
  page: Page,
  browser: Browser,
  name: string,
): Promise<string | undefined> {
  const shown = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  const file = join(kept, `${name}.png`);
  if (process.env.UPDATE_SCREENSHOTS === '1') {
    mkdirSync(kept, { recursive: true });
    writeFileSync(file, shown);
    return undefined;
  }
  if (!existsSync(file)) return `there is no ${file}; make it with UPDATE_SCREENSHOTS=1`;
  const differing = await differingPixels(browser, readFileSync(file), shown);
  if (differing <= mostDiffering) return undefined;
  mkdirSync(failed, { recursive: true });
  const seen = join(failed, `${name}.png`);
  writeFileSync(seen, shown);
  return `${differing} pixels of ${file} are different in ${seen}; if that is meant, UPDATE_SCREENSHOTS=1`;
}

/** How many pixels differ between two pictures; infinitely many where the sizes do. Chromium decodes them. */
export async function differingPixels(browser: Browser, one: Buffer, other: Buffer): Promise<number> {
  const page = await browser.newPage();
  try {
    return await page.evaluate(
      async ({ pictures, limit }) => {
        const [left, right] = await Promise.all(
          pictures.map(async (picture) => {
            const bytes = Uint8Array.from(atob(picture), (character) => character.charCodeAt(0));
            const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
            const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
            canvas?.drawImage(bitmap, 0, 0);
            return canvas?.getImageData(0, 0, bitmap.width, bitmap.height);
          }),
        );
        if (!left || !right || left.width !== right.width || left.height !== right.height) {
          return Number.POSITIVE_INFINITY;
        }
        let differing = 0;
        for (let at = 0; at < left.data.length; at += 4) {
          const apart = [0, 1, 2].some(
            (channel) => Math.abs((left.data[at + channel] ?? 0) - (right.data[at + channel] ?? 0)) > limit,
          );
          if (apart) differing++;
        }
        return differing;
      },
      { pictures: [one.toString('base64'), other.toString('base64')], limit: tolerance },
    );
  } finally {
    await page.close();
  }
}
