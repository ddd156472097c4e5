import type { ScriptFinding } from '../finding';
import {
  absolutePathRemark,
  backslashRemark,
  isBackslashJoined,
  isWindowsAbsolute,
} from '../paths/windows-path';
import { ancestorsOf, childIn, nodesOf, type SyntaxNode, textOf } from '../syntax/syntax-tree';
import { isWord } from './words';

/**
 * Windows paths among the words of a shell text, and in a command line words joined with backslashes (in a script they
 * may be escapes that are meant), but for what runs after a question for Windows.
 */
export function shellPathFindings(root: SyntaxNode, text: string, isCommandLine: boolean): ScriptFinding[] {
  const found: ScriptFinding[] = [];
  for (const node of nodesOf(root)) {
    if (!isWord(node)) continue;
    const path = textOf(node, text).replace(/["']/g, '');
    const isAbsolute = isWindowsAbsolute(path) && path.length > 3;
    const isJoined = isCommandLine && !isAbsolute && isBackslashJoined(path);
    if (!(isAbsolute || isJoined) || isForWindows(node, text)) continue;
    found.push({
      rule: isAbsolute ? 'windows-path' : 'backslash',
      start: node.start,
      end: node.end,
      ...(isAbsolute ? absolutePathRemark(path) : backslashRemark(path)),
    });
  }
  return found;
}

const asksWindows = /windows|mingw|msys|cygwin|win32|wslpath|\bwin\b/i;

function isForWindows(node: SyntaxNode, text: string): boolean {
  for (const above of ancestorsOf(node)) {
    const isBranch = /^(?:if_statement|elif_clause|case_item|list)$/.test(above.type);
    const condition = childIn(above, 'condition') ?? childIn(above, 'value') ?? above.children[0];
    const asked = above.type === 'case_statement' ? undefined : condition;
    if (isBranch && asked && asked !== node && asksWindows.test(headOf(above, text))) return true;
    const name = childIn(above, 'name');
    if (above.type === 'function_definition' && name && asksWindows.test(textOf(name, text))) return true;
  }
  return false;
}

/** A branch as far as "then", a case item as far as ")", a list as far as its operator. */
function headOf(branch: SyntaxNode, text: string): string {
  const end = branch.children.find(({ type }) => ['then', ')', '&&', '||'].includes(type));
  return text.slice(branch.start, end?.start ?? branch.end);
}
