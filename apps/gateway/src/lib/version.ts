import type { Result } from './result.js';

const SEMVER = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/** Reads the content of a VERSION file: one line, MAJOR.MINOR.PATCH. */
export function readVersion(content: string): Result<string> {
  const version = content.trim();
  if (SEMVER.test(version)) return { ok: true, value: version };
  return {
    ok: false,
    problems: [`VERSION must hold one line such as 1.2.3, not ${JSON.stringify(version.slice(0, 40))}.`],
  };
}
