import toml = require('smol-toml');

import type { Position } from './json-document';

export type TomlParse =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly message: string; readonly position: Position };

/** Parses a TOML text. What does not parse, or is nested too deeply for that, is told with its position. */
export function parseToml(text: string): TomlParse {
  try {
    return { ok: true, value: toml.parse(text) };
  } catch (error) {
    const { line = 1, column = 1 } = error instanceof toml.TomlError ? error : {};
    const [message = ''] = String(error instanceof Error ? error.message : error).split('\n');
    return { ok: false, message, position: { line, column } };
  }
}
