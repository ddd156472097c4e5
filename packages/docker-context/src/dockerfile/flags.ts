import type { Word } from './instruction-line';
import type { SourceRange } from './position';

/** Whether a flag is a switch, takes one value, or may be repeated. */
export type FlagKind = 'boolean' | 'string' | 'strings';

/** The flags of one instruction by name; every instruction but these knows none. */
export type FlagSchema = Readonly<Record<string, FlagKind>>;

export const COPY_FLAGS: FlagSchema = {
  from: 'string',
  chown: 'string',
  chmod: 'string',
  link: 'boolean',
  parents: 'boolean',
  exclude: 'strings',
};

export const ADD_FLAGS: FlagSchema = {
  chown: 'string',
  chmod: 'string',
  link: 'boolean',
  'keep-git-dir': 'boolean',
  checksum: 'string',
  unpack: 'boolean',
  exclude: 'strings',
};

export const RUN_FLAGS: FlagSchema = {
  mount: 'strings',
  network: 'string',
  security: 'string',
  device: 'strings',
};

export const FROM_FLAGS: FlagSchema = { platform: 'string' };

export const HEALTHCHECK_FLAGS: FlagSchema = {
  interval: 'string',
  timeout: 'string',
  'start-period': 'string',
  'start-interval': 'string',
  retries: 'string',
};

export interface FlagValue {
  readonly value: string;
  readonly range: SourceRange;
}

/** The values given for each flag, in order. A switch has the value `true` or `false`. */
export type FlagValues = ReadonlyMap<string, readonly FlagValue[]>;

/** Checks the flags of an instruction as BuildKit does; the first wrong one is the error. */
export function readFlags(
  flags: readonly Word[],
  schema: FlagSchema,
): FlagValues | { readonly problem: string } {
  const values = new Map<string, FlagValue[]>();
  for (const { text, range } of flags) {
    const [, name = '', separator = '', value = ''] = /^--([^=]*)(=?)(.*)$/s.exec(bytewise(text)) ?? [];
    const kind = Object.hasOwn(schema, name) ? schema[name] : undefined;
    const given = values.get(name) ?? [];
    const problem = flagProblem({ name, kind, value, separator, repeated: given.length > 0 });
    if (problem !== undefined) return { problem };
    const stored = kind === 'boolean' && separator === '' ? 'true' : value;
    values.set(name, [...given, { value: kind === 'boolean' ? stored.toLowerCase() : stored, range }]);
  }
  return values;
}

/** BuildKit reads flags byte by byte, so that each byte of a letter beyond ASCII becomes a letter. */
function bytewise(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function flagProblem(flag: {
  readonly name: string;
  readonly kind: FlagKind | undefined;
  readonly value: string;
  readonly separator: string;
  readonly repeated: boolean;
}): string | undefined {
  if (flag.kind === undefined) return `unknown flag: --${flag.name}`;
  if (flag.repeated && flag.kind !== 'strings') return `duplicate flag specified: --${flag.name}`;
  if (flag.kind !== 'boolean')
    return flag.separator === '' ? `missing a value on flag: --${flag.name}` : undefined;
  if (flag.separator !== '' && flag.value === '') return `missing a value on flag: --${flag.name}`;
  if (flag.separator === '' || /^(true|false)$/i.test(flag.value)) return undefined;
  return `expecting boolean value for flag --${flag.name}, not: ${flag.value}`;
}
