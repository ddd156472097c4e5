import type {
  BuildPaths,
  InstructionResolution,
  NearMiss,
  Remark,
  SourceOrigin,
  TakenFile,
} from '@nx-invariants/docker-context';
import { contextAdvice } from '../../../checks/docker-context/context-advice';
import { secretText } from '../../../checks/docker-context/context-remarks';
import { counted } from '../../../report/counted';
import { printableStyledLine, type Style } from '../../../report/style';
import { unreachable } from '../../../unreachable';
import type { ContextAnswer } from './answer';
import { type TreeLine, treeLines } from './file-tree';
import type { Advice, JudgedBuild } from './judge';
import { exitCodeOf, isOutsideDoubt, outcomeText } from './verdict';

const shownLines = 20;
const shownFolders = 5;

/** The contexts that were tried, and what each instruction takes with the one that counts. */
export function answerText({ chosen, builds, unreadable, advice }: ContextAnswer, style: Style): string {
  const lines = [
    ...(builds.length > 1 ? contextLines(builds, style) : []),
    ...(unreadable > 0
      ? [
          `  ${style.yellow('?')} of ${counted(unreadable, 'builder')} of the workspace it cannot be told what they build`,
        ]
      : []),
    ...(builds.length > 1 || unreadable > 0 ? [''] : []),
    ...buildLines(chosen, style),
    ...adviceLines(advice, chosen.candidate.build, style),
    '',
  ];
  return lines.map(printableStyledLine).join('\n');
}

function contextLines(builds: readonly JudgedBuild[], style: Style): string[] {
  const [first] = builds;
  return [
    `${style.bold(first?.candidate.build.dockerfile ?? '')} under the contexts that are likely:`,
    ...builds.map(({ candidate: { build, because }, resolution }) => {
      const why = because.join('; ');
      return `  ${mark(resolution, style)} ${style.bold(build.context)} (${why}): ${outcomeText(resolution)}`;
    }),
  ];
}

function mark(build: JudgedBuild['resolution'], style: Style): string {
  const code = exitCodeOf(build);
  return code === 0 ? style.green('✔') : code === 1 ? style.red('✖') : style.yellow('?');
}

function buildLines({ resolution, candidate }: JudgedBuild, style: Style): string[] {
  const paths: BuildPaths = candidate.build;
  const told = new Set(
    resolution.instructions
      .filter(({ kind }) => kind === 'fails' || kind === 'unknown')
      .map(({ range }) => range.line),
  );
  const others = resolution.reasons.filter(({ range }) => range === undefined || !told.has(range.line));
  return [
    `${mark(resolution, style)} ${style.bold(paths.dockerfile)} with the context ${paths.context}: ${outcomeText(resolution)}`,
    ...others.map(({ reason, range }) => {
      const place =
        range === undefined ? paths.dockerfile : `${paths.dockerfile}:${range.line}:${range.column}`;
      return `  ${style.red('error')} ${style.cyan(place)} ${reason}`;
    }),
    ...(resolution.instructions.length === 0 && others.length === 0
      ? ['  it takes nothing from a context or a stage']
      : []),
    ...resolution.instructions.flatMap((instruction) => instructionLines(instruction, paths, style)),
  ];
}

function adviceLines(
  { remarks, unused, unreadIgnoreFiles }: Advice,
  paths: BuildPaths,
  style: Style,
): string[] {
  const remark = style.yellow('remark');
  return [
    ...remarks.map((made) => {
      const place = style.cyan(`${paths.dockerfile}:${made.range.line}`);
      return `  ${remark} ${place} ${remarkText(made)}`;
    }),
    ...unreadIgnoreFiles.map(({ path, instead }) => {
      const read =
        instead === undefined ? 'move it to the root of the context' : `${instead} is read instead`;
      return `  ${remark} ${style.cyan(path)} this build does not read this ignore file: ${read}`;
    }),
    ...(unused === undefined || unused.length === 0
      ? []
      : [`  ${style.dim('unused')} ${unusedText(unused)}`]),
  ];
}

function remarkText(remark: Remark): string {
  switch (remark.kind) {
    case 'whole-context-by-variable':
      return `nothing is left of ${remark.source}, so the whole context is taken: give the variable a value`;
    case 'secret-taken':
      return `takes ${remark.path} along, ${secretText(remark.secret)}: keep it out with the ignore file, or name it to take it on purpose`;
    default:
      return unreachable(remark);
  }
}

