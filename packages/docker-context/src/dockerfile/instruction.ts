import {
  ADD_FLAGS,
  COPY_FLAGS,
  type FlagSchema,
  type FlagValues,
  FROM_FLAGS,
  HEALTHCHECK_FLAGS,
  RUN_FLAGS,
  readFlags,
} from './flags';
import { type Heredoc, heredocOf } from './heredoc';
import {
  blankSeparatedWords,
  type InstructionLine,
  jsonForm,
  quotedWords,
  splitInstruction,
  type Word,
} from './instruction-line';
import { mountOrigin } from './mount';
import type { SourceRange } from './position';

/** A heredoc and the text between its line and its terminator. */
export interface InlineDocument extends Heredoc {
  readonly body: string;
}

/** What an instruction means for the build context; instructions that mean nothing to it are `other`. */
export type Instruction =
  | FromInstruction
  | CopyInstruction
  | RunInstruction
  | ArgInstruction
  | EnvInstruction
  | WorkdirInstruction
  | OnbuildInstruction
  | HealthcheckInstruction
  | OtherInstruction;

export interface FromInstruction {
  readonly kind: 'from';
  readonly base: string;
  /** Lower case, as stage names are compared. */
  readonly name: string | undefined;
  readonly platform: string | undefined;
  readonly range: SourceRange;
}

export interface CopyInstruction {
  readonly kind: 'copy';
  readonly keyword: 'COPY' | 'ADD';
  readonly sources: readonly Word[];
  readonly documents: readonly InlineDocument[];
  readonly destination: Word;
  /** `--from`, absent for the context. */
  readonly from: string | undefined;
  readonly parents: boolean;
  readonly exclude: readonly string[];
  readonly chown: string;
  readonly chmod: string;
  readonly link: boolean;
  readonly checksum: string;
  /** `--unpack` as given; local archives are unpacked by ADD unless it says false. */
  readonly unpack: boolean | undefined;
  readonly range: SourceRange;
}

export interface RunInstruction {
  readonly kind: 'run';
  readonly mounts: readonly WrittenMount[];
  readonly range: SourceRange;
}

export interface WrittenMount {
  readonly written: string;
  readonly from: string;
  readonly range: SourceRange;
}

export interface ArgInstruction {
  readonly kind: 'arg';
  readonly names: readonly { readonly name: string; readonly value: string | undefined }[];
  readonly range: SourceRange;
}

export interface EnvInstruction {
  readonly kind: 'env';
  readonly pairs: readonly { readonly name: string; readonly value: string }[];
  readonly range: SourceRange;
}

export interface WorkdirInstruction {
  readonly kind: 'workdir';
  readonly path: string;
  readonly range: SourceRange;
}

export interface OnbuildInstruction {
  readonly kind: 'onbuild';
  /** The instruction for the stages built on this one; it is not checked until one of them runs it. */
  readonly trigger: InstructionLine;
  readonly documents: readonly InlineDocument[];
  readonly range: SourceRange;
}

/** The image's health check, or that it is to have none. */
export interface HealthcheckInstruction {
  readonly kind: 'healthcheck';
  readonly isNone: boolean;
  readonly range: SourceRange;
}

export interface OtherInstruction {
  readonly kind: 'other';
  readonly range: SourceRange;
}

/** An instruction, or what BuildKit's parser says is wrong with it. */
export type ReadInstruction = Instruction | { readonly problem: string };

/** Whether an instruction may announce heredocs: COPY, ADD and RUN that are not in JSON form, ONBUILD of one. */
export function mayAnnounceHeredocs(line: InstructionLine): boolean {
  const announcer = line.keyword.toUpperCase() === 'ONBUILD' ? onbuildTrigger(line) : line;
  return /^(?:COPY|ADD|RUN)$/i.test(announcer.keyword) && jsonForm(announcer).kind !== 'words';
}

/** Gives an instruction its meaning, by the argument and flag rules of its keyword. */
export function readInstruction(
  line: InstructionLine,
  documents: readonly InlineDocument[],
): ReadInstruction {
  const range = line.line.rangeAt(0, line.line.text.trimEnd().length);
  const keyword = line.keyword.toUpperCase();
  switch (keyword) {
    case 'FROM':
      return readFrom(line, range);
    case 'COPY':
    case 'ADD':
      return readCopy(line, keyword, documents, range);
    case 'RUN':
      return readRun(line, range);
    case 'ARG':
      return readArg(line, range);
    case 'ENV':
      return readEnv(line, range);
    case 'WORKDIR':
      return withFlags(line, {}, () => exactlyOne(line, { kind: 'workdir', path: line.rest, range }));
    case 'ONBUILD':
      return withFlags(line, {}, () => readOnbuild(line, documents, range));
    default:
      return readOther(line, keyword, range);
  }
}

