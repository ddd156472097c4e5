import { parseArgs } from 'node:util';
import type { Invocation, Operands, OptionSpec } from './command';
import { suggestion } from './nearest';

/** Options that every command has. */
export const commonOptions: { readonly [name: string]: OptionSpec } = {
  json: { kind: 'flag', text: 'print one JSON document and nothing else' },
  root: {
    kind: 'value',
    argument: 'DIR',
    text: 'the workspace (default: the nearest folder upwards with an nx.json)',
  },
  help: { kind: 'flag', text: 'show this text' },
};

export type Parsed =
  | { readonly kind: 'parsed'; readonly invocation: Invocation }
  | { readonly kind: 'misused'; readonly message: string };

/** Parses what follows the name of a command. The common options are known everywhere. */
export function parseArguments(
  args: readonly string[],
  options: { readonly [name: string]: OptionSpec },
  operands: Operands,
): Parsed {
  const known: { readonly [name: string]: OptionSpec } = { ...options, ...commonOptions };
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(Object.entries(known).map(([name, { kind }]) => [name, typeOf(kind)])),
      help: { type: 'boolean', short: 'h' },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const given: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      given.push(token.value);
      continue;
    }
    const spec = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (!spec) return misused(unknownOption(token.rawName, Object.keys(known)));
    const problem = misuseOf(spec, token, values.has(token.name));
    if (problem !== undefined) return misused(problem);
    if (spec.kind === 'flag') flags.add(token.name);
    else values.set(token.name, [...(values.get(token.name) ?? []), token.value ?? '']);
  }
  if (!flags.has('help') && (given.length < operands.min || given.length > operands.max)) {
    return misused(wrongOperands(given, operands));
  }
  return { kind: 'parsed', invocation: { operands: given, flags, values } };
}

function typeOf(kind: OptionSpec['kind']): { type: 'boolean' | 'string'; multiple?: boolean } {
  return kind === 'flag' ? { type: 'boolean' } : { type: 'string', multiple: true };
}

interface OptionToken {
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function misuseOf(spec: OptionSpec, token: OptionToken, isRepeated: boolean): string | undefined {
  const { rawName, value, inlineValue } = token;
  if (spec.kind === 'flag') return value === undefined ? undefined : `${rawName} takes no value.`;
  if (value === undefined || value === '') return `${rawName} needs a value: ${rawName} ${spec.argument}.`;
  if (!inlineValue && value.startsWith('-')) {
    return `${rawName} needs a value, and ${value} looks like an option. If it is the value, write ${rawName}=${value}.`;
  }
  return spec.kind === 'value' && isRepeated ? `${rawName} may be given once.` : undefined;
}

function unknownOption(rawName: string, known: readonly string[]): string {
  const names = known.map((name) => `--${name}`);
  return `There is no option ${rawName}.${suggestion(rawName, names)}`;
}

function wrongOperands(given: readonly string[], { usage, min, max }: Operands): string {
  if (max === 0) return `It takes no arguments, and got: ${given.join(' ')}.`;
  return given.length < min
    ? `It needs ${usage}${given.length === 0 ? '' : `, and got only: ${given.join(' ')}`}.`
    : `It takes ${usage}, and got: ${given.join(' ')}.`;
}

function misused(message: string): Parsed {
  return { kind: 'misused', message };
}
