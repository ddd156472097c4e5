import { fullFormats } from 'ajv-formats/dist/formats';

const MAX_CHECKED_LENGTH = 256;

type Definition = { type?: string; validate?: unknown };

/** What a format speaks of, to the validators of `ajv-formats`; `unknown` formats are annotations to them. */
export function formatSubject(format: string): 'string' | 'number' | 'unknown' {
  if (!Object.hasOwn(fullFormats, format)) return 'unknown';
  return (definitionOf(format) as Definition).type === 'number' ? 'number' : 'string';
}

/** Whether a text has a format, as `ajv-formats` says; undefined where it cannot tell or the text is too long to try. */
export function hasFormat(format: string, text: string): boolean | undefined {
  if (formatSubject(format) !== 'string' || text.length > MAX_CHECKED_LENGTH) return undefined;
  const definition = definitionOf(format);
  return definition === true || check(definition, text) || check((definition as Definition).validate, text);
}

function check(test: unknown, text: string): boolean {
  if (test instanceof RegExp) return new RegExp(test.source, test.flags).test(text);
  return typeof test === 'function' && test(text) === true;
}

function definitionOf(format: string): unknown {
  return fullFormats[format as keyof typeof fullFormats];
}

/** A text of each common format, for building documents. */
export const FORMAT_SAMPLES: ReadonlyMap<string, string> = new Map([
  ['date', '2020-01-31'],
  ['time', '12:00:00Z'],
  ['date-time', '2020-01-31T12:00:00Z'],
  ['duration', 'P1D'],
  ['email', 'a@example.org'],
  ['hostname', 'example.org'],
  ['ipv4', '192.0.2.1'],
  ['ipv6', '2001:db8::1'],
  ['uri', 'https://example.org/'],
  ['uri-reference', '/a'],
  ['uri-template', '/{a}'],
  ['uuid', '00000000-0000-4000-8000-000000000000'],
  ['json-pointer', '/a'],
  ['relative-json-pointer', '0'],
  ['regex', 'a'],
]);
