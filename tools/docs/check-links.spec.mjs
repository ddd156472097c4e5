import { expect, test } from 'vitest';
import { documentationProblems } from './check-links.mjs';
import { anchorsOf, brokenLinks } from './links.mjs';

test('the documentation of this repository', () => {
  expect(documentationProblems()).toEqual([]);
});

const guide = '# Guide\n\n## What it reads\n\n## What it reads\n\n## `nx.json` & co.\n';
const files = new Set(['docs', 'docs/guide.md', 'docs/checks/a b.md', 'LICENSE']);

test.each([
  ['a file beside it', '[a](guide.md)', []],
  ['a folder', '[a](../docs)', []],
  ['a file above it', '[a](../LICENSE "with a title")', []],
  ['an escaped name', '[a](checks/a%20b.md)', []],
  ['a heading of another page', '[a](guide.md#what-it-reads)', []],
  ['a heading that stands twice', '[a](guide.md#what-it-reads-1)', []],
  ['its own heading', '# Here it is\n[a](#here-it-is)', []],
  ['another host', '[a](https://example.com/x#y) [b](mailto:a@example.com)', []],
  ['a link in code', '`[a](nowhere.md)`\n```md\n[a](nowhere.md)\n```', []],
  ['a missing file', 'x\n\n[a](nowhere.md)', ['docs/page.md:3: nowhere.md: there is no docs/nowhere.md']],
  [
    'a missing heading',
    '[a](guide.md#why)',
    ['docs/page.md:1: guide.md#why: docs/guide.md has no such heading'],
  ],
  ['a reference', '[a]: nowhere.md', ['docs/page.md:1: nowhere.md: there is no docs/nowhere.md']],
  ['the second link of a line', '[a](guide.md) [b](b.md)', ['docs/page.md:1: b.md: there is no docs/b.md']],
  ['after code', '```\n```\n[a](b.md)', ['docs/page.md:3: b.md: there is no docs/b.md']],
  ['out of the repository', '[a](../../x)', ['docs/page.md:1: ../../x: it leads out of the repository']],
])('%s', (_name, text, expected) => {
  const pages = new Map([
    ['docs/page.md', text],
    ['docs/guide.md', guide],
  ]);
  expect(brokenLinks(pages, (path) => files.has(path) || pages.has(path))).toEqual(expected);
});

test('anchors are those of GitHub', () => {
  expect([...anchorsOf(guide)]).toEqual(['guide', 'what-it-reads', 'what-it-reads-1', 'nxjson--co']);
});
