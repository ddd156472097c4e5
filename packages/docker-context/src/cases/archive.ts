import { gunzipSync } from 'node:zlib';
import { cleanPath, parentPath, pathParts } from '../go/path';
import { type DirectoryNode, type Node, nodeAt, withDirectory, withNode } from '../image/node';
import { type Member, readTar } from './tar';

/** What a gzip stream may grow to. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * What ADD makes of a file: the tree it unpacks to, `false` if it is no archive, `undefined` where that is not known
 * (bzip2, xz and zstd are not read). As BuildKit has it (solver/llbsolver/file/unpack.go), the content decides and not the name:
 * it is an archive if, unpacked from its compression, it begins with the header of a tar. A zip never is.
 */
export function unpackedContent(content: Uint8Array): DirectoryNode | false | undefined {
  if (OPAQUE.some((magic) => startsWith(content, magic)) || isSkippableFrame(content)) return undefined;
  const plain = startsWith(content, GZIP) ? unzipped(content) : content;
  if (plain === undefined) return undefined;
  const tar = readTar(plain);
  switch (tar.kind) {
    case 'no-tar':
      return false;
    case 'unread':
      return undefined;
    case 'tar':
      return unpacked(tar.members);
    default:
      return tar satisfies never;
  }
}

const GZIP = [0x1f, 0x8b, 0x08];

/** bzip2, xz, Zstandard. */
const OPAQUE = [
  [0x42, 0x5a, 0x68],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  [0x28, 0xb5, 0x2f, 0xfd],
];

/** Zstandard again: RFC 8878, section 3.1.2. */
function isSkippableFrame(content: Uint8Array): boolean {
  const [first = 0] = content;
  return content.length >= 8 && first >> 4 === 5 && startsWith(content.subarray(1), [0x2a, 0x4d, 0x18]);
}

function startsWith(content: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => content[index] === byte);
}

function unzipped(content: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(content, { maxOutputLength: MAX_BYTES });
  } catch {
    return undefined;
  }
}

/** A later member replaces an earlier one; directories are merged, and those on the way are made. */
function unpacked(members: readonly Member[]): DirectoryNode | undefined {
  let root: DirectoryNode = { kind: 'directory', children: new Map() };
  for (const member of members) {
    const path = cleanPath(member.name).replace(/^\//, '');
    if (path === '.' || path === '') continue;
    if (pathParts(path).includes('..')) return undefined;
    const made = withDirectory(root, member.kind === 'directory' ? path : parentPath(path));
    // Something that is no directory is on the way: a link that would be followed.
    if (made.kind === 'blocked') return undefined;
    root = made.root;
    if (member.kind === 'directory') continue;
    const node = nodeOf(member, root);
    if (node === undefined) return undefined;
    root = withNode(root, path, node);
  }
  return root;
}

function nodeOf(member: Exclude<Member, { kind: 'directory' }>, root: DirectoryNode): Node | undefined {
  switch (member.kind) {
    case 'file':
      return { kind: 'file', size: member.size };
    case 'link':
      return { kind: 'link', target: member.target };
    case 'hard-link': {
      const linked = nodeAt(root, cleanPath(`/${member.target}`).slice(1));
      return linked?.kind === 'directory' ? undefined : linked;
    }
    default:
      return member satisfies never;
  }
}
