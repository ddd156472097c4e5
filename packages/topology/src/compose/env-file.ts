import type { Diagnostics } from '../result';
import { parseDotEnv, parseRawEnv, type Variable } from './dotenv';
import type { Lookup } from './interpolate';

const LONGEST_ENV_FILE = 1024 * 1024;

/** Parses an env file of Compose's own or of the `raw` format; a fault is a failure at its line. */
export function readEnvironmentFile(
  file: string,
  text: string,
  format: string | undefined,
  lookup: Lookup,
  diagnostics: Diagnostics,
): ReadonlyMap<string, Variable> | undefined {
  if (text.length > LONGEST_ENV_FILE) {
    return diagnostics.fail(
      'too-large',
      { file, line: 1, column: 1 },
      `${file} has ${text.length} characters; at most ${LONGEST_ENV_FILE} are read.`,
      'Keep only KEY=value lines in an env file.',
    );
  }
  const parsed = format === 'raw' ? parseRawEnv(text, lookup) : parseDotEnv(text, lookup);
  if (parsed.ok) return parsed.variables;
  return diagnostics.fail(
    'env-file-syntax',
    { file, line: parsed.line, column: 1 },
    `${file} cannot be read as an env file: ${parsed.reason}.`,
    'Write each line as KEY=value.',
  );
}
