import type { Remark, ScriptFinding } from '../finding';
import { quoted } from '../paths/windows-path';
import { childIn, nodesOf, type SyntaxNode, textOf } from '../syntax/syntax-tree';
import { argumentsOf, commandName, literalOf } from './words';

/** A shell that is not bash: dash knows POSIX and little more, the ash of busybox some of what bash knows. */
export type PlainShell = 'dash' | 'busybox';

interface Construct {
  readonly node: SyntaxNode;
  /** Completes "… is not in POSIX sh". */
  readonly what: string;
  readonly instead: string;
  /** Whether the ash of busybox (1.36, its default build) has it too. */
  readonly inBusybox?: true;
}

/**
 * What a script uses that only bash understands although another shell runs it (POSIX.1-2017, "Shell Command
 * Language"; dash 0.5.12). A script that asks which shell runs it (`$BASH_VERSION`, `$ZSH_VERSION`) is left alone.
 */
export function bashOnlyFindings(root: SyntaxNode, text: string, shell: PlainShell): ScriptFinding[] {
  if (/\b(?:BASH|ZSH)_VERSION\b/.test(text)) return [];
  const found: ScriptFinding[] = [];
  for (const node of nodesOf(root)) {
    for (const construct of constructsAt(node, text)) {
      if (shell === 'busybox' && construct.inBusybox) continue;
      found.push({
        rule: 'bash-only',
        start: construct.node.start,
        end: construct.node.end,
        ...remarkOf(construct),
      });
    }
  }
  return found;
}

function remarkOf({ what, instead }: Construct): Remark {
  return {
    message: `${what} is not in POSIX sh, and sh runs this`,
    expected: 'what every sh understands, or a shebang (or SHELL, or "shell:") that names bash',
    fix: instead,
  };
}

function constructsAt(node: SyntaxNode, text: string): Construct[] {
  switch (node.type) {
    case 'test_command':
      return doubleTest(node);
    case 'binary_expression':
      return comparison(node, text);
    case 'array':
      return [{ node, what: 'an array', instead: 'use the positional parameters: set -- a b; "$@"' }];
    case 'subscript':
      return [{ node, what: 'an array element', instead: 'use the positional parameters: set -- a b; "$1"' }];
    case 'process_substitution':
      return [{ node, what: `${text[node.start]}(…)`, instead: 'use a pipe or a temporary file' }];
    case 'herestring_redirect':
      return [{ node, what: '<<<', instead: 'use printf \'%s\\n\' "$text" | command, or a here-document' }];
    case 'file_redirect':
      return redirection(node, text);
    case 'pipeline':
      return node.children
        .filter(({ type }) => type === '|&')
        .map((bar) => ({ node: bar, what: '|&', instead: 'write 2>&1 |' }));
    case 'c_style_for_statement':
      return [{ node: head(node), what: 'for ((…))', instead: 'use while with a counter: i=$((i + 1))' }];
    case 'for_statement':
      return node.children
        .filter(({ type }) => type === 'select')
        .map((word) => ({ node: word, what: 'select', instead: 'print the choices and use read' }));
    case 'function_definition':
      return node.children
        .filter(({ type }) => type === 'function')
        .map((word) => ({
          node: word,
          what: 'the word "function"',
          instead: 'write name() { …; }',
          inBusybox: true,
        }));
    case 'brace_expression':
      return [{ node, what: textOf(node, text), instead: 'write the words out, or count with while' }];
    case 'concatenation':
      return braces(node, text);
    case 'ansi_c_string':
      return [{ node, what: "$'…'", instead: 'use printf, as in "$(printf \'a\\tb\')"', inBusybox: true }];
    case 'expansion':
      return expansion(node, text);
    case 'simple_expansion':
      return variable(node, text);
    case 'variable_assignment':
      return node.children
        .filter(({ type }) => type === '+=')
        .map((sign) => ({ node: sign, what: '+=', instead: 'write name="$name…"' }));
    case 'case_item':
      return node.children
        .filter(({ type }) => type === ';&' || type === ';;&')
        .map((end) => ({
          node: end,
          what: end.type,
          instead: 'end the item with ;; and repeat what it shares',
        }));
    case 'arithmetic_expansion':
      return arithmetic(node, text);
    case 'declaration_command':
      return declaration(node, text);
    case 'command':
      return command(node, text);
    default:
      return [];
  }
}

