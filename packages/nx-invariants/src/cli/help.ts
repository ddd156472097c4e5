import { commonOptions } from './arguments';
import type { Command, OptionSpec } from './command';

const program = 'nx-invariants';

/** The overview: every command in a line. */
export function overview(commands: readonly Command[]): string {
  return lines([
    `Usage: ${program} COMMAND [OPTIONS]`,
    '',
    'Commands:',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Options:',
    ...columns([...optionRows(commonOptions), ['--version', 'show the version of the plugin']]),
    '',
    'Exit codes: 0 it holds, 1 it is violated, 2 it cannot be told.',
    `"${program} COMMAND --help" says more about a command.`,
  ]);
}

/** The help of one command. */
export function helpOf(command: Command): string {
  return lines([
    usageOf(command),
    '',
    `${command.summary}.`,
    '',
    'Options:',
    ...columns(optionRows({ ...command.options, ...commonOptions })),
    '',
    'Exit codes:',
    ...columns(command.exitCodes.map((meaning, code) => [String(code), meaning])),
    '',
    'Example:',
    `  ${command.example}`,
  ]);
}

export function usageOf({ name, operands }: Command): string {
  return `Usage: ${[program, name, operands.usage, '[OPTIONS]'].filter((part) => part !== '').join(' ')}`;
}

function optionRows(options: { readonly [name: string]: OptionSpec }): [string, string][] {
  return Object.entries(options).map(([name, { kind, argument, text }]) => {
    const written = kind === 'flag' ? `--${name}` : `--${name} ${argument}`;
    return [
      name === 'help' ? `-h, ${written}` : written,
      kind === 'values' ? `${text}; may be repeated` : text,
    ];
  });
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
