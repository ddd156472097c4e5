import toml = require('smol-toml');

import type { FindingDraft } from '../../check/finding';
import { unreadableFile } from './lock-findings';

export type TomlReading =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly finding: FindingDraft };

/** Parses a TOML file; what does not parse, or is nested too deeply for that, is a finding. */
export function readToml(file: string, text: string): TomlReading {
  try {
    return { ok: true, value: toml.parse(text) };
  } catch (error) {
    const { line = 1, column = 1 } = error instanceof toml.TomlError ? error : {};
    const [reason = ''] = String((error as Error).message).split('\n');
    return { ok: false, finding: unreadableFile({ file, line, column }, reason) };
  }
}
