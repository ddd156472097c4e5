import { posix } from 'node:path';
import ignore from 'ignore';

/** Where GitHub looks for the file, in this order; it reads the first that is there. */
export const codeownersFiles = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/** GitHub does not load a larger file. */
export const maxCodeownersBytes = 3 * 1024 * 1024;

/** A line of CODEOWNERS: who owns what a pattern matches. */
export interface OwnerRule {
  readonly line: number;
  readonly pattern: string;
  /** Empty: what it matches is nobody's, whatever the rules before it say. */
  readonly owners: readonly string[];
  matches(path: string): boolean;
}

export interface Codeowners {
  readonly rules: readonly OwnerRule[];
  /** Lines that GitHub skips, with the reason. */
  readonly skipped: readonly { readonly line: number; readonly reason: string }[];
}

/** Reads CODEOWNERS as GitHub does (GitHub Docs, "About code owners"). */
export function parseCodeowners(text: string): Codeowners {
  const rules: OwnerRule[] = [];
  const skipped: { line: number; reason: string }[] = [];
  for (const [index, content] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1;
    const [pattern, ...owners] = content.replace(/(^|\s)#.*$/, '').match(/(?:\\.|[^\s\\])+/g) ?? [];
    if (pattern === undefined) continue;
    const reason = patternFault(pattern) ?? ownersFault(owners);
    if (reason === undefined) rules.push({ line, pattern, owners, matches: matcherOf(pattern) });
    else skipped.push({ line, reason });
  }
  return { rules, skipped };
}

/** The rule that decides whose a file is: the last one that matches it. */
export function decidingRule({ rules }: Codeowners, path: string): OwnerRule | undefined {
  return rules.findLast(({ matches }) => matches(path));
}

function patternFault(pattern: string): string | undefined {
  if (pattern.startsWith('!')) return `a pattern cannot be negated: ${pattern}`;
  if (pattern.includes('[')) return `a pattern has no ranges of characters: ${pattern}`;
  return pattern.startsWith('\\#') ? `a pattern cannot begin with an escaped #: ${pattern}` : undefined;
}

const owner = /^(?:@[\w-]+(?:\/[\w.-]+)?|[^\s@]+@[^\s@]+\.[^\s@]+)$/;

function ownersFault(owners: readonly string[]): string | undefined {
  const wrong = owners.find((name) => !owner.test(name));
  return wrong === undefined ? undefined : `${wrong} is no @user, @org/team or mail address`;
}

/** Patterns are those of .gitignore, but for `docs/*`, which does not reach into the folders of docs. */
function matcherOf(pattern: string): (path: string) => boolean {
  const rules = ignore({ ignorecase: false }).add(pattern);
  const isOneLevel = /^[^*]*\/\*$/.test(pattern);
  return (path) => rules.ignores(path) && !(isOneLevel && liesInMatch(path));

  function liesInMatch(path: string): boolean {
    const folder = posix.dirname(path);
    return folder !== '.' && rules.ignores(`${folder}/`);
  }
}
