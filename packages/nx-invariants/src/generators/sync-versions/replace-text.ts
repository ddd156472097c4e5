import type { Location } from '../../check/finding';
import type { Splice } from '../tree/splice';

/** What may stand between the place of a version and its text: a quote, the key of a property or of a listed label. */
const beforeIt = /^(?:"version"\s*:\s*)?["']?(?:app\.kubernetes\.io\/version=)?/;

/**
 * The splice that puts another text in the place of one that stands there. None where the text is not what stands
 * there: it may be made of variables, or written in another way.
 */
export function replaceText(
  content: string,
  { line, column }: Location,
  stated: string,
  wanted: string,
): Splice | undefined {
  if (line === undefined || column === undefined) return undefined;
  const lines = content.split('\n');
  const text = (lines[line - 1] ?? '').slice(column - 1);
  const lead = beforeIt.exec(text)?.[0].length ?? 0;
  const end = lead + stated.length;
  if (!text.startsWith(stated, lead) || /^[^\s"',}\]#]/.test(text.slice(end))) return undefined;
  const start = lines.slice(0, line - 1).reduce((offset, { length }) => offset + length + 1, column - 1);
  return { start: start + lead, end: start + end, text: wanted };
}
