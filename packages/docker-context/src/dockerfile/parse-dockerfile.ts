import { heredocsIn } from './heredoc';
import {
  type ArgInstruction,
  type InlineDocument,
  type Instruction,
  mayAnnounceHeredocs,
  readInstruction,
} from './instruction';
import { splitInstruction } from './instruction-line';
import { type Directive, type EscapeCharacter, LineReader, type LogicalLine } from './logical-lines';
import { type ParseError, parseError, type SourceRange } from './position';

/** A parsed Dockerfile: what it says, before any variable has a value. */
export interface Dockerfile {
  readonly kind: 'dockerfile';
  readonly escape: EscapeCharacter;
  readonly directives: readonly Directive[];
  /** ARG before the first FROM: visible to FROM, and to stages that declare them again. */
  readonly globalArgs: readonly ArgInstruction[];
  readonly stages: readonly Stage[];
}

export interface Stage {
  /** The stage's number, as `--from=0` counts. */
  readonly index: number;
  /** Lower case; absent when the FROM has no AS. */
  readonly name: string | undefined;
  /** The base as written, variables included. */
  readonly base: string;
  readonly platform: string | undefined;
  /** The FROM instruction. */
  readonly range: SourceRange;
  readonly instructions: readonly Instruction[];
}

/**
 * Parses a Dockerfile as BuildKit's stable frontend does. Errors in stages that will not be built count too.
 * Never throws, whatever the text.
 */
export function parseDockerfile(text: string): Dockerfile | ParseError {
  const reader = new LineReader(text);
  const globalArgs: ArgInstruction[] = [];
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  let seen = false;
  for (let line = reader.read(); line !== undefined; line = reader.read()) {
    if (!('text' in line)) return line;
    seen = true;
    const instruction = readLine(line, reader);
    if (instruction.kind === 'parse-error') return instruction;
    const stage = stages.at(-1);
    if (instruction.kind === 'from') {
      const { base, name, platform, range } = instruction;
      stages.push({ index: stages.length, base, name, platform, range, instructions: [] });
    } else if (stage !== undefined) stage.instructions.push(instruction);
    else if (instruction.kind === 'arg') globalArgs.push(instruction);
    else return parseError('no build stage in current context', line.positionAt(0));
  }
  if (!seen)
    return parseError('file with no instructions', { line: Math.max(reader.lineNumber, 1), column: 1 });
  if (stages.length === 0)
    return parseError('dockerfile contains no stages to build', { line: 1, column: 1 });
  return { kind: 'dockerfile', escape: reader.escape, directives: reader.directives, globalArgs, stages };
}

function readLine(line: LogicalLine, reader: LineReader): Instruction | ParseError {
  const split = splitInstruction(line, reader.escape);
  const documents = mayAnnounceHeredocs(split) ? readDocuments(line, reader) : [];
  if ('kind' in documents) return documents;
  const instruction = readInstruction(split, documents);
  return 'problem' in instruction ? parseError(instruction.problem, line.positionAt(0)) : instruction;
}

/** Reads the bodies of the heredocs a line announces; they follow it in the order of their names. */
function readDocuments(line: LogicalLine, reader: LineReader): readonly InlineDocument[] | ParseError {
  const documents: InlineDocument[] = [];
  if (!line.text.includes('<<')) return documents;
  for (const heredoc of heredocsIn(line.text)) {
    const first = reader.lineNumber + 1;
    const terminated = reader.skipHeredoc(heredoc.name, heredoc.chomp);
    if (typeof terminated !== 'boolean') return terminated;
    if (!terminated) return parseError('unterminated heredoc', line.positionAt(0));
    documents.push({ ...heredoc, body: reader.linesBetween(first, reader.lineNumber).join('\n') });
  }
  return documents;
}
