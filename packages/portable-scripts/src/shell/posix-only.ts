import type { ScriptFinding } from '../finding';
import { quoted } from '../paths/windows-path';
import { ancestorsOf, nodesOf, type SyntaxNode, textOf } from '../syntax/syntax-tree';
import { argumentsOf, commandName, literalOf } from './words';

/** A shell of Windows that may run a command line in the place of sh. */
export type OtherShell = 'cmd.exe' | 'PowerShell';

/**
 * What a command line uses that sh understands and the other shell does not. npm and nx:run-commands hand command
 * lines to cmd.exe on Windows (Node, `child_process`, option `shell`); GitHub hands steps to PowerShell there.
 */
export function posixOnlyFindings(root: SyntaxNode, text: string, other: OtherShell): ScriptFinding[] {
  const found: ScriptFinding[] = [];
  let judgedUntil = 0;
  for (const node of nodesOf(root)) {
    if (node.start < judgedUntil) continue;
    const construct = constructAt(node, text, other);
    if (!construct) continue;
    // What stands in a construct goes with it.
    judgedUntil = node.end;
    found.push({
      rule: 'posix-only',
      start: node.start,
      end: node.end,
      message: `${construct.what} is for sh alone, and ${other} runs this on Windows`,
      expected: 'a command line that every shell takes',
      fix: construct.instead,
    });
  }
  return found;
}

interface Construct {
  readonly what: string;
  readonly instead: string;
}

const inScript = 'move the command into a script of Node, or another language that runs on every system';

function constructAt(node: SyntaxNode, text: string, other: OtherShell): Construct | undefined {
  switch (node.type) {
    case 'variable_assignment':
      return assignment(node, text, other);
    case 'declaration_command':
      return { what: `"${node.children[0]?.type}"`, instead: `${setVariable(other)}, or ${inScript}` };
    case 'unset_command':
      return { what: '"unset"', instead: inScript };
    case 'command_substitution':
      // PowerShell has $(…) as well.
      return other === 'PowerShell' && text[node.start] === '$'
        ? undefined
        : { what: `the command substitution ${quoted(textOf(node, text))}`, instead: inScript };
    case 'process_substitution':
      return { what: `the process substitution ${quoted(textOf(node, text))}`, instead: 'use a file' };
    case 'simple_expansion':
    case 'expansion':
      return expansion(node, text, other);
    case 'heredoc_redirect':
    case 'herestring_redirect':
      return { what: 'a here-document', instead: 'keep the text in a file' };
    case 'raw_string':
      return other === 'cmd.exe' && isArgument(node)
        ? {
            what: `the single-quoted ${quoted(textOf(node, text))}`,
            instead: 'use double quotes (\\" in JSON)',
          }
        : undefined;
    case 'test_command':
      return { what: `"${node.children[0]?.type} …"`, instead: inScript };
    case 'if_statement':
    case 'while_statement':
    case 'for_statement':
    case 'c_style_for_statement':
    case 'case_statement':
    case 'function_definition':
      return {
        what: `a shell ${node.type.replace(/_(statement|definition)$/, '').replaceAll('_', ' ')}`,
        instead: inScript,
      };
    case 'file_redirect':
      return other === 'cmd.exe' && node.children.some((child) => textOf(child, text) === '/dev/null')
        ? { what: '/dev/null', instead: "use the command's own option to be quiet, or move it into a script" }
        : undefined;
    case ';':
    case '&':
      return separator(node, other);
    case 'command':
      return command(node, text, other);
    default:
      return undefined;
  }
}

function setVariable(other: OtherShell): string {
  return other === 'cmd.exe'
    ? 'set the variable with cross-env, an .env file or "env" of the target'
    : 'set the variable with "env:" of the step';
}

function assignment(node: SyntaxNode, text: string, other: OtherShell): Construct | undefined {
  if (node.parent?.type === 'declaration_command') return undefined;
  return { what: `the assignment ${quoted(textOf(node, text))}`, instead: setVariable(other) };
}

function expansion(node: SyntaxNode, text: string, other: OtherShell): Construct | undefined {
  const written = textOf(node, text);
  const isPlain = /^\$\{?\w+\}?$/.test(written);
  // In PowerShell $name is a variable too, so it may be meant.
  if (other === 'PowerShell' && isPlain) return undefined;
  const isInTest = [...ancestorsOf(node)].some(({ type }) => type === 'test_command');
  if (isInTest) return undefined;
  return {
    what: `the expansion ${quoted(written)}`,
    instead: 'read the variable in the program that is started, or move the command into a script',
  };
}

function isArgument(node: SyntaxNode): boolean {
  return node.parent?.type === 'command' || node.parent?.type === 'concatenation';
}

/** `;` is no separator to cmd.exe, and `&` does not put a command into the background there. */
function separator(node: SyntaxNode, other: OtherShell): Construct | undefined {
  const isBetween = node.parent?.type === 'program' || node.parent?.type === 'subshell';
  if (!isBetween) return undefined;
  if (node.type === ';') {
    return other === 'cmd.exe'
      ? { what: '";" between commands', instead: 'write && between them' }
      : undefined;
  }
  return {
    what: '"&" (in the background)',
    instead: 'start both with a tool such as concurrently, or with Nx',
  };
}

/** Commands that Windows lacks, or has another command for under their name, with what to use instead. */
const unixCommands: ReadonlyMap<string, string> = new Map([
  ['rm', 'use rimraf, shx rm or fs.rmSync'],
  ['cp', 'use shx cp or fs.cpSync'],
  ['mv', 'use shx mv or fs.renameSync'],
  ['cat', 'use shx cat, or read the file in a script'],
  ['touch', 'use shx touch or fs.writeFileSync'],
  ['chmod', 'use shx chmod; set the run bit in git with "git update-index --chmod=+x"'],
  ['ln', 'use fs.symlinkSync'],
  ['ls', 'use shx ls'],
  ['which', 'use shx which'],
  ['grep', 'use shx grep, or a script'],
  ['sed', 'use shx sed, or a script'],
  ['awk', inScript],
  ['xargs', inScript],
  ['tee', inScript],
  ['head', inScript],
  ['tail', inScript],
  ['sleep', inScript],
  ['env', 'use cross-env'],
  ['true', 'leave it out: a script that fails should say so'],
  ['source', inScript],
  ['.', inScript],
  ['test', inScript],
  ['pwd', 'use shx pwd or process.cwd()'],
]);

function command(node: SyntaxNode, text: string, other: OtherShell): Construct | undefined {
  const name = commandName(node, text);
  if (name === undefined) return undefined;
  const options = argumentsOf(node)
    .map((argument) => literalOf(argument, text) ?? '')
    .filter((option) => option.startsWith('-'));
  const what = `"${[name, ...options].join(' ')}"`;
  if (other === 'PowerShell') return inPowerShell(name, options, what);
  const instead =
    name === 'mkdir' && options.some((option) => /^-\w*p/.test(option)) ? makeFolder : unixCommands.get(name);
  return instead === undefined ? undefined : { what, instead };
}

const makeFolder = 'use shx mkdir -p or fs.mkdirSync with recursive';

/** On the runners of GitHub the commands of Git for Windows are there too; PowerShell has aliases for a few. */
function inPowerShell(name: string, options: readonly string[], what: string): Construct | undefined {
  if (name === 'source') return { what, instead: 'set "shell: bash" for the step' };
  return name === 'rm' && options.some((option) => /^-\w*(?:rf|fr)/.test(option))
    ? { what, instead: 'set "shell: bash" for the step, or use a script' }
    : undefined;
}
