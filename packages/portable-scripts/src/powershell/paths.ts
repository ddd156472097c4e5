import type { ScriptFinding } from '../finding';
import {
  absolutePathRemark,
  backslashRemark,
  isBackslashJoined,
  isWindowsAbsolute,
} from '../paths/windows-path';
import { isAsked } from './conditions';
import { isMark, type Placed, type PowerShellScript, placedTokens, type Token } from './tree';

/** Windows paths and backslash joins among the words and strings of a script, but for what runs on Windows alone. */
export function pathFindings(script: PowerShellScript, source: string): ScriptFinding[] {
  const found: ScriptFinding[] = [];
  for (const placed of placedTokens(script.tokens)) {
    const { token } = placed;
    if (!startsArgument(placed) || isPatternOperand(placed)) continue;
    const end = endOfArgument(placed);
    const path = withoutQuotes(source.slice(token.start, end));
    const isAbsolute = isWindowsAbsolute(path);
    if (!(isAbsolute || (isBackslashJoined(path) && !isOther(path)))) continue;
    if (isAsked(placed, source, asksSystem)) continue;
    found.push({
      rule: isAbsolute ? 'windows-path' : 'backslash',
      start: token.start,
      end,
      ...(isAbsolute ? absolutePathRemark(path) : backslashRemark(path)),
    });
  }
  return found;
}

/** Whether a token begins a word: no part of one touches it before. */
function startsArgument({ token, index, siblings, above }: Placed): boolean {
  if (token.kind === 'mark' || above?.token.kind === 'text') return false;
  if (token.kind === 'group') return false;
  const before = siblings[index - 1];
  return before === undefined || before.kind === 'mark' || before.end < token.start;
}

function endOfArgument({ token, index, siblings }: Placed): number {
  let { end } = token;
  for (const next of siblings.slice(index + 1)) {
    if (next.start !== end || next.kind === 'mark') break;
    end = next.end;
  }
  return end;
}

function withoutQuotes(argument: string): string {
  return argument.replace(/["'\u2018-\u201f]/g, '');
}

const patternOperators =
  /^(?:-[ci]?(?:match|notmatch|replace|split|like|notlike)|-(?:pattern|filter|include|exclude))$/i;

/** Whether a regular expression or a wildcard is meant, where a backslash means something else. */
function isPatternOperand({ token, index, siblings, above }: Placed): boolean {
  const isAfter = (at: number, tokens: readonly Token[]) => {
    const before = tokens[at - 1];
    if (before?.kind === 'word' && patternOperators.test(before.text)) return true;
    const comma = isMark(before, ',') ? tokens[at - 2] : undefined;
    const operator = comma ? tokens[at - 3] : undefined;
    return operator?.kind === 'word' && patternOperators.test(operator.text);
  };
  const isRegex = siblings
    .slice(0, index)
    .some((before) => before.kind === 'word' && /\[regex\]/i.test(before.text));
  const lead = above?.siblings[above.index - 1];
  const isMethod =
    lead?.kind === 'word' &&
    /(?:\[regex\]::\w+|\.(?:Replace|Split|Trim\w*|StartsWith|EndsWith|Contains|IndexOf))$/i.test(lead.text);
  return (
    token.kind !== 'mark' &&
    (isAfter(index, siblings) ||
      isRegex ||
      isMethod ||
      (above !== undefined && isAfter(above.index, above.siblings)))
  );
}

/** Drives of providers (`HKLM:\…`), accounts and types, which no file system holds. */
function isOther(path: string): boolean {
  return /^[A-Za-z]{2,}:|^(?:HKEY_|NT AUTHORITY|BUILTIN|SOFTWARE\\|SYSTEM\\|ROOT\\)/i.test(path);
}

/** Whether a condition asks for the operating system. */
function asksSystem(text: string): boolean {
  return /\$Is(?:Windows|Linux|MacOS)\b|Windows_NT|Win32NT|\bWindows\b|IsOSPlatform|\$PSEdition\b|\$IsCoreCLR\b/i.test(
    text,
  );
}