/** The folders and files directly in the context that hold most of what is not used. */
function unusedText(files: readonly TakenFile[]): string {
  const groups = new Map<string, TakenFile[]>();
  for (const file of files) {
    const slash = file.path.indexOf('/');
    const name = file.path.slice(0, slash + 1) || file.path;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [file]);
    else group.push(file);
  }
  const largest = [...groups].sort((left, right) => sizeOf(right[1]) - sizeOf(left[1]));
  const shown = largest.slice(0, shownFolders).map(([name, group]) => `${name} ${bytes(sizeOf(group))}`);
  const hidden = largest.length - shown.length;
  return `${counted(files.length, 'file')}${totalText(files)}, of the context ${files.length === 1 ? 'is' : 'are'} taken by no instruction: ${shown.join(', ')}${hidden > 0 ? ` and ${hidden} more` : ''}`;
}

function instructionLines(instruction: InstructionResolution, paths: BuildPaths, style: Style): string[] {
  const { keyword, sources, origin, range } = instruction;
  const written = [keyword, ...sources.map(({ text }) => text)].join(' ');
  const place = style.cyan(`${paths.dockerfile}:${range.line}`);
  return [
    `  ${place} ${style.bold(written)}${originText(origin)}`,
    ...resultLines(instruction, paths, style),
  ];
}

function resultLines(instruction: InstructionResolution, paths: BuildPaths, style: Style): string[] {
  switch (instruction.kind) {
    case 'resolves': {
      const { files } = instruction;
      return [
        `    ${style.green('takes')} ${counted(files.length, 'file')}${totalText(files)}`,
        ...treeText(files),
      ];
    }
    case 'takes-nothing':
      return [`    ${style.yellow('takes nothing')}`];
    case 'unknown':
      return [
        `    ${isOutsideDoubt(instruction) ? style.dim('only a build can tell') : style.yellow('undecided')}: ${instruction.reason}`,
      ];
    case 'fails':
      return [
        `    ${style.red('fails')}: ${instruction.reason}`,
        ...(instruction.ignoredBy === undefined
          ? []
          : [
              `      kept out by ${instruction.ignoredBy.file}:${instruction.ignoredBy.line} (${instruction.ignoredBy.pattern}); remove the line, or add an exception "!…" after it`,
            ]),
        ...(instruction.nearMiss === undefined
          ? []
          : [`      ${nearMissText(instruction.nearMiss, instruction.source?.path ?? '', paths)}`]),
      ];
    default:
      return unreachable(instruction);
  }
}

/** The files as a tree of at most so many lines. */
function treeText(files: readonly TakenFile[]): string[] {
  const shown: TreeLine[] = [];
  for (const line of treeLines(files)) {
    if (shown.length === shownLines) break;
    shown.push(line);
  }
  const hidden = files.length - shown.filter(({ isFolder }) => !isFolder).length;
  return [
    ...shown.map(({ depth, name, files: count, bytes: size, isFolder }) => {
      const told = isFolder
        ? ` (${counted(count, 'file')}${size ? `, ${bytes(size)}` : ''})`
        : sizeText(size);
      return `${' '.repeat(6 + 2 * depth)}${name}${told}`;
    }),
    ...(hidden > 0 ? [`      … and ${hidden} more; --json lists all`] : []),
  ];
}

function nearMissText(near: NearMiss, source: string, { context }: BuildPaths): string {
  switch (near.kind) {
    case 'case':
      return `there is ${near.path}, which differs in upper and lower case only; write it as the file is called`;
    case 'other-context':
      return `${near.path} exists: the path is written for the context ${near.context}; ${contextAdvice(near, source, context)}`;
    default:
      return unreachable(near);
  }
}

function originText(origin: SourceOrigin): string {
  switch (origin.kind) {
    case 'context':
      return '';
    case 'stage':
      return ` from the stage ${origin.name ?? origin.index}`;
    case 'named-context':
      return ` from the context ${origin.name}`;
    case 'image':
      return ` from the image ${origin.reference}`;
    default:
      return unreachable(origin);
  }
}

function totalText(files: readonly { readonly size?: number }[]): string {
  return files.some(({ size }) => size !== undefined) ? `, ${bytes(sizeOf(files))}` : '';
}

function sizeOf(files: readonly { readonly size?: number }[]): number {
  return files.reduce((sum, { size = 0 }) => sum + size, 0);
}

function sizeText(size: number | undefined): string {
  return size === undefined ? '' : ` (${bytes(size)})`;
}

function bytes(size: number): string {
  if (size < 1024) return `${size} B`;
  const [divisor, unit] = size < 1024 * 1024 ? [1024, 'KiB'] : [1024 * 1024, 'MiB'];
  return `${(size / (divisor as number)).toFixed(1)} ${unit}`;
}
