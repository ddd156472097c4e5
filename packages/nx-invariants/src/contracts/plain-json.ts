/**
 * The value of a JSON text, undefined for what is no JSON. Every JSON file of a project is read so, large lockfiles too:
 * without places, comments or a look at repeated keys.
 */
export function plainJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
