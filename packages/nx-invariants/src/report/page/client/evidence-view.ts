import { element } from './element';

/** A piece of evidence: documents in it are set in lines, lines that come and go stand out. */
export function evidenceView(text: string): HTMLElement {
  const lines = setInLines(text).split(/\r\n|\n|\r/);
  const isDifference = lines.some((line) => /^[+-]/.test(line)) && lines.length > 1;
  const rows = lines.map((line) => {
    const kind = !isDifference ? '' : line.startsWith('+') ? ' comes' : line.startsWith('-') ? ' goes' : '';
    return element('span', { class: `row${kind}` }, line === '' ? ' ' : line, '\n');
  });
  return element('pre', { class: 'evidence', tabindex: '0', 'aria-label': 'Evidence' }, ...rows);
}

/** A text that holds a JSON document, with the first one in lines of its own. */
export function setInLines(text: string): string {
  const start = text.search(/[[{]/);
  const end = start < 0 ? -1 : endOfDocument(text, start);
  if (end < 0) return text;
  const [before, after] = [text.slice(0, start).trimEnd(), text.slice(end).replace(/^[;,]?\s*/, '')];
  try {
    const document: unknown = JSON.parse(text.slice(start, end));
    return [before, JSON.stringify(document, null, 2), after].filter((part) => part !== '').join('\n');
  } catch {
    return text;
  }
}

/** Where the bracket at `start` is closed, texts in quotes left alone; -1 where it is not. */
function endOfDocument(text: string, start: number): number {
  let depth = 0;
  const tokens = /"(?:[^"\\]|\\.)*"|[[\]{}]/g;
  tokens.lastIndex = start;
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    if (/[[{]/.test(token[0]) && token[0].length === 1) depth++;
    if (/[\]}]/.test(token[0]) && token[0].length === 1) depth--;
    if (depth === 0) return tokens.lastIndex;
  }
  return -1;
}
