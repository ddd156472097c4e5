import type { Unknown } from './environment';
import type { Expansion } from './shell-lexer';

/** One `RUN --mount` after expansion, as far as it can touch the build context or another stage. */
export interface Mount {
  readonly type: MountType;
  readonly from: string;
  readonly source: string;
  readonly target: string;
}

export const MOUNT_TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'] as const;
export type MountType = (typeof MOUNT_TYPES)[number];

export type MountResult =
  | { readonly kind: 'mount'; readonly mount: Mount }
  | { readonly kind: 'fails'; readonly reason: string }
  | Unknown;

const FLAG_KEYS = new Set(['readonly', 'ro', 'readwrite', 'rw', 'required']);
const VALUE_KEYS = new Set([
  ...['type', 'from', 'source', 'src', 'target', 'dst', 'destination', 'id', 'sharing', 'mode', 'uid', 'gid'],
  ...['size', 'env'],
]);

/** The stage or image a mount reads, which the stage graph needs before any variable has a value. */
export function mountOrigin(written: string): { readonly from: string } | { readonly problem: string } {
  const fields = csvFields(written);
  if (fields === undefined) return { problem: 'failed to parse csv mounts' };
  let from = '';
  for (const field of fields) {
    const [key, value] = keyAndValue(field);
    if (key !== 'from' || value === undefined) continue;
    if (/\$./.test(value))
      return { problem: "'from' doesn't support variable expansion, define alias stage instead" };
    from = value;
  }
  return { from };
}

/** Reads a mount, expanding its values in the environment of the RUN. */
export function readMount(written: string, expand: (word: string) => Expansion): MountResult {
  const fields = csvFields(written);
  if (fields === undefined) return { kind: 'fails', reason: 'failed to parse csv mounts' };
  const mount = { type: 'bind' as MountType, from: '', source: '', target: '' };
  for (const field of fields) {
    const [key, raw] = keyAndValue(field);
    if (raw === undefined) {
      if (FLAG_KEYS.has(key)) continue;
      return { kind: 'fails', reason: `invalid field '${field}' must be a key=value pair` };
    }
    const expansion = expand(raw);
    if (expansion.kind !== 'text') return expansion;
    const value = expansion.text;
    if (key === 'type') {
      const type = MOUNT_TYPES.find((known) => known === value.toLowerCase());
      if (type === undefined) return { kind: 'fails', reason: `unsupported mount type "${value}"` };
      mount.type = type;
    } else if (key === 'from') mount.from = value;
    else if (key === 'source' || key === 'src') mount.source = value;
    else if (key === 'target' || key === 'dst' || key === 'destination') mount.target = value;
    else if (!VALUE_KEYS.has(key) && !FLAG_KEYS.has(key)) {
      return { kind: 'fails', reason: `unexpected key '${key}' in '${field}'` };
    }
  }
  return { kind: 'mount', mount };
}

function keyAndValue(field: string): [key: string, value: string | undefined] {
  const equals = field.indexOf('=');
  if (equals === -1) return [field.toLowerCase(), undefined];
  return [field.slice(0, equals).toLowerCase(), field.slice(equals + 1)];
}

/** The fields of one CSV record as Go's encoding/csv reads it: a field is quoted from its first character, or not at all. */
function csvFields(record: string): string[] | undefined {
  const fields: string[] = [];
  let rest = record;
  for (;;) {
    if (!rest.startsWith('"')) {
      const comma = rest.indexOf(',');
      const field = comma === -1 ? rest : rest.slice(0, comma);
      if (field.includes('"')) return undefined;
      fields.push(field);
      if (comma === -1) return fields;
      rest = rest.slice(comma + 1);
      continue;
    }
    const quoted = /^"((?:[^"]|"")*)"(,|$)/.exec(rest);
    if (quoted === null) return undefined;
    fields.push((quoted[1] ?? '').replaceAll('""', '"'));
    if (quoted[2] === '') return fields;
    rest = rest.slice(quoted[0].length);
  }
}
