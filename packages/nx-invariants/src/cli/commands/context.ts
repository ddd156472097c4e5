import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  chooseIgnoreFile,
  fileSystemTree,
  type InstructionResolution,
  type NearMiss,
  type ResolvedBuild,
  resolveBuildContext,
  type SourceOrigin,
} from '@nx-invariants/docker-context';
import type { Json } from '../../check/define-check';
import type { Style } from '../../report/style';
import { unreachable } from '../../unreachable';
import { type Command, type ExitCode, type Failure, failure, type Outcome, optionValue } from '../command';
import { commonFolder, pathFrom } from '../common-folder';
import { readOperand } from '../read-operand';

const maxDockerfileBytes = 4 * 1024 * 1024;
const shownFiles = 20;

/** What a Dockerfile takes from its build context, as BuildKit would. */
export const context: Command = {
  name: 'context',
  summary: 'Say what each COPY, ADD and bind mount of a Dockerfile takes from its build context',
  operands: { usage: '[DOCKERFILE]', min: 0, max: 1 },
  options: {
    context: { kind: 'value', argument: 'DIR', text: 'the build context (default: the current folder)' },
    'build-arg': {
      kind: 'values',
      argument: 'K=V',
      text: 'a build argument; K alone takes it from the environment',
    },
    target: { kind: 'value', argument: 'STAGE', text: 'the stage to build (default: the last)' },
  },
  exitCodes: [
    'every source resolves, or only a build can tell (what a RUN or another image leaves behind)',
    'a source does not resolve: the build fails',
    'it cannot be decided, or the Dockerfile or the context cannot be read',
  ],
  example: 'nx-invariants context apps/gateway/Dockerfile --context .',
  needsWorkspace: false,

  run(invocation, { cwd, env, style, workspaceRoot }): Outcome {
    const folder = resolve(cwd, optionValue(invocation, 'context') ?? '.');
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      return failure(`There is no folder ${folder}.`, 'name the build context with --context');
    }
    const dockerfile = resolve(cwd, invocation.operands[0] ?? join(folder, 'Dockerfile'));
    const read = readOperand(cwd, dockerfile, maxDockerfileBytes);
    if (read.kind === 'failure') return read;
    const buildArgs = readBuildArgs(invocation.values.get('build-arg') ?? [], env);
    if (!(buildArgs instanceof Map)) return buildArgs;

    const base = commonFolder(workspaceRoot, folder, dockerfile);
    const paths = { dockerfile: pathFrom(base, dockerfile), context: pathFrom(base, folder) };
    const resolution = resolveBuildContext({
      dockerfile: { path: paths.dockerfile, text: read.text },
      context: { path: paths.context, tree: fileSystemTree(folder, { sizes: true }) },
      ignoreFile: chooseIgnoreFile(paths, (path) => textOf(resolve(base, path))),
      target: optionValue(invocation, 'target'),
      buildArgs,
      ...(base === workspaceRoot ? { workspace: fileSystemTree(base) } : {}),
    });
    if (resolution.kind === 'parse-error') {
      const place = `${paths.dockerfile}:${resolution.line}:${resolution.column}`;
      return failure(`${place} is no valid Dockerfile: ${resolution.message}.`, 'mend the instruction');
    }
    return {
      kind: 'result',
      exitCode: exitCodeOf(resolution),
      text: buildText(resolution, paths, style),
      json: buildJson(resolution, paths),
    };
  },
};

interface Paths {
  readonly dockerfile: string;
  readonly context: string;
}

/** As `docker build --build-arg`: `K=V`, or `K` for the environment's value, nothing if it has none. */
function readBuildArgs(
  given: readonly string[],
  env: { readonly [name: string]: string | undefined },
): Map<string, string> | Failure {
  const args = new Map<string, string>();
  for (const argument of given) {
    const equals = argument.indexOf('=');
    const name = equals < 0 ? argument : argument.slice(0, equals);
    if (name === '')
      return failure(`--build-arg ${argument} names no argument.`, 'write --build-arg NAME=VALUE');
    const value = equals < 0 ? env[name] : argument.slice(equals + 1);
    if (value !== undefined) args.set(name, value);
  }
  return args;
}

function textOf(path: string): string | undefined {
  const read = readOperand('/', path, maxDockerfileBytes);
  return read.kind === 'read' ? read.text : undefined;
}

/** What only a build can tell is no doubt about the context. */
function isOutsideDoubt(instruction: InstructionResolution): boolean {
  return instruction.kind === 'unknown' && ['run', 'external-image', 'remote'].includes(instruction.because);
}

function exitCodeOf(build: ResolvedBuild): ExitCode {
  switch (build.outcome) {
    case 'builds':
      return 0;
    case 'fails':
      return 1;
    case 'unknown': {
      const excused = build.instructions.filter(isOutsideDoubt).map(({ range }) => range.line);
      return build.reasons.every(({ range }) => range && excused.includes(range.line)) &&
        build.instructions.every(
          (instruction) => instruction.kind !== 'unknown' || isOutsideDoubt(instruction),
        )
        ? 0
        : 2;
    }
    default:
      return unreachable(build.outcome);
  }
}

