import type { Dockerfile, SourceRange, Stage } from '@nx-invariants/docker-context';
import { type Interpreter, positionsOf, shebangOf } from '@nx-invariants/portable-scripts';
import { parseJson } from '../config/json-document';
import { textsIn } from '../config/text-list';
import { interpreterOf } from './interpreters';
import { isNamedForWindows, type ScriptUnit, type UnitReading, unseenScripts } from './script-unit';

/**
 * What RUN runs in a Dockerfile: for /bin/sh of its base or for what SHELL names; for no known interpreter where that is
 * another shell, and in the JSON form, which no shell reads.
 */
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
    const shell = /^SHELL\s+(\[.*\])/is.exec(logicalLine(written))?.[1];
    if (shell !== undefined) interpreter = namedShell(shell);
    if (kind !== 'run' && kind !== 'onbuild') continue;
    const command = runCommand(written);
    if (!command) continue;
    units.push({
      file,
      text: command.text,
      interpreter: interpreterFor(command, interpreter),
      isForWindows: interpreter?.kind === 'powershell' && interpreter.edition === 'windows',
      label: 'RUN',
      folder: undefined,
      place: (at) => place(start + command.offset + (command.kind === 'words' ? 0 : at)),
    });
  }
  return units;
}

function offsetsOf(text: string): (range: SourceRange) => number {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return ({ line, column }) => (starts[line - 1] ?? text.length) + column - 1;
}

interface RunCommand {
  /** `words` are those of the JSON form, each in quotes. */
  readonly kind: 'shell' | 'words';
  readonly text: string;
  /** Where the text begins behind the start of the instruction. */
  readonly offset: number;
  /** The program that a here-document names on its first line. */
  readonly shebang?: string;
}

/**
 * The command of a RUN; for a shell of the length it has in the file, so that offsets stay. A here-document alone is a
 * script; others go to the shell with the line that announces them (BuildKit, dispatchRun).
 */
function runCommand(written: string): RunCommand | undefined {
  const lead = /^(?:ONBUILD\s+)?RUN\s+(?:--[\w-]+(?:=\S+)?(?:\s|\\\r?\n)+)*/i.exec(written)?.[0];
  if (lead === undefined) return undefined;
  const offset = lead.length;
  const rest = written.slice(offset);
  const heredoc = /^<<(-?)\s*(["']?)([^\s"'<]+)\2[ \t]*\r?\n/.exec(rest);
  if (heredoc) return hereDocument(rest, heredoc, offset);
  const line = logicalLine(rest);
  const words = wordsOfJson(line);
  const text = words === undefined ? line + rest.slice(line.length) : words.map(quoted).join(' ');
  return text.trim() === '' ? undefined : { kind: words === undefined ? 'shell' : 'words', text, offset };
}

/** Undefined for what is not the JSON form. */
function wordsOfJson(text: string): string[] | undefined {
  const parsed = text.trimStart().startsWith('[') ? parseJson(text.trim()) : undefined;
  const value = parsed?.ok ? parsed.document.value : undefined;
  return Array.isArray(value) ? textsIn(value) : undefined;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function interpreterFor(
  { kind, shebang }: RunCommand,
  ofStage: Interpreter | undefined,
): Interpreter | undefined {
  if (kind === 'words') return undefined;
  return shebang === undefined ? ofStage : namedByShebang(shebang);
}

function hereDocument(rest: string, [line, chomp, , name]: RegExpExecArray, offset: number): RunCommand {
  const body = rest.slice(line.length);
  const isEnd = (each: string) => each.replace(/\r$/, '').replace(chomp ? /^\t+/ : '', '') === name;
  const end = body.split('\n').findIndex(isEnd);
  const text = end < 0 ? body : body.split('\n').slice(0, end).join('\n');
  const shebang = shebangOf(text)?.program;
  return { kind: 'shell', text, offset: offset + line.length, ...(shebang === undefined ? {} : { shebang }) };
}

/** Of an unknown image: its sh may be any. */
function namedByShebang(program: string): Interpreter | undefined {
  const named = interpreterOf(program);
  return named?.kind === 'sh' ? { kind: 'sh', shell: 'busybox' } : named;
}

/** The first line with those that continue it, as BuildKit joins them: what continues, comments and empty lines become blanks. */
function logicalLine(text: string): string {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const isSkipped = /^\s*(?:#|$)/.test(line);
    lines.push(isSkipped ? ' '.repeat(line.length) : line.replace(/\\\s*$/, (end) => ' '.repeat(end.length)));
    if (!isSkipped && !/\\\s*$/.test(line)) break;
  }
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