function head(node: SyntaxNode): SyntaxNode {
  return node.children[1] ?? node;
}

const arithmeticCommand = {
  what: '((…))',
  instead: 'use [ … ] with -eq, -lt and the like, or : $((…))',
};

function doubleTest(node: SyntaxNode): Construct[] {
  const [opening] = node.children;
  if (opening?.type === '[[') {
    return [{ node: opening, what: '[[ … ]]', instead: 'use [ … ], or case for patterns', inBusybox: true }];
  }
  return opening?.type === '((' ? [{ node: opening, ...arithmeticCommand }] : [];
}

function comparison(node: SyntaxNode, text: string): Construct[] {
  const operator = childIn(node, 'operator');
  if (!operator || !isInSingleTest(node)) return [];
  switch (textOf(operator, text)) {
    case '==':
      return [{ node: operator, what: '== in [ … ]', instead: 'write =', inBusybox: true }];
    case '=~':
      return [{ node: operator, what: '=~', instead: 'use case, expr or grep -q', inBusybox: true }];
    default:
      return [];
  }
}

function isInSingleTest(node: SyntaxNode): boolean {
  let above = node.parent;
  while (
    above &&
    ['binary_expression', 'unary_expression', 'parenthesized_expression'].includes(above.type)
  ) {
    above = above.parent;
  }
  return above?.type === 'test_command' && above.children[0]?.type === '[';
}

