import type { FindingDraft } from '../../check/finding';
import { parseToml } from '../../config/toml-document';
import { unreadableFile } from './lock-findings';

export type TomlReading =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly finding: FindingDraft };

/** Parses a TOML file; what does not parse is a finding. */
export function readToml(file: string, text: string): TomlReading {
  const parsed = parseToml(text);
  return parsed.ok
    ? parsed
    : { ok: false, finding: unreadableFile({ file, ...parsed.position }, parsed.message) };
}
