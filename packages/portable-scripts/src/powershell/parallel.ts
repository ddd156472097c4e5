import type { ScriptFinding } from '../finding';
import { answersIn, isAsked } from './conditions';
import { isMark, isWord, type Placed, type PowerShellScript, placedTokens } from './tree';

/** Which PowerShell runs a script: of a file it is not known, since Windows has version 5.1 beside 7. */
export type Edition = 'unknown' | 'core' | 'windows';

/**
 * `ForEach-Object -Parallel` came with PowerShell 7.0 (about ForEach-Object); Windows PowerShell 5.1 refuses it. Holds
 * where `#Requires` demands 7, or the script asks for the version first.
 */
export function parallelFindings(
  script: PowerShellScript,
  source: string,
  edition: Edition,
): ScriptFinding[] {
  if (edition === 'core' || (edition === 'unknown' && requiresSeven(script))) return [];
  const answers = answersIn(script, source, asksVersion);
  const asks = (text: string) =>
    asksVersion(text) || answers.some((name) => new RegExp(`\\$${literal(name)}\\b`, 'i').test(text));
  const found: ScriptFinding[] = [];
  for (const placed of placedTokens(script.tokens)) {
    if (!isParallel(placed) || isAsked(placed, source, asks)) continue;
    found.push({
      rule: 'parallel',
      start: placed.token.start,
      end: placed.token.end,
      message: '"ForEach-Object -Parallel" needs PowerShell 7, and nothing asks for the version',
      expected: 'a version guard with a sequential way beside it, or "#Requires -Version 7.0"',
      fix: 'write if ($PSVersionTable.PSVersion.Major -ge 7) { … -Parallel … } else { … one after another … }',
    });
  }
  return found;
}

function isParallel({ token, index, siblings }: Placed): boolean {
  if (token.kind !== 'word' || !/^-pa(?:r(?:a(?:l(?:l(?:e(?:l)?)?)?)?)?)?$/i.test(token.text)) return false;
  const start = siblings.findLastIndex((before, at) => at < index && isMark(before, '|', ';', '&&', '||'));
  const line = siblings.slice(start + 1, index);
  return line.some((before) => isWord(before, 'foreach-object', 'foreach', '%'));
}

function requiresSeven({ comments }: PowerShellScript): boolean {
  return comments.some(({ text }) =>
    /^#Requires\s(?:.*\s)?(?:-Version\s+(?:[7-9]|\d\d)|-PSEdition\s+Core\b)/i.test(text),
  );
}

function asksVersion(text: string): boolean {
  return /\$PSVersionTable\b|\$PSEdition\b|\$IsCoreCLR\b|\$Host\.Version\b/i.test(text);
}

function literal(name: string): string {
  return name.replace(/\W/g, '\\$&');
}