function redirection(node: SyntaxNode, text: string): Construct[] {
  const operator = node.children.find(({ isNamed }) => !isNamed);
  if (operator?.type === '&>' || operator?.type === '&>>') {
    return [{ node: operator, what: operator.type, instead: 'write >file 2>&1', inBusybox: true }];
  }
  const target = childIn(node, 'destination');
  const isToFile = target !== undefined && !/^(?:\d+|-|\$.*|".*)$/s.test(textOf(target, text));
  return operator?.type === '>&' && isToFile
    ? [{ node: operator, what: '>& with a file', instead: 'write >file 2>&1', inBusybox: true }]
    : [];
}

function braces(node: SyntaxNode, text: string): Construct[] {
  const written = node.children.filter(({ type }) => type === 'word').map((word) => textOf(word, text));
  const open = written.indexOf('{');
  const list = open < 0 ? undefined : written.slice(open + 1, written.indexOf('}', open)).join('');
  return list?.includes(',') && written.includes('}')
    ? [{ node, what: `{${list}}`, instead: 'write the words out' }]
    : [];
}

function expansion(node: SyntaxNode, text: string): Construct[] {
  const operator = childIn(node, 'operator');
  const sign = operator && textOf(operator, text);
  const written = quoted(textOf(node, text));
  switch (sign) {
    case '/':
    case '//':
    case '/#':
    case '/%':
      return [
        { node, what: written, instead: 'use sed, or the # and % of parameter expansion', inBusybox: true },
      ];
    case ':':
      return [
        { node, what: written, instead: 'use cut, or the # and % of parameter expansion', inBusybox: true },
      ];
    case '^':
    case '^^':
    case ',':
    case ',,':
      return [{ node, what: written, instead: 'use tr, as in "$(printf %s "$name" | tr a-z A-Z)"' }];
    case '!':
      return [{ node, what: written, instead: 'use eval, or pass the value itself' }];
    case '@':
      return [{ node, what: written, instead: 'use printf or sed' }];
    default:
      return [];
  }
}

/** Variables that only bash sets. Those that people set themselves (`UID`, `HOSTNAME`) are not judged. */
const bashVariables: ReadonlyMap<string, string> = new Map([
  ['RANDOM', 'use awk, or od on /dev/urandom'],
  ['PIPESTATUS', 'write the status of each command to a file'],
  ['FUNCNAME', 'name the function in the text'],
  ['BASH_SOURCE', 'use $0'],
]);

function variable(node: SyntaxNode, text: string): Construct[] {
  const name = textOf(node, text).slice(1);
  const instead = bashVariables.get(name);
  if (instead === undefined) return [];
  return [{ node, what: `$${name}`, instead, ...(name === 'RANDOM' ? { inBusybox: true } : {}) }];
}

function arithmetic(node: SyntaxNode, text: string): Construct[] {
  const [opening] = node.children;
  if (opening?.type === '((') return [{ node: opening, ...arithmeticCommand }];
  if (opening?.type === '$[') return [{ node, what: '$[…]', instead: 'write $((…))' }];
  const parent = node.children.find(({ isNamed }) => isNamed);
  const operator = parent && childIn(parent, 'operator');
  const sign = operator && textOf(operator, text);
  if (sign === '**') return [{ node, what: '** in arithmetic', instead: 'multiply', inBusybox: true }];
  return sign === '++' || sign === '--'
    ? [{ node, what: `${sign} in arithmetic`, instead: `write name=$((name ${sign[0]} 1))`, inBusybox: true }]
    : [];
}

function declaration(node: SyntaxNode, text: string): Construct[] {
  const [word, option] = node.children;
  if (word?.type === 'declare' || word?.type === 'typeset') {
    return [{ node: word, what: `"${word.type}"`, instead: 'assign the variable; for numbers use $((…))' }];
  }
  const letters = option?.type === 'word' ? textOf(option, text) : '';
  return word?.type === 'export' && /^-[a-z]*[fn]/.test(letters)
    ? [{ node, what: `"export ${letters}"`, instead: 'put the function into a script of its own' }]
    : [];
}

const bashCommands: ReadonlyMap<string, Omit<Construct, 'node' | 'what'>> = new Map([
  ['source', { instead: 'write . ./file', inBusybox: true }],
  ['let', { instead: 'write name=$((…))', inBusybox: true }],
  ['shopt', { instead: 'do without the option' }],
  ['mapfile', { instead: 'use while read' }],
  ['readarray', { instead: 'use while read' }],
  ['pushd', { instead: 'use a subshell: (cd folder && command)' }],
  ['popd', { instead: 'use a subshell: (cd folder && command)' }],
  ['declare', { instead: 'assign the variable' }],
]);

function command(node: SyntaxNode, text: string): Construct[] {
  const name = commandName(node, text);
  if (name === undefined) return [];
  const known = bashCommands.get(name);
  if (known) return [{ node: node.children[0] ?? node, what: `"${name}"`, ...known }];
  const given = argumentsOf(node).map((argument) => literalOf(argument, text));
  const at = (index: number) => argumentsOf(node)[index] ?? node;
  if (name === 'echo' && /^-[nE]*e/.test(given[0] ?? '')) {
    return [{ node: at(0), what: 'echo -e', instead: 'use printf', inBusybox: true }];
  }
  if (name === 'set' && given.includes('pipefail')) {
    const index = given.indexOf('pipefail');
    return [{ node: at(index), what: '"pipefail"', instead: 'do without it, or name bash', inBusybox: true }];
  }
  if (name === 'trap' && given.slice(1).some((signal) => signal === 'ERR' || signal === 'DEBUG')) {
    return [{ node, what: 'trap on ERR or DEBUG', instead: 'use set -e and trap on EXIT' }];
  }
  const option = given.findIndex((word) => word !== undefined && /^-[a-z]/.test(word));
  const letters = given[option] ?? '';
  if (name === 'read' && /^-[a-z]*[adnstu]/i.test(letters)) {
    return [
      { node: at(option), what: `read ${letters}`, instead: 'use read -r alone', ...readInBusybox(letters) },
    ];
  }
  return name === 'printf' && /^-v/.test(letters)
    ? [{ node: at(option), what: 'printf -v', instead: 'write name="$(printf …)"' }]
    : [];
}

function readInBusybox(letters: string): { readonly inBusybox?: true } {
  return /[a]/.test(letters) ? {} : { inBusybox: true };
}
