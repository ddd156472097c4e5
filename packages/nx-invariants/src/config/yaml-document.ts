import { Composer, type Document, isScalar, Lexer, LineCounter, Parser, visit } from 'yaml';
import type { Position } from './json-document';

/** The documents of a YAML 1.2 stream, and where an offset of the text stands. */
export interface YamlStream {
  readonly documents: readonly Document.Parsed[];
  locate(offset: number): Position;
}

export type YamlParse<Content> =
  | ({ readonly ok: true } & Content)
  | { readonly ok: false; readonly message: string; readonly position: Position };

const maxCharacters = 4 * 1024 * 1024;
/**
 * The composer recurses, and what it would exhaust is the stack: where that is nearly used up, V8 ends the whole
 * process when it compiles a regular expression (RegExpCompiler::ToNodeCheckForStackOverflow), which nobody can catch.
 */
const maxDepth = 256;

/**
 * Parses a YAML stream. Collections nested deeper than 256 levels, repeated keys and texts above 4 Mi characters are
 * refused with their position, like any other syntax error. Aliases stay aliases: who expands them bounds that.
 *
 * @param merge whether `<<` merges (YAML 1.1's merge key type, as Compose has it) when a document is expanded.
 */
export function parseYamlStream(text: string, { merge = false } = {}): YamlParse<YamlStream> {
  const lines = new LineCounter();
  const locate = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const refuse = (message: string, offset: number) =>
    ({ ok: false, message, position: locate(offset) }) as const;
  if (text.length > maxCharacters) return refuse('the file is larger than 4 Mi characters', 0);

  // The composer would compare each key with all before it, so repeated ones are found here.
  const composer = new Composer({ merge, uniqueKeys: false, logLevel: 'silent' });
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const documents: Document.Parsed[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = parser;
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    const depth = parser.stack.filter(({ type }) => nesting.has(type)).length;
    if (depth > maxDepth) {
      return refuse(`collections are nested deeper than ${maxDepth} levels`, offset);
    }
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));

  for (const document of documents) {
    const [error] = document.errors;
    if (error) return refuse(error.message.split('\n')[0] ?? error.code, error.pos[0]);
    const repeated = repeatedKey(document);
    if (repeated) return refuse(`the key "${repeated.name}" stands twice`, repeated.offset);
  }
  return { ok: true, documents, locate };
}

const nesting: ReadonlySet<string> = new Set(['flow-collection', 'block-map', 'block-seq']);

/** The same for a file that must be one document; an empty one is a document whose content is null. */
export function parseYamlDocument(
  text: string,
  options?: { readonly merge: boolean },
): YamlParse<{ readonly document: Document.Parsed; locate(offset: number): Position }> {
  const stream = parseYamlStream(text, options);
  if (!stream.ok) return stream;
  const { documents, locate } = stream;
  const [document, another] = documents;
  if (!document || another) {
    const position = locate(another?.range[0] ?? 0);
    return { ok: false, message: 'the file holds more than one document', position };
  }
  return { ok: true, document, locate };
}

function repeatedKey(document: Document): { readonly name: string; readonly offset: number } | undefined {
  let repeated: { name: string; offset: number } | undefined;
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key) || key.value === '<<') continue;
        if (seen.has(key.value)) {
          repeated = { name: String(key.value), offset: key.range?.[0] ?? 0 };
          return visit.BREAK;
        }
        seen.add(key.value);
      }
      return undefined;
    },
  });
  return repeated;
}
