import { codePathFindings } from './code/code-paths';
import type { ScriptFinding } from './finding';
import { type Edition, parallelFindings } from './powershell/parallel';
import { parsePowerShell } from './powershell/parse';
import { pathFindings } from './powershell/paths';
import { scriptRootFindings } from './powershell/script-root';
import { bashOnlyFindings, type PlainShell } from './shell/bash-only';
import { parseShell } from './shell/parse-shell';
import { type OtherShell, posixOnlyFindings } from './shell/posix-only';
import { shellPathFindings } from './shell/shell-paths';
import { type StartedScript, startedScriptsIn } from './shell/started-scripts';
import { firstBroken, type SyntaxNode } from './syntax/syntax-tree';
import { type Grammar, parseWith } from './syntax/tree-sitter';
import { unreachable } from './unreachable';

/** What runs a text. */
export type Interpreter =
  /** A shell script for bash, or for one of which nothing is known. */
  | { readonly kind: 'bash' }
  /** A script or step for a shell that is not bash. */
  | { readonly kind: 'sh'; readonly shell: PlainShell }
  /** A command line that sh runs on Unix and another shell on Windows. */
  | { readonly kind: 'system-shell'; readonly onWindows: OtherShell }
  | { readonly kind: 'powershell'; readonly edition: Edition }
  | { readonly kind: 'python' | 'javascript' | 'typescript' };

/** A text to judge. */
export interface Script {
  readonly text: string;
  readonly interpreter: Interpreter;
  /** Whether it runs on Windows alone, where paths of Windows and backslashes are right. */
  readonly isForWindows: boolean;
}

export interface Judgement {
  readonly findings: readonly ScriptFinding[];
  /** What it starts by a path, for who knows the files. */
  readonly started: readonly StartedScript[];
}

const maxLength = 256 * 1024;

/** Finds what of a script holds on one system or in one shell alone. A script that does not parse is a finding. */
export async function judgeScript({ text, interpreter, isForWindows }: Script): Promise<Judgement> {
  if (text.length > maxLength) return onlyFinding(refused(`it is longer than ${maxLength} characters`));
  const judged = await judge(text, interpreter);
  if (!isForWindows) return judged;
  const findings = judged.findings.filter(({ rule }) => rule !== 'windows-path' && rule !== 'backslash');
  return { ...judged, findings };
}

function judge(text: string, interpreter: Interpreter): Promise<Judgement> {
  switch (interpreter.kind) {
    case 'bash':
    case 'sh':
    case 'system-shell':
      return judgeShell(text, interpreter);
    case 'powershell':
      return Promise.resolve(judgePowerShell(text, interpreter.edition));
    case 'python':
    case 'javascript':
    case 'typescript':
      return judgeCode(text, interpreter.kind);
    default:
      return unreachable(interpreter);
  }
}

type ShellInterpreter = Extract<Interpreter, { kind: 'bash' | 'sh' | 'system-shell' }>;

async function judgeShell(text: string, interpreter: ShellInterpreter): Promise<Judgement> {
  const parsed = await parseShell(text);
  switch (parsed.kind) {
    case 'refused':
      return onlyFinding(refused(parsed.reason));
    case 'invalid':
      return onlyFinding(invalid(parsed.start, parsed.reason));
    case 'parsed':
    case 'in-parts': {
      const { root } = parsed;
      return {
        findings: [
          ...(parsed.kind === 'in-parts' ? [unjudged(parsed.gap.start)] : []),
          ...shellPathFindings(root, text, interpreter.kind === 'system-shell'),
          ...dialectFindings(root, text, interpreter),
        ],
        started: startedScriptsIn(root, text),
      };
    }
    default:
      return unreachable(parsed);
  }
}

function dialectFindings(root: SyntaxNode, text: string, interpreter: ShellInterpreter): ScriptFinding[] {
  switch (interpreter.kind) {
    case 'bash':
      return [];
    case 'sh':
      return bashOnlyFindings(root, text, interpreter.shell);
    case 'system-shell':
      return posixOnlyFindings(root, text, interpreter.onWindows);
    default:
      return unreachable(interpreter);
  }
}

function judgePowerShell(text: string, edition: Edition): Judgement {
  const parsed = parsePowerShell(text);
  if (!parsed.ok) return onlyFinding(invalid(parsed.problem.start, parsed.problem.message));
  const { script } = parsed;
  const findings = [
    ...parallelFindings(script, text, edition),
    ...scriptRootFindings(script, text),
    ...pathFindings(script, text),
  ];
  return { findings, started: [] };
}

type CodeGrammar = Exclude<Grammar, 'bash'>;

const names: Record<CodeGrammar, string> = {
  python: 'Python',
  javascript: 'JavaScript',
  typescript: 'TypeScript',
};

async function judgeCode(text: string, grammar: CodeGrammar): Promise<Judgement> {
  const parsed = await parseWith(grammar, text);
  if (!parsed.ok) return onlyFinding(refused(parsed.reason));
  const gap = firstBroken(parsed.root);
  const broken = gap ? [invalid(gap.start, `it is no ${names[grammar]} from here on`)] : [];
  return { findings: [...broken, ...codePathFindings(parsed.root, text)], started: [] };
}

function onlyFinding(finding: ScriptFinding): Judgement {
  return { findings: [finding], started: [] };
}

function invalid(start: number, reason: string): ScriptFinding {
  return {
    rule: 'syntax',
    start,
    end: start,
    message: `it does not parse: ${reason}`,
    expected: 'a script that its interpreter accepts',
    fix: 'mend the syntax there: nothing can be said of the rest until then',
  };
}

/** The parser of shfmt takes it, the grammar does not. */
function unjudged(start: number): ScriptFinding {
  return {
    rule: 'unjudged',
    start,
    end: start,
    message: 'a part of the script was not judged: the grammar of this check cannot follow it',
    expected: 'a construct that the grammar knows',
    fix: 'write what stands there in a plainer way, or see to it yourself that it is portable',
  };
}

function refused(reason: string): ScriptFinding {
  return {
    rule: 'unreadable',
    start: 0,
    end: 0,
    message: `it cannot be judged: ${reason}`,
    expected: 'a script of a size and depth that people write',
    fix: 'split it, or move what is data into a file of its own',
  };
}
