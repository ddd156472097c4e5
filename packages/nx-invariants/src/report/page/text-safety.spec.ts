import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy';
import { embeddedJson } from './embedded-json';
import { html } from './html';
import { shownText } from './shown-text';

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom('<', '>', '&', '"', "'", '</script', '<!--', '<script', '\u2028', '\u202e', '\0', 'a'),
    )
    .map((parts) => parts.join('')),
);

it('a value in a template is a text in content and in attributes', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const [, attribute = '', content = ''] =
        /^<a title="([^"]*)">([^<]*)<\/a>$/.exec(html`<a title="${text}">${text}</a>`.text) ?? [];
      const decoded = (escaped: string) =>
        escaped.replace(
          /&(amp|lt|gt|quot|#39);/g,
          (entity) => ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" })[entity] ?? '',
        );
      expect([decoded(attribute), decoded(content)]).toEqual([shownText(text), shownText(text)]);
    }),
  );
});

it('a template takes markup, lists, numbers and nothing', () => {
  expect(html`<ul>${[1, 2].map((count) => html`<li>${count}</li>`)}${undefined}</ul>${'<b>'}`.text).toBe(
    '<ul><li>1</li><li>2</li></ul>&lt;b&gt;',
  );
});

it('embedded JSON is the value, and ends no element', () => {
  fc.assert(
    fc.property(fc.dictionary(hostile, hostile), (value) => {
      const { text } = embeddedJson(value);
      expect(text).not.toMatch(/[<>&\u2028\u2029]/);
      expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(value));
    }),
  );
});

it('the policy allows the two texts that the page carries, by their digests, and nothing else', () => {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest('base64');
  expect(contentSecurityPolicy('let a = "ü"', 'b {}')).toBe(
    `default-src 'none'; script-src 'sha256-${digest('let a = "ü"')}'; style-src 'sha256-${digest('b {}')}'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
  );
});

it.each([
  ['tab\tand\r\nline', 'tab\tand\r\nline'],
  ['\u0000\u0085\ud800', '\ufffd\ufffd\ufffd'],
  ['if (a\u202e /* \u2066 b\u2069) */', 'if (a\ufffd /* \ufffd b\ufffd) */'],
  ['😀 ü', '😀 ü'],
])('of %j is shown %j', (text, expected) => {
  expect(shownText(text)).toBe(expected);
});
