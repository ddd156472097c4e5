import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DirectoryNode, nodesBelow } from '../image/node';
import { unpackedContent } from './archive';
import { resolveBuildCase } from './build-case';

interface Entry {
  readonly name: string;
  readonly type?: string;
  readonly target?: string;
  readonly content?: string;
  readonly prefix?: string;
}

/** A ustar archive, written by hand. */
function tar(...entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.map(block), Buffer.alloc(1024)]);
}

function block({ name, type = '0', target = '', content = '', prefix = '' }: Entry): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(Buffer.byteLength(content).toString(8).padStart(11, '0'), 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(target, 157);
  header.write('ustar\u000000', 257);
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padded = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
  padded.write(content);
  return Buffer.concat([header, padded]);
}

function told(unpacked: DirectoryNode | false | undefined) {
  if (!unpacked) return unpacked;
  return [...nodesBelow(unpacked)].map(([path, node]) => {
    if (node.kind === 'directory') return `${path}/`;
    return node.kind === 'link' ? `${path} -> ${node.target}` : `${path} ${node.size}`;
  });
}

const file = { name: 'in/t.txt', content: 'text' };

describe('unpackedContent', () => {
  it.each<[string, Buffer, readonly string[] | false | undefined]>([
    ['a file and the directory on the way', tar(file), ['in/', 'in/t.txt 4']],
    ['what gzip packed', gzipSync(tar(file)), ['in/', 'in/t.txt 4']],
    ['a directory', tar({ name: 'd/', type: '5' }, { name: 'e/' }), ['d/', 'e/']],
    ['links', tar(file, { name: 'l', type: '2', target: '../x' }), ['in/', 'in/t.txt 4', 'l -> ../x']],
    ['hard links', tar(file, { name: 'h', type: '1', target: 'in/t.txt' }), ['h 4', 'in/', 'in/t.txt 4']],
    ['a name in two parts', tar({ name: 'b', prefix: 'a/a' }), ['a/', 'a/a/', 'a/a/b 0']],
    ['rooted and odd names', tar({ name: '/a/./b//c' }, { name: './' }), ['a/', 'a/b/', 'a/b/c 0']],
    ['the later of two', tar(file, { name: 'in/t.txt', type: '2', target: 'x' }), ['in/', 'in/t.txt -> x']],
    ['a comment before it', tar({ name: 'g', type: 'g', content: '9 a=bcd\n' }, file), ['in/', 'in/t.txt 4']],
    ['without blocks at the end', tar(file).subarray(0, 1024), ['in/', 'in/t.txt 4']],
    ['nothing at all', Buffer.alloc(0), false],
    ['only zeros', Buffer.alloc(1024), false],
    ['text', Buffer.from('x'.repeat(2000)), false],
    ['a zip', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(600, 'z')]), false],
    ['a wrong checksum', Buffer.concat([Buffer.from('x'), tar(file).subarray(1)]), false],
    ['packed text', gzipSync('text'), false],
    ['no end of a gzip stream', gzipSync(tar(file)).subarray(0, 40), undefined],
    ['bzip2', Buffer.from('BZh91AY'), undefined],
    ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), undefined],
    ['Zstandard', Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), undefined],
    ['Zstandard with a frame to skip', Buffer.from([0x53, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]), undefined],
    ['a device', tar({ name: 'null', type: '3' }), undefined],
    ['a cut content', tar({ name: 'a', content: 'x'.repeat(600) }).subarray(0, 1024), undefined],
    ['a broken second header', Buffer.concat([block(file), Buffer.alloc(512, 'x')]), undefined],
    ['a way out', tar({ name: '../a' }), undefined],
    ['a way through a link', tar({ name: 'l', type: '2', target: 'd' }, { name: 'l/a' }), undefined],
    ['a hard link to nothing', tar({ name: 'h', type: '1', target: 'gone' }), undefined],
    ['a sparse file', tar({ name: 'x', type: 'x', content: '22 GNU.sparse.major=1\n' }, file), undefined],
    ['a broken record', tar({ name: 'x', type: 'x', content: 'no record' }, file), undefined],
  ])('of %s', (_, content, expected) => {
    expect(told(unpackedContent(content))).toEqual(expected);
  });

  it.each(['ustar', 'gnu', 'pax'])('of what tar packs as %s', (format) => {
    const folder = mkdtempSync(join(tmpdir(), 'archive-'));
    try {
      const long = `${'d'.repeat(90)}/${'e'.repeat(60)}`;
      mkdirSync(join(folder, 'in', long), { recursive: true });
      writeFileSync(join(folder, 'in', long, 'größe'), 'four');
      writeFileSync(join(folder, 'in/a'), 'a');
      linkSync(join(folder, 'in/a'), join(folder, 'in/b'));
      symlinkSync(format === 'ustar' ? 'a' : 'l'.repeat(120), join(folder, 'in/c'));
      const packed = spawnSync('tar', [`--format=${format}`, '-cf', '-', '-C', join(folder, 'in'), '.']);
      if (packed.status !== 0) return console.log(`no tar that knows --format=${format}: not compared`);
      expect(told(unpackedContent(packed.stdout))).toEqual([
        'a 1',
        'b 1',
        `c -> ${format === 'ustar' ? 'a' : 'l'.repeat(120)}`,
        `${'d'.repeat(90)}/`,
        `${long}/`,
        `${long}/größe 4`,
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('never throws, whatever the bytes', () => {
    const broken = fc
      .tuple(fc.nat(2047), fc.uint8Array({ maxLength: 600 }))
      .map(([at, bytes]) => Buffer.concat([tar(file).subarray(0, at), bytes]));
    fc.assert(
      fc.property(broken, (bytes) => {
        unpackedContent(bytes);
        unpackedContent(gzipSync(bytes).subarray(0, -1));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('ADD of an archive whose content is known', () => {
  const image = (instructions: string, ...files: { path: string; base64: string }[]) => {
    const resolution = resolveBuildCase({
      id: 'x',
      dockerfile: 'Dockerfile',
      context: '.',
      files: [
        { path: 'Dockerfile', type: 'file', text: `FROM scratch\n${instructions}\n` },
        { path: 'plain', type: 'file', text: 'plain' },
        { path: 'l', type: 'link', target: 'elsewhere' },
        ...files.map((given) => ({ ...given, type: 'file' as const })),
      ],
    });
    if (resolution.kind !== 'resolved') return resolution.message;
    if (resolution.outcome !== 'builds') return resolution.reasons[0]?.reason;
    return resolution.image.kind === 'known' ? resolution.image.entries.join(' ') : resolution.image.because;
  };
  const packed = { path: 'a.txt', base64: tar(file).toString('base64') };
  const text = { path: 'b.tar', base64: Buffer.from('no archive, '.repeat(5)).toString('base64') };
  const xz = {
    path: 'c.xz',
    base64: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, ...Array(60).fill(0)]).toString('base64'),
  };

  it.each([
    ['ADD a.txt /out', 'out/ out/in/ out/in/t.txt'],
    ['ADD a.txt b.tar /out/', 'out/ out/b.tar out/in/ out/in/t.txt'],
    ['ADD --unpack=false a.txt /out/', 'out/ out/a.txt'],
    ['COPY a.txt /out/', 'out/ out/a.txt'],
    ['ADD b.tar /out/', 'out/ out/b.tar'],
    ['COPY plain /out/in/x\nADD a.txt /out/', 'out/ out/in/ out/in/t.txt out/in/x'],
    ['COPY plain /out/in\nADD a.txt /out/', 'out/ out/in/ out/in/t.txt'],
    ['COPY plain /out\nADD a.txt /out', 'mkdir /out: not a directory'],
    ['ADD c.xz /out/', 'archive'],
  ])('%s', (instructions, expected) => {
    expect(image(instructions, packed, text, xz)).toBe(expected);
  });
});
