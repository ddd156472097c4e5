import type { ScriptFinding } from '../finding';
import { absolutePathRemark, backslashRemark, isWindowsAbsolute } from '../paths/windows-path';
import { ancestorsOf, childIn, nodesOf, type SyntaxNode, textOf } from '../syntax/syntax-tree';
import { stringValue } from './string-literal';

/**
 * Windows paths, and paths joined with backslashes, among the string literals of a script in Python, JavaScript or
 * TypeScript, but for what runs after the script has asked for Windows.
 */
export function codePathFindings(root: SyntaxNode, text: string): ScriptFinding[] {
  const found: ScriptFinding[] = [];
  for (const node of nodesOf(root)) {
    if (!isString(node) || isDocumentation(node)) continue;
    const value = stringValue(node, text);
    const isAbsolute = isWindowsAbsolute(value) && value.length > 3;
    const isJoined = !isAbsolute && joinsWithBackslash(node, value, text);
    if (!(isAbsolute || isJoined) || isForWindows(node, text)) continue;
    found.push({
      rule: isAbsolute ? 'windows-path' : 'backslash',
      start: node.start,
      end: node.end,
      ...(isAbsolute ? absolutePathRemark(value) : backslashRemark(value)),
    });
  }
  return found;
}

function isString(node: SyntaxNode): boolean {
  return (
    node.isNamed && (node.type === 'string' || node.type === 'template_string') && node.children.length > 0
  );
}

function isDocumentation(node: SyntaxNode): boolean {
  return node.parent?.type === 'expression_statement';
}

/** An argument of a function that takes paths, or the backslash between what is added to a folder's name. */
function joinsWithBackslash(node: SyntaxNode, value: string, text: string): boolean {
  if (/^[\w.@{} -]*(?:\\[\w.@{} -]+)+\\?$/.test(value)) return isPathArgument(node, text);
  return value === '\\' && isAddedToFolder(node, text);
}

const pathFunction =
  /(?:^|\.)(?:join|resolve|open|Path|PurePath|existsSync|readFile|readFileSync|writeFile|writeFileSync|readdirSync|mkdirSync|rmSync|cpSync|exists|isfile|isdir|makedirs|mkdir|listdir)$/;
const notPath = /(?:^|[^.\w])(?:["'`].*|\[.*\]|,)\.join$/s;

function isPathArgument(node: SyntaxNode, text: string): boolean {
  const call = node.parent?.parent;
  const isArgument = node.parent?.type === 'arguments' || node.parent?.type === 'argument_list';
  if (!call || !isArgument) return false;
  const callee = childIn(call, 'function') ?? childIn(call, 'constructor');
  const name = callee ? textOf(callee, text) : '';
  if (!pathFunction.test(name) || notPath.test(name)) return false;
  // Of "join" and "resolve" only those of the path modules: arrays and promises have some too.
  return (
    !/(?:join|resolve|exists|open)$/.test(name) ||
    /^(?:\w*[pP]ath(?:\.posix)?\.|os\.path\.|join$|resolve$|open$)/.test(name)
  );
}

function isAddedToFolder(node: SyntaxNode, text: string): boolean {
  const sum = node.parent;
  const left = sum && childIn(sum, 'left');
  const operator = sum && childIn(sum, 'operator');
  if (!left || left === node || !operator || textOf(operator, text) !== '+') return false;
  return /(?:dir|path|root|folder|cwd)\w*(?:\(\))?$/i.test(textOf(left, text));
}

const asksWindows = /\bwin32\b|['"`]nt['"`]|\bwindows\b|isWin\w*|is_win\w*|IS_WIN\w*|\bcygwin\b/i;
const branching = new Set([
  'if_statement',
  'elif_clause',
  'else_clause',
  'else',
  'ternary_expression',
  'conditional_expression',
  'switch_case',
  'case_clause',
  'boolean_operator',
  'binary_expression',
]);

/** Whether a node stands in a branch, a function, a class or an entry that is for Windows by its condition or name. */
function isForWindows(node: SyntaxNode, text: string): boolean {
  for (const above of ancestorsOf(node)) {
    if (branching.has(above.type) && asksWindows.test(headOf(above, node, text))) return true;
    const name = childIn(above, 'name') ?? childIn(above, 'key') ?? childIn(above, 'left');
    if (name && name !== node && /win(?:dows|32|64)|\bwin\b|_nt\b/i.test(textOf(name, text))) return true;
  }
  return false;
}

/** What of a branch decides whether it runs: all of it but the string itself, as far as its block. */
function headOf(branch: SyntaxNode, node: SyntaxNode, text: string): string {
  const block = branch.children.find(({ field, type }) => field === 'consequence' && /block/.test(type));
  const end = block?.start ?? branch.end;
  const before = text.slice(branch.start, Math.min(end, node.start));
  return end > node.end ? before + text.slice(node.end, end) : before;
}
