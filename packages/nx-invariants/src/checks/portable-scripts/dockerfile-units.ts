import type { Dockerfile, SourceRange, Stage } from '@nx-invariants/docker-context';
import { type Interpreter, positionsOf } from '@nx-invariants/portable-scripts';

import { parseJson } from '../../config/json-document';
import { isNamedForWindows, type ScriptUnit, type UnitReading, unseenScripts } from './script-unit';

/** The shell forms of RUN in a Dockerfile, for /bin/sh of their base or for what SHELL names. */
export function dockerfileUnits(file: string, text: string): UnitReading {
  const { parseDockerfile } =
    require('@nx-invariants/docker-context') as typeof import('@nx-invariants/docker-context');
  const parsed = parseDockerfile(text);
  if (parsed.kind === 'parse-error') return unseenScripts(file, parsed, parsed.message);
  const isForWindows = parsed.escape !== '\\' || isNamedForWindows(file);
  if (isForWindows) return { units: [], findings: [] };
  return { units: parsed.stages.flatMap((stage) => stageUnits(file, text, stage, parsed)), findings: [] };
}

function stageUnits(file: string, text: string, stage: Stage, dockerfile: Dockerfile): ScriptUnit[] {
  const place = positionsOf(text);
  const offset = offsetsOf(text);
  const starts = dockerfile.stages
    .flatMap(({ range, instructions }) => [range, ...instructions.map((instruction) => instruction.range)])
    .map(offset)
    .sort((a, b) => a - b);
  let interpreter = shellOfBase(stage, dockerfile);
  const units: ScriptUnit[] = [];
  for (const { kind, range } of stage.instructions) {
    const start = offset(range);
    const written = text.slice(start, starts.find((next) => next > start) ?? text.length);
    const shell = /^SHELL\s+(\[[\s\S]*?\])/i.exec(written)?.[1];
    if (shell !== undefined) interpreter = namedShell(shell);
    if (kind !== 'run' || interpreter === undefined) continue;
    const command = shellForm(written);
    if (!command) continue;
    units.push({
      file,
      text: command.text,
      interpreter: command.interpreter ?? interpreter,
      isForWindows: interpreter.kind === 'powershell' && interpreter.edition === 'windows',
      label: 'RUN',
      folder: undefined,
      place: (at) => place(start + command.offset + at),
    });
  }
  return units;
}

function offsetsOf(text: string): (range: SourceRange) => number {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return ({ line, column }) => (starts[line - 1] ?? text.length) + column - 1;
}

interface ShellForm {
  readonly text: string;
  /** Where the text begins behind the start of the instruction. */
  readonly offset: number;
  /** That of a here-document that names one. */
  readonly interpreter?: Interpreter;
}

/**
 * The command of a RUN, of the length it has in the file, so that offsets stay; undefined for the JSON form, which no
 * shell reads.
 */
function shellForm(written: string): ShellForm | undefined {
  const lead = /^RUN\s+(?:--[\w-]+(?:=\S+)?(?:\s|\\\r?\n)+)*/i.exec(written)?.[0] ?? '';
  const rest = written.slice(lead.length);
  const heredoc = /^<<-?\s*(["']?)([\w.]+)\1[ \t]*\r?\n/.exec(rest);
  if (heredoc) return hereDocument(rest, heredoc, lead.length);
  const text = joined(rest);
  if (isJsonForm(text)) return undefined;
  return text.trim() === '' ? undefined : { text, offset: lead.length };
}

function isJsonForm(text: string): boolean {
  const parsed = text.trimStart().startsWith('[') ? parseJson(text.trim()) : undefined;
  return parsed?.ok === true && Array.isArray(parsed.document.value);
}

function hereDocument(rest: string, [line, , name = '']: RegExpExecArray, offset: number): ShellForm {
  const body = rest.slice(line.length);
  const end = body.split('\n').findIndex((each) => each.trim() === name);
  const text = end < 0 ? body : body.split('\n').slice(0, end).join('\n');
  const shebang = /^#!.*\b(bash|sh|python3?|node)\s*$/m.exec(text.split('\n')[0] ?? '')?.[1];
  const interpreter = shebang === undefined ? undefined : interpreters[shebang];
  return { text, offset: offset + line.length, ...(interpreter ? { interpreter } : {}) };
}

const interpreters: { readonly [program: string]: Interpreter } = {
  bash: { kind: 'bash' },
  sh: { kind: 'sh', shell: 'busybox' },
  python: { kind: 'python' },
  python3: { kind: 'python' },
  node: { kind: 'javascript' },
};

/** Joins continued lines as BuildKit does: what continues, comments and empty lines become blanks. */
function joined(command: string): string {
  let isOver = false;
  const lines = command.split('\n').map((line) => {
    if (isOver || /^\s*(?:#|$)/.test(line)) return ' '.repeat(line.length);
    isOver = !/\\\s*$/.test(line);
    return line.replace(/\\\s*$/, (end) => ' '.repeat(end.length));
  });
  return lines.join(' ');
}

/** A SHELL instruction's shell; undefined for one that the check does not read. */
function namedShell(json: string): Interpreter | undefined {
  const program = /^\[\s*"([^"]*)"/
    .exec(json)?.[1]
    ?.split(/[\\/]+/)
    .pop()
    ?.replace(/\.exe$/i, '');
  switch (program?.toLowerCase()) {
    case 'bash':
      return { kind: 'bash' };
    case 'sh':
    case 'ash':
    case 'dash':
      return { kind: 'sh', shell: program === 'dash' ? 'dash' : 'busybox' };
    case 'pwsh':
      return { kind: 'powershell', edition: 'core' };
    case 'powershell':
      return { kind: 'powershell', edition: 'windows' };
    default:
      return undefined;
  }
}

/** Distributions whose /bin/sh is bash. */
const shIsBash =
  /(?:^|\/)(?:fedora|centos|rockylinux|almalinux|ubi\d*(?:-\w+)?|redhat|amazonlinux|oraclelinux|archlinux|opensuse|leap|tumbleweed|bci-\w+)\b/;
const shIsDash =
  /^(?:debian|ubuntu|buildpack-deps|node|python|golang|rust|ruby|openjdk|maven|gradle|php|perl)(?::|@|$)/;

/** The shell of a stage's base, by its image's name: where that tells nothing, what dash and busybox both lack is judged. */
function shellOfBase(stage: Stage, dockerfile: Dockerfile, depth = 0): Interpreter | undefined {
  const base = stage.base.toLowerCase().replace(/^docker\.io\/(?:library\/)?/, '');
  const earlier = dockerfile.stages.find(({ name, index }) => name === base && index < stage.index);
  if (earlier && depth < dockerfile.stages.length) return shellOfBase(earlier, dockerfile, depth + 1);
  if (/windows|nanoserver|servercore/.test(base)) return undefined;
  if (shIsBash.test(base)) return { kind: 'bash' };
  const isDash = shIsDash.test(base) && !base.includes('alpine');
  return { kind: 'sh', shell: isDash ? 'dash' : 'busybox' };
}
