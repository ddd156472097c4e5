import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pageFileOf, pageOf } from './pages';

it('a check that a catalogue names leads to no other file', () => {
  const root = mkdtempSync(join(tmpdir(), 'pages-'));
  mkdirSync(join(root, 'docs/checks'), { recursive: true });
  writeFileSync(join(root, 'docs/checks/tone.md'), '# Tone\n');
  writeFileSync(join(root, 'README.md'), '# Mine\n');
  const read = (check: string) => [pageOf(check, root), pageFileOf(check, root)];
  expect(read('tone')).toEqual(['# Tone\n', 'docs/checks/tone.md']);
  expect(['../../README', '../README', '__proto__', ''].map(read)).toEqual(
    Array(4).fill([undefined, undefined]),
  );
});
