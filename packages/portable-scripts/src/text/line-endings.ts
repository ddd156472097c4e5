import type { ScriptFinding } from '../finding';

/** Lines of a script that end with CR LF: to a Unix shell or kernel the CR is part of the last word. */
export function lineEndingFindings(text: string): ScriptFinding[] {
  const at = text.indexOf('\r\n');
  if (at < 0) return [];
  const count = text.split('\r\n').length - 1;
  return [
    {
      rule: 'line-endings',
      start: at,
      end: at + 1,
      message: `${count === 1 ? 'a line ends' : `${count} lines end`} with CR LF, and the CR becomes part of a word`,
      expected: 'lines that end with LF',
      fix: 'save it with LF, and write "*.sh text eol=lf" (or this file) into .gitattributes so that git keeps it so',
    },
  ];
}