function outcomeText(build: ResolvedBuild): string {
  switch (build.outcome) {
    case 'builds':
      return 'every source resolves';
    case 'fails':
      return 'the build fails';
    case 'unknown':
      return exitCodeOf(build) === 0
        ? 'every source in the context resolves; only a build can tell the rest'
        : 'it cannot be decided whether every source resolves';
    default:
      return unreachable(build.outcome);
  }
}

function buildText(build: ResolvedBuild, paths: Paths, style: Style): string {
  const code = exitCodeOf(build);
  const mark = code === 0 ? style.green('✔') : code === 1 ? style.red('✖') : style.yellow('?');
  const told = new Set(build.instructions.map(({ range }) => range.line));
  const others = build.reasons.filter(({ range }) => range === undefined || !told.has(range.line));
  return [
    `${mark} ${style.bold(paths.dockerfile)} with the context ${paths.context}: ${outcomeText(build)}`,
    ...others.map(({ reason, range }) => {
      const place =
        range === undefined ? paths.dockerfile : `${paths.dockerfile}:${range.line}:${range.column}`;
      return `  ${style.red('error')} ${style.cyan(place)} ${reason}`;
    }),
    ...(build.instructions.length === 0 && others.length === 0
      ? ['  it takes nothing from a context or a stage']
      : []),
    ...build.instructions.flatMap((instruction) => instructionLines(instruction, paths, style)),
    '',
  ].join('\n');
}

function instructionLines(instruction: InstructionResolution, paths: Paths, style: Style): string[] {
  const { keyword, sources, origin, range } = instruction;
  const written = [keyword, ...sources.map(({ text }) => text)].join(' ');
  const place = style.cyan(`${paths.dockerfile}:${range.line}`);
  return [
    `  ${place} ${style.bold(written)}${originText(origin)}`,
    ...resultLines(instruction, paths, style),
  ];
}

function resultLines(instruction: InstructionResolution, paths: Paths, style: Style): string[] {
  switch (instruction.kind) {
    case 'resolves': {
      const { files } = instruction;
      const shown = files.slice(0, shownFiles).map(({ path, size }) => `      ${path}${sizeText(size)}`);
      const hidden = files.length - shown.length;
      return [
        `    ${style.green('takes')} ${files.length} ${files.length === 1 ? 'file' : 'files'}${totalText(files)}`,
        ...shown,
        ...(hidden > 0 ? [`      … and ${hidden} more; --json lists all`] : []),
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
        ...(instruction.nearMiss === undefined ? [] : [`      ${nearMissText(instruction.nearMiss, paths)}`]),
      ];
    default:
      return unreachable(instruction);
  }
}

function nearMissText(near: NearMiss, paths: Paths): string {
  switch (near.kind) {
    case 'case':
      return `there is ${near.path}, which differs in upper and lower case only; write it as the file is called`;
    case 'other-context':
      return `${near.path} exists: the path is written for the context ${near.context}; build with that context, or write the path as ${paths.context} has it`;
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
  const known = files.flatMap(({ size }) => size ?? []);
  return known.length === 0 ? '' : `, ${bytes(known.reduce((sum, size) => sum + size, 0))}`;
}

function sizeText(size: number | undefined): string {
  return size === undefined ? '' : ` (${bytes(size)})`;
}

function bytes(size: number): string {
  if (size < 1024) return `${size} B`;
  const [divisor, unit] = size < 1024 * 1024 ? [1024, 'KiB'] : [1024 * 1024, 'MiB'];
  return `${(size / (divisor as number)).toFixed(1)} ${unit}`;
}

function buildJson(build: ResolvedBuild, paths: Paths): Json {
  return {
    outcome: build.outcome,
    ...paths,
    reasons: build.reasons.map(({ reason, range }) => ({
      reason,
      line: range?.line ?? null,
      column: range?.column ?? null,
    })),
    stages: build.stages.map(({ index, name, base, built, range }) => ({
      index,
      name: name ?? null,
      base,
      built,
      line: range.line,
    })),
    instructions: build.instructions.map(instructionJson),
    image: build.image.kind === 'known' ? [...build.image.entries] : null,
  };
}

function instructionJson(instruction: InstructionResolution): Json {
  const { keyword, stage, range, origin, sources } = instruction;
  const head = {
    keyword,
    stage,
    line: range.line,
    column: range.column,
    origin: { ...origin } as unknown as Json,
    sources: sources.map(({ text, path }) => ({ text, path: path ?? null })),
    result: instruction.kind,
  };
  switch (instruction.kind) {
    case 'resolves':
      return { ...head, files: instruction.files.map(({ path, size }) => ({ path, size: size ?? null })) };
    case 'takes-nothing':
      return head;
    case 'unknown':
      return { ...head, because: instruction.because, reason: instruction.reason };
    case 'fails':
      return {
        ...head,
        reason: instruction.reason,
        ignoredBy: (instruction.ignoredBy ?? null) as Json,
        nearMiss: (instruction.nearMiss ?? null) as Json,
      };
    default:
      return unreachable(instruction);
  }
}
