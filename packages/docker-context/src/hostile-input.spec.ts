import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type BuildResolution,
  type ContextTree,
  fileSystemTree,
  type MemoryEntry,
  memoryTree,
  resolveBuildContext,
} from './index';

const FILE: MemoryEntry = { kind: 'file' };
const TREE = memoryTree(new Map([['a.txt', FILE]]));

function resolve(text: string, tree: ContextTree = TREE): BuildResolution {
  return resolveBuildContext({
    dockerfile: { path: 'Dockerfile', text },
    context: { path: '', tree },
    ignoreFile: undefined,
  });
}

/** The outcome, and line and words of the first reason. */
function answer(text: string, tree?: ContextTree): string {
  const resolution = resolve(text, tree);
  if (resolution.kind === 'parse-error') return `parse error ${resolution.line}: ${resolution.message}`;
  const [first] = resolution.reasons;
  return first === undefined
    ? resolution.outcome
    : `${resolution.outcome} ${first.range?.line}: ${first.reason}`;
}

describe('what is wrong has a place', () => {
  it.each([
    [
      'an unterminated heredoc',
      'FROM scratch\nCOPY a.txt /\nCOPY <<EOF /x\ntext\n',
      'parse error 3: unterminated heredoc',
    ],
    [
      'a pattern',
      'FROM scratch\nCOPY a.txt /\nCOPY a[ /\n',
      'fails 2: invalid includepatterns: [a.txt a[]: syntax error in pattern',
    ],
    [
      'a stage that copies from itself by way of another',
      'FROM scratch AS a\nCOPY --from=b / /\nFROM scratch AS b\nCOPY --from=a / /\n',
      'fails 4: circular dependency detected on stage: a',
    ],
    [
      'a stage that copies from itself',
      'FROM scratch AS a\nCOPY --from=a / /\n',
      'fails 2: circular dependency detected on stage: a',
    ],
    ['a line that is no instruction', 'FROM scratch\n\0\n', 'parse error 2: unknown instruction: \0'],
    ['nothing', '', 'parse error 1: file with no instructions'],
  ])('%s', (_, text, expected) => {
    expect(answer(text)).toBe(expected);
  });
});

describe('links that lead round', () => {
  const loops = memoryTree(
    new Map<string, MemoryEntry>([
      ['self', { kind: 'link', target: 'self' }],
      ['a', { kind: 'link', target: 'b' }],
      ['b', { kind: 'link', target: 'a' }],
      ['deep/up', { kind: 'link', target: '..' }],
    ]),
  );

  it.each([
    ['self', 'fails 2: too many links'],
    ['a/x', 'fails 2: too many links'],
    ['deep/up/deep/up/deep', 'builds'],
    ['*', 'fails 2: too many links'],
  ])('COPY %s', (source, expected) => {
    expect(answer(`FROM scratch\nCOPY ${source} /x/\n`, loops)).toBe(expected);
  });
});

describe('what is large', () => {
  it('is a Dockerfile of 100,000 lines', () => {
    const stages = 'FROM scratch\nCOPY a.txt /x/\nENV A=$A\n# nothing\nARG B=b\n'.repeat(20_000);
    expect(answer(stages)).toBe('builds');
    expect(answer(`FROM scratch\n${'COPY a.txt /x/\n'.repeat(99_999)}`)).toBe('builds');
    expect(answer(`FROM scratch\nCOPY ${'a.txt \\\n'.repeat(99_998)} /x/\n`)).toBe('builds');
  }, 120_000);

  it('is a context of a million files', () => {
    const files = Array.from({ length: 1000 }, (_, index) => ({ kind: 'file' as const, name: `f${index}` }));
    const folders = Array.from({ length: 1000 }, (_, index) => ({
      kind: 'directory' as const,
      name: `d${index}`,
    }));
    let reads = 0;
    const million: ContextTree = {
      list: (directory) => {
        reads += 1;
        return { kind: 'entries', entries: directory === '' ? folders : files };
      },
    };
    expect(answer('FROM scratch\nCOPY d7/f1* /x/\n', million)).toBe('builds');
    expect(reads).toBeLessThan(10);
    const resolution = resolve('FROM scratch\nCOPY . /x/\n', million);
    const [copy] = resolution.kind === 'resolved' ? resolution.instructions : [];
    expect(copy?.kind === 'resolves' && copy.files.length).toBe(1_000_000);
  }, 120_000);

  it('is a file name, or a thousand wildcards', () => {
    const name = 'x'.repeat(255);
    const tree = memoryTree(new Map([[name, FILE]]));
    expect(answer(`FROM scratch\nCOPY ${'*x'.repeat(1000)} /x/\n`, tree)).toBe('builds');
    expect(answer(`FROM scratch\nCOPY --exclude=${'**x'.repeat(500)} . /x/\n`, tree)).toBe('builds');
  });
});

describe('the file system', () => {
  it('may hold names with line feeds, quotes and backslashes, and links to anywhere', () => {
    const root = mkdtempSync(join(tmpdir(), 'hostile-'));
    try {
      mkdirSync(join(root, 'odd'));
      for (const name of ['line\nfeed', 'quo"te', 'back\\slash', '-rf', ' '])
        writeFileSync(join(root, 'odd', name), '');
      symlinkSync('/etc/passwd', join(root, 'odd', 'out'));
      const resolution = resolve('FROM scratch\nCOPY odd /x/\n', fileSystemTree(root));
      const [copy] = resolution.kind === 'resolved' ? resolution.instructions : [];
      expect(copy?.kind === 'resolves' && copy.files.map(({ path }) => path)).toEqual([
        'odd/ ',
        'odd/-rf',
        'odd/back\\slash',
        'odd/line\nfeed',
        'odd/out',
        'odd/quo"te',
      ]);
      expect(answer('FROM scratch\nCOPY odd/out /x/\n', fileSystemTree(root))).toBe(
        'fails 2: "/odd/out": not found',
      );
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('may deny permission', () => {
    const root = mkdtempSync(join(tmpdir(), 'hostile-'));
    try {
      mkdirSync(join(root, 'closed'));
      chmodSync(join(root, 'closed'), 0);
      expect(answer('FROM scratch\nCOPY . /x/\n', fileSystemTree(root))).toBe(
        'unknown 2: cannot read closed: EACCES',
      );
    } finally {
      chmodSync(join(root, 'closed'), 0o700);
      rmSync(root, { recursive: true });
    }
  });
});
