import { Markup } from './html';

/**
 * A value as JSON inside of a `<script>` element. `<`, `>` and `&` stand in texts only and are written as escapes, so
 * that no text ends the element or opens a comment in it (HTML, 13.2.5.4 on script data). So are the marks that turn the
 * direction of writing, for those who read the source.
 */
export function embeddedJson(value: unknown): Markup {
  const escaped = JSON.stringify(value).replace(
    /[<>&\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return new Markup(escaped);
}
