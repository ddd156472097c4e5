/** How text is set off on a terminal. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

/**
 * A text as a terminal and the log of a GitHub workflow may show it: what would steer them is replaced. Line feeds and
 * tabs stay. The runner takes commands from `::` at the start of a line and from `##[` anywhere (actions/runner,
 * src/Runner.Common/ActionCommand.cs).
 */
export function printableText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd')
      .replace(/^(\s*:)(?=:)/gm, '$1\u200b')
      .replaceAll('##[', '##\u200b[')
  );
}

/** The same in one line. */
export function printableLine(text: string): string {
  return printableText(text.replace(/\s*[\r\n]\s*/g, ' '));
}

/** The same of a line that is styled already: its colours stay. */
export function printableStyledLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what a style writes
  return text.replace(/(\u001b\[\d+m)|[^\u001b]+|\u001b/g, (part, colour) => colour ?? printableLine(part));
}

const code = (open: number, close: number) => (text: string) => `\u001b[${open}m${text}\u001b[${close}m`;

const coloured: Style = {
  bold: code(1, 22),
  dim: code(2, 22),
  red: code(31, 39),
  yellow: code(33, 39),
  green: code(32, 39),
  cyan: code(36, 39),
};

const same = (text: string) => text;

export const plain: Style = { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same };

/** Colours only on a terminal, or where FORCE_COLOR asks for them; never with NO_COLOR (no-color.org). */
export function styleFor(
  stream: { readonly isTTY?: boolean },
  env: { readonly [name: string]: string | undefined },
): Style {
  if (env.NO_COLOR) return plain;
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
  return forced || stream.isTTY ? coloured : plain;
}
