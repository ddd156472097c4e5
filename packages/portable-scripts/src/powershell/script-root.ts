import type { ScriptFinding } from '../finding';
import {
  isGroup,
  isMark,
  isWord,
  type Placed,
  type PowerShellScript,
  placedTokens,
  type Token,
} from './tree';

/**
 * `$PSScriptRoot` is empty where a script's text is run and not its file (about_Automatic_Variables): dot-sourced in a
 * console, or handed to `-Command`. Who finds the root of the repository from it alone then works in a wrong folder.
 * Holds where the script asks whether it is empty and looks for a marker file (`Test-Path`) as well.
 */
export function scriptRootFindings(script: PowerShellScript, source: string): ScriptFinding[] {
  const placed = [...placedTokens(script.tokens)];
  const uses = usesOf(placed, ['psscriptroot']);
  const copies = placed.filter((variable) => holdsScriptRoot(variable)).flatMap(({ token }) => nameOf(token));
  const isRootSought = usesOf(placed, ['psscriptroot', ...copies]).some((use) => goesUp(use, source));
  const [first] = uses;
  if (!first || !isRootSought) return [];
  const isAskedFor = uses.some((use) => asksForEmptiness(use, source));
  const looksForMarker = placed.some(({ token }) => isWord(token, 'test-path') || isTestPathMethod(token));
  if (isAskedFor && looksForMarker) return [];
  return [
    {
      rule: 'script-root',
      start: first.token.start,
      end: first.token.end,
      message: isAskedFor
        ? 'the root is found from $PSScriptRoot, and no marker file says whether it is the root'
        : 'the root is found from $PSScriptRoot alone, which is empty where the text of the script is run (-Command)',
      expected: 'a way to the root that does not rest on how the script is started',
      fix: 'start from if ($PSScriptRoot) { $PSScriptRoot } else { (Get-Location).Path } and go up until Test-Path finds a file that only the root has',
    },
  ];
}

function usesOf(placed: readonly Placed[], names: readonly string[]): Placed[] {
  return placed.filter(({ token }) => nameOf(token).some((name) => names.includes(name)));
}

function nameOf(token: Token): string[] {
  return token.kind === 'variable' ? [token.name] : [];
}

/** `$name = … $PSScriptRoot`, on one line. */
function holdsScriptRoot({ token, index, siblings }: Placed): boolean {
  if (token.kind !== 'variable' || !isWord(siblings[index + 1], '=')) return false;
  const end = siblings.findIndex((next, at) => at > index && isMark(next, '\n', ';'));
  const value = siblings.slice(index + 2, end < 0 ? undefined : end);
  return [...placedTokens(value)].some((inner) => nameOf(inner.token).includes('psscriptroot'));
}

/** Whether the folder above is meant: `..` behind it, or Split-Path before it. */
function goesUp({ token, index, siblings, above }: Placed, source: string): boolean {
  if (above?.token.kind === 'text')
    return /^[\\/]+\.\.(?:[\\/]|\W|$)/.test(source.slice(token.end, above.token.end));
  const next = siblings[index + 1];
  if (next && next.start === token.end && /^[\\/]+\.\.(?:[\\/]|$)/.test(sourceOf(next, source))) return true;
  const statement = siblings.slice(Math.max(0, index - 4), index);
  if (statement.some((before) => isWord(before, 'split-path'))) return true;
  const isJoined = statement.some((before) => isWord(before, 'join-path'));
  const follower = siblings.slice(index + 1).find((after) => !isParameter(after));
  return isJoined && follower !== undefined && /^["']?\.\.(?:[\\/"']|$)/.test(sourceOf(follower, source));
}

function isParameter(token: Token): boolean {
  return token.kind === 'word' && token.text.startsWith('-');
}

/** `if ($PSScriptRoot)`, `-not $PSScriptRoot`, `IsNullOrEmpty($PSScriptRoot)`, `$PSScriptRoot ?`, `-eq ''`. */
function asksForEmptiness({ token, index, siblings, above }: Placed, source: string): boolean {
  const before = siblings[index - 1];
  const after = siblings[index + 1];
  if (isWord(before, '-not', '!') || isWord(after, '-eq', '-ne', '?', '??')) return true;
  if (after?.kind === 'word' && /^\?\??$/.test(after.text)) return true;
  if (!above || !isGroup(above.token as Token, '(')) return false;
  const lead = above.siblings[above.index - 1];
  if (lead && /IsNullOr(?:Empty|WhiteSpace)$/i.test(sourceOf(lead, source))) return true;
  return siblings.length === 1 && isWord(lead, 'if', 'elseif') && token.kind === 'variable';
}

function isTestPathMethod(token: Token): boolean {
  return token.kind === 'word' && /::Exists$/i.test(token.text);
}

function sourceOf(token: Token, source: string): string {
  return source.slice(token.start, token.end);
}
