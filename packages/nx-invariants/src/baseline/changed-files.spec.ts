import { chmodSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { git, link, temporaryFolder, writeFiles } from '../../testing/temporary-workspace';
import { changesSince, parseChanges } from './changed-files';

async function formerIn(root: string, revision: string, folder = '.') {
  const changes = await changesSince(root, revision, folder);
  if (changes.kind !== 'read') throw new Error(changes.reason);
  return changes.former;
}

function repository(files: { [path: string]: string }): string {
  const root = temporaryFolder();
  git(root, 'init', '-q');
  writeFiles(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'c');
  return root;
}

const many = Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join('');

it('follows what happens to files', async () => {
  const root = repository({
    '.gitattributes': '*.bin binary\n*.e -diff\n',
    same: 'a\n',
    mode: 'a\n',
    gone: 'a\n',
    untracked: 'a\n',
    'folder/ren "a\tmed ü': many,
    'type.x': 'a\nb\n',
    'text.e': 'a\nb\n',
    'data.bin': '\0\0\0\nb\n',
  });
  writeFiles(root, { 'text.e': 'b\n', 'data.bin': 'x\n\0\0\0\nb\n', new: 'diff --git a b\n@@ -1 +1 @@\n' });
  chmodSync(join(root, 'mode'), 0o755);
  rmSync(join(root, 'gone'));
  rmSync(join(root, 'type.x'));
  link(root, 'type.x', 'same');
  renameSync(join(root, 'folder/ren "a\tmed ü'), join(root, 'folder/re\nnamed'));
  writeFiles(root, { 'folder/re\nnamed': `first\n${many}` });
  git(root, 'add', '-A');
  git(root, 'rm', '-q', '--cached', 'untracked');
  const former = await formerIn(root, 'HEAD');
  const places = ['same', 'mode', 'gone', 'untracked', 'type.x', 'text.e', 'data.bin', 'new'].map((path) => [
    path,
    former(path, 1)?.line,
    former(path, 2)?.line,
  ]);
  expect(places).toEqual([
    ['same', 1, 2],
    ['mode', 1, 2],
    ['gone', undefined, undefined],
    ['untracked', undefined, undefined],
    ['type.x', undefined, undefined],
    ['text.e', 2, 3],
    ['data.bin', undefined, 1],
    ['new', undefined, undefined],
  ]);
  expect(former('folder/re\nnamed', 2)).toEqual({ path: 'folder/ren "a\tmed ü', line: 1 });
  expect(former('folder/ren "a\tmed ü', 1)).toBeUndefined();
});

it('takes no lines around a change for changed, whatever the environment asks of git', async () => {
  const root = repository({ x: many });
  writeFiles(root, { x: many.replace('line 9', 'changed') });
  vi.stubEnv('GIT_DIFF_OPTS', '--unified=3');
  const former = await formerIn(root, 'HEAD');
  vi.unstubAllEnvs();
  expect([8, 9, 10, 11].map((line) => former('x', line)?.line)).toEqual([8, 9, undefined, 11]);
});

it('sees a workspace inside a repository under its own paths, and only the folder that is asked for', async () => {
  const root = repository({ 'inner/a/x': 'a\n', 'inner/b/x': 'a\n', x: 'a\n' });
  writeFiles(root, { 'inner/a/x': 'new\na\n', 'inner/b/x': 'new\na\n' });
  const former = await formerIn(join(root, 'inner'), 'HEAD^{tree}', 'a');
  expect(former('a/x', 2)).toEqual({ path: 'a/x', line: 1 });
  expect(former('b/x', 2)).toBeUndefined();
  expect(former('x', 1)).toBeUndefined();
});

it('finds for each line that stayed the line that it was, as the texts themselves show', async () => {
  const root = repository({ f: 'x\n' });
  const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 12 });
  const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
  await fc.assert(
    fc.asyncProperty(texts, texts, async (before, now) => {
      writeFiles(root, { f: textOf(before) });
      git(root, 'commit', '-q', '--allow-empty', '-a', '-m', 'c');
      writeFiles(root, { f: textOf(now) });
      const former = await formerIn(root, 'HEAD');
      const stayed = now.flatMap((text, index) => {
        const place = former('f', index + 1);
        return place ? [{ text, was: before[place.line - 1], line: place.line }] : [];
      });
      expect(stayed.every(({ text, was }) => text === was)).toBe(true);
      expect(stayed.every(({ line }, index) => line > (stayed[index - 1]?.line ?? 0))).toBe(true);
      const common = longestCommon(before, now);
      expect(stayed.length <= common && (common === 0 || stayed.length > 0)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

/** The length of the longest common subsequence. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const one of a) {
    const next = [0];
    for (const [index, other] of b.entries()) {
      const kept = Math.max(row[index + 1] ?? 0, next[index] ?? 0);
      next.push(one === other ? (row[index] ?? 0) + 1 : kept);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

it.each([
  ['a record that is none', 'x\0'],
  ['a patch without a record', ':100644 100644 a b M\0f\0\0'],
  ['a record without a patch', '\0\0diff --git a/f b/f\n'],
])('does not guess at %s', (_what, diff) => {
  expect(parseChanges(['f'], diff)).toBeUndefined();
});

it('says why git cannot tell', async () => {
  const root = repository({ f: 'x\n' });
  expect(await changesSince(root, 'f'.repeat(40), '.')).toEqual({
    kind: 'unreadable',
    reason: expect.stringContaining('fatal: '),
  });
});
