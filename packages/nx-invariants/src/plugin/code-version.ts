import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Set by the plugin's hook; an input of leaves whose code no file input can stand for. */
export const codeVersionVariable = 'NX_INVARIANTS_CODE_VERSION';

/** The version of the running plugin. */
export function codeVersion(): string {
  const packageRoot = join(__dirname, '..', '..');
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