/** What the other instructions must look like; only that they are well formed matters here. */
function readOther(line: InstructionLine, keyword: string, range: SourceRange): ReadInstruction {
  const other: OtherInstruction = { kind: 'other', range };
  switch (keyword) {
    case 'LABEL':
      return withFlags(line, {}, () => {
        const pairs = keyValuePairs(line);
        return 'problem' in pairs ? pairs : other;
      });
    case 'MAINTAINER':
    case 'USER':
    case 'STOPSIGNAL':
      return withFlags(line, {}, () => exactlyOne(line, other));
    case 'EXPOSE':
      return withFlags(line, {}, () => atLeastOne(line, other));
    case 'VOLUME':
    case 'CMD':
    case 'ENTRYPOINT':
      return withFlags(line, {}, () => {
        const json = jsonForm(line);
        if (json.kind === 'invalid') return { problem: json.problem };
        return keyword === 'VOLUME' ? atLeastOne(line, other) : other;
      });
    case 'SHELL':
      return withFlags(line, {}, () => {
        const json = jsonForm(line);
        if (json.kind === 'invalid') return { problem: json.problem };
        if (line.rest === '' || (json.kind === 'words' && json.words.length === 0))
          return atLeastOneProblem(keyword);
        return json.kind === 'words' ? other : { problem: 'SHELL requires the arguments to be in JSON form' };
      });
    case 'HEALTHCHECK':
      return withFlags(line, HEALTHCHECK_FLAGS, () => readHealthcheck(line, range));
    default:
      return { problem: `unknown instruction: ${line.keyword}` };
  }
}

function readFrom(line: InstructionLine, range: SourceRange): ReadInstruction {
  return withFlags(line, FROM_FLAGS, (flags) => {
    const [base, as, name, ...more] = blankSeparatedWords(line).map((word) => word.text);
    const named = as?.toLowerCase() === 'as' && name !== undefined && more.length === 0;
    if (base === undefined || (as !== undefined && !named)) {
      return { problem: 'FROM requires either one or three arguments' };
    }
    if (named && !/^[a-z][a-z0-9\-_.]*$/.test(name.toLowerCase())) {
      const rule = "name can't start with a number or contain symbols";
      return { problem: `invalid name for build stage: "${name}", ${rule}` };
    }
    const platform = flags.get('platform')?.[0]?.value;
    return { kind: 'from', base, name: named ? name.toLowerCase() : undefined, platform, range };
  });
}

function readCopy(
  line: InstructionLine,
  keyword: 'COPY' | 'ADD',
  documents: readonly InlineDocument[],
  range: SourceRange,
): ReadInstruction {
  const json = jsonForm(line);
  if (json.kind === 'invalid') return { problem: json.problem };
  const words = json.kind === 'words' ? json.words : blankSeparatedWords(line);
  const destination = words.at(-1);
  if (destination === undefined || words.length < 2) {
    const rule = 'requires at least two arguments, but only one was provided';
    return { problem: `${keyword} ${rule}. Destination could not be determined` };
  }
  return withFlags(line, keyword === 'COPY' ? COPY_FLAGS : ADD_FLAGS, (flags) => {
    if (heredocOf(destination.text) !== undefined)
      return { problem: `${keyword} cannot accept a heredoc as a destination` };
    const one = (name: string) => flags.get(name)?.[0]?.value;
    const sources = words.slice(0, -1);
    const unpack = one('unpack');
    return {
      kind: 'copy',
      keyword,
      sources: sources.filter((word) => heredocOf(word.text) === undefined),
      documents: sources.flatMap((word) => inlineDocument(word.text, documents)),
      destination,
      from: one('from') === '' ? undefined : one('from'),
      parents: one('parents') === 'true',
      exclude: (flags.get('exclude') ?? []).map((flag) => flag.value),
      chown: one('chown') ?? '',
      chmod: one('chmod') ?? '',
      link: one('link') === 'true',
      checksum: one('checksum') ?? '',
      unpack: unpack === undefined ? undefined : unpack === 'true',
      range,
    };
  });
}

/** The JSON form announces no heredoc, so there a word that looks like one is an empty document of that name. */
function inlineDocument(word: string, documents: readonly InlineDocument[]): InlineDocument[] {
  const heredoc = heredocOf(word);
  if (heredoc === undefined) return [];
  const body = documents.findLast((document) => document.name === heredoc.name)?.body ?? '';
  return [{ ...heredoc, body }];
}

