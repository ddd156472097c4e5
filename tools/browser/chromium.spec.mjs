import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findChromium } from './chromium.mjs';

const root = mkdtempSync(join(tmpdir(), 'chromium-'));
afterAll(() => rmSync(root, { recursive: true }));

function folderWith(name, program) {
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(join(folder, program), '', { mode: 0o755 });
  return folder;
}

const empty = join(root, 'empty');
const chrome = folderWith('chrome', 'google-chrome');
const debian = folderWith('debian', 'chromium');

test.each([
  ['Chromium before Chrome', [chrome, debian], join(debian, 'chromium')],
  ['Chrome where that is all there is', [empty, chrome], join(chrome, 'google-chrome')],
  ['nothing', [empty], undefined],
])('finds %s', (_what, folders, expected) => {
  expect(findChromium(folders.join(delimiter))).toBe(expected);
});
