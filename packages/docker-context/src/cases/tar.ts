/** An entry of a tar, as far as it makes a file system. */
export type Member =
  | { readonly kind: 'file'; readonly name: string; readonly size: number }
  | { readonly kind: 'directory'; readonly name: string }
  | { readonly kind: 'link' | 'hard-link'; readonly name: string; readonly target: string };

export type Tar =
  | { readonly kind: 'tar'; readonly members: readonly Member[] }
  /** It does not begin with the header of a tar. */
  | { readonly kind: 'no-tar' }
  /** It begins with one, and then comes something that is broken or not read here: devices, sparse files. */
  | { readonly kind: 'unread' };

const BLOCK = 512;

/** Reads the headers of a tar: ustar, GNU and PAX (POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar, "Basic Tar Format"). */
export function readTar(bytes: Uint8Array): Tar {
  const members: Member[] = [];
  let long: LongNames = {};
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return at === 0 ? { kind: 'no-tar' } : { kind: 'tar', members };
    const size = numberAt(header, 124, 12);
    if (!hasChecksum(header) || size === undefined) return { kind: at === 0 ? 'no-tar' : 'unread' };
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (content.length < size) return { kind: 'unread' };
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'g') continue;
    const names = longNames(type, content);
    if (names !== undefined) {
      long = { ...long, ...names };
      continue;
    }
    const member = memberOf(
      type,
      size,
      long.path ?? shortName(header),
      long.linkpath ?? textAt(header, 157, 100),
    );
    if (member === undefined || long.unread === true) return { kind: 'unread' };
    members.push(member);
    long = {};
  }
  return members.length === 0 ? { kind: 'no-tar' } : { kind: 'tar', members };
}

/** What earlier headers say of the member that follows. */
interface LongNames {
  readonly path?: string;
  readonly linkpath?: string;
  readonly unread?: boolean;
}

function longNames(type: string, content: Uint8Array): LongNames | undefined {
  switch (type) {
    case 'L':
      return { path: textAt(content, 0, content.length) };
    case 'K':
      return { linkpath: textAt(content, 0, content.length) };
    case 'x':
      return paxNames(Buffer.from(content));
    default:
      return undefined;
  }
}

/** Records `length key=value` with a line feed; the length counts all of it. */
function paxNames(content: Buffer): LongNames {
  const records = new Map<string, string>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(' ', at);
    const length = Number(content.toString('latin1', at, space));
    if (space === -1 || !Number.isInteger(length) || length <= space - at) return { unread: true };
    const [, key = '', value = ''] =
      /^([^=]*)=(.*)\n$/s.exec(content.toString('utf8', space + 1, at + length)) ?? [];
    records.set(key, value);
    at += length;
  }
  const { path, linkpath, size } = Object.fromEntries(records);
  const isSparse = [...records.keys()].some((key) => key.startsWith('GNU.sparse'));
  return {
    ...(path !== undefined && { path }),
    ...(linkpath !== undefined && { linkpath }),
    ...((size !== undefined || isSparse) && { unread: true }),
  };
}

function memberOf(type: string, size: number, name: string, target: string): Member | undefined {
  switch (type) {
    case '\0':
    case '0':
      return name.endsWith('/') ? { kind: 'directory', name } : { kind: 'file', name, size };
    case '1':
      return { kind: 'hard-link', name, target };
    case '2':
      return { kind: 'link', name, target };
    case '5':
      return { kind: 'directory', name };
    default:
      return undefined;
  }
}

/** The name, with the prefix that ustar has and GNU does not. */
function shortName(header: Uint8Array): string {
  const name = textAt(header, 0, 100);
  const prefix = textAt(header, 257, 8) === 'ustar' ? textAt(header, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Octal digits between blanks, or with the highest bit set a number of bytes. */
function numberAt(header: Uint8Array, start: number, length: number): number | undefined {
  const field = header.subarray(start, start + length);
  const [first = 0, ...rest] = field;
  if (first >= 0x80) {
    const value = rest.reduce((sum, byte) => sum * 256 + byte, first & 0x7f);
    return first < 0xc0 && Number.isSafeInteger(value) ? value : undefined;
  }
  const text = textAt(field, 0, length).trim();
  return /^[0-7]*$/.test(text) ? Number.parseInt(text || '0', 8) : undefined;
}

/** The sum of the header's bytes, its own field taken as blanks. */
function hasChecksum(header: Uint8Array): boolean {
  const given = numberAt(header, 148, 8);
  const isOwn = (index: number) => index >= 148 && index < 156;
  const sum = header.reduce((total, byte, index) => total + (isOwn(index) ? 0x20 : byte), 0);
  return given === sum;
}

/** Text up to the first zero byte. */
function textAt(bytes: Uint8Array, start: number, length: number): string {
  const field = Buffer.from(bytes.subarray(start, start + length));
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? undefined : end);
}