function readRun(line: InstructionLine, range: SourceRange): ReadInstruction {
  const json = jsonForm(line);
  if (json.kind === 'invalid') return { problem: json.problem };
  return withFlags(line, RUN_FLAGS, (flags) => {
    const mounts: WrittenMount[] = [];
    for (const flag of flags.get('mount') ?? []) {
      const origin = mountOrigin(flag.value);
      if ('problem' in origin) return origin;
      mounts.push({ written: flag.value, from: origin.from, range: flag.range });
    }
    return { kind: 'run', mounts, range };
  });
}

function readArg(line: InstructionLine, range: SourceRange): ReadInstruction {
  const words = quotedWords(line);
  if (words.length === 0) return atLeastOneProblem('ARG');
  const names = words.map((word) => {
    const equals = word.indexOf('=');
    return equals === -1
      ? { name: word, value: undefined }
      : { name: word.slice(0, equals), value: word.slice(equals + 1) };
  });
  if (names.some(({ name }) => name === '')) return { problem: 'ARG names can not be blank' };
  return { kind: 'arg', names, range };
}

function readEnv(line: InstructionLine, range: SourceRange): ReadInstruction {
  return withFlags(line, {}, () => {
    const pairs = keyValuePairs(line);
    return 'problem' in pairs ? pairs : { kind: 'env', pairs: pairs.pairs, range };
  });
}

/** `NAME=value …`, or the old form `NAME the rest of the line`. */
function keyValuePairs(
  line: InstructionLine,
): { readonly pairs: EnvInstruction['pairs'] } | { readonly problem: string } {
  const keyword = line.keyword.toUpperCase();
  const words = quotedWords(line);
  const [first] = words;
  if (first === undefined) return atLeastOneProblem(keyword);
  if (!first.includes('=')) {
    const [, name = '', value] = /^([^\t\v\f\r ]*)[\t\v\f\r ]+(.*)$/s.exec(line.rest) ?? [];
    return value === undefined
      ? { problem: `${keyword} must have two arguments` }
      : { pairs: [{ name, value }] };
  }
  const pairs: { name: string; value: string }[] = [];
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals === -1) {
      return { problem: `Syntax error - can't find = in "${word}". Must be of the form: name=value` };
    }
    if (equals === 0) return { problem: `${keyword} names can not be blank` };
    pairs.push({ name: word.slice(0, equals), value: word.slice(equals + 1) });
  }
  return { pairs };
}

function readOnbuild(
  line: InstructionLine,
  documents: readonly InlineDocument[],
  range: SourceRange,
): ReadInstruction {
  const trigger = onbuildTrigger(line);
  const keyword = trigger.keyword.toUpperCase();
  if (keyword === '') return atLeastOneProblem('ONBUILD');
  if (keyword === 'ONBUILD') return { problem: "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed" };
  if (keyword === 'FROM' || keyword === 'MAINTAINER') {
    return { problem: `${keyword} isn't allowed as an ONBUILD trigger` };
  }
  return { kind: 'onbuild', trigger, documents, range };
}

function onbuildTrigger(line: InstructionLine): InstructionLine {
  return splitInstruction(line.line, line.escape, line.restOffset);
}

function readHealthcheck(line: InstructionLine, range: SourceRange): ReadInstruction {
  if (line.rest === '') return atLeastOneProblem('HEALTHCHECK');
  const [, type = '', command = ''] = /^(\S*)\s*(.*)$/s.exec(line.rest) ?? [];
  if (type.toUpperCase() === 'NONE') {
    return command === ''
      ? { kind: 'healthcheck', isNone: true, range }
      : { problem: 'HEALTHCHECK NONE takes no arguments' };
  }
  if (type.toUpperCase() !== 'CMD') return { problem: `Unknown type "${type}" in HEALTHCHECK (try CMD)` };
  return command === ''
    ? { problem: 'Missing command after HEALTHCHECK CMD' }
    : { kind: 'healthcheck', isNone: false, range };
}

function withFlags(
  line: InstructionLine,
  schema: FlagSchema,
  read: (flags: FlagValues) => ReadInstruction,
): ReadInstruction {
  const flags = readFlags(line.flags, schema);
  return 'problem' in flags ? flags : read(flags);
}

function exactlyOne(line: InstructionLine, instruction: Instruction): ReadInstruction {
  if (line.rest !== '') return instruction;
  return { problem: `${line.keyword.toUpperCase()} requires exactly one argument` };
}

function atLeastOne(line: InstructionLine, instruction: Instruction): ReadInstruction {
  return line.rest === '' ? atLeastOneProblem(line.keyword.toUpperCase()) : instruction;
}

function atLeastOneProblem(keyword: string): { readonly problem: string } {
  return { problem: `${keyword} requires at least one argument` };
}
