import type {
  BuildResolution,
  InstructionResolution,
  ResolvedBuild,
  SourceRange,
} from '@nx-invariants/docker-context';
import type { FindingDraft } from '../../check/finding';
import { unreachable } from '../../unreachable';
import { joinPath } from '../../workspace/paths';
import { contextAdvice } from './context-advice';
import { remarkFindings } from './context-remarks';
import { said } from './instruction-text';
import {
  type FailingInstruction,
  hiddenFailures,
  type JudgedBuild,
  type MadeView,
  needsBuild,
} from './needs-build';

/** What the resolution of a build has to say, instruction by instruction. */
export function resolutionFindings(
  resolution: BuildResolution,
  build: JudgedBuild,
  view: MadeView,
): FindingDraft[] {
  const { dockerfile: path, context } = build;
  if (resolution.kind === 'parse-error') {
    const { line, column, message } = resolution;
    return [
      {
        severity: 'error',
        file: path,
        line,
        column,
        message: `the Dockerfile does not parse: ${message}`,
        fix: 'mend the instruction',
      },
    ];
  }
  return [
    ...resolution.reasons
      .filter(({ range }) => range === undefined)
      .map(
        ({ reason }): FindingDraft => ({
          severity: 'error',
          ...(resolution.outcome === 'unknown' ? { undecided: true } : {}),
          file: path,
          line: 1,
          column: 1,
          message: `the build of ${path} with the context ${context} ${resolution.outcome === 'fails' ? 'fails' : 'cannot be judged'}: ${reason}`,
          fix: 'mend what the reason names',
        }),
      ),
    ...otherReasons(path, resolution, context),
    ...resolution.instructions.flatMap((instruction) => instructionFindings(instruction, build, view)),
    ...hiddenFailures(resolution, build, view).map((instruction) => failure(instruction, build)),
    ...remarkFindings(path, resolution, context),
  ];
}

/** Reasons with a place that no instruction's own resolution states. */
function otherReasons(path: string, resolution: ResolvedBuild, context: string): FindingDraft[] {
  if (resolution.outcome === 'builds') return [];
  const told = new Set(
    resolution.instructions
      .filter(({ kind }) => kind === 'fails' || kind === 'unknown')
      .map(({ range }) => placeKey(range)),
  );
  return resolution.reasons.flatMap(({ reason, range }): FindingDraft[] => {
    if (range === undefined || told.has(placeKey(range))) return [];
    return [
      {
        severity: 'error',
        ...(resolution.outcome === 'unknown' ? { undecided: true } : {}),
        file: path,
        ...range,
        message: `the build with the context ${context} ${resolution.outcome === 'fails' ? 'fails here' : 'cannot be judged here'}: ${reason}`,
        fix: 'mend what the reason names',
      },
    ];
  });
}

function instructionFindings(
  instruction: InstructionResolution,
  build: JudgedBuild,
  view: MadeView,
): FindingDraft[] {
  const place = { file: build.dockerfile, ...instruction.range };
  switch (instruction.kind) {
    case 'resolves':
      return [];
    case 'takes-nothing':
      return [
        {
          severity: 'warning',
          ...place,
          message: `${said(instruction)} copies nothing from the context ${build.context}`,
          expected: 'at least one file',
          fix: 'correct the pattern or the ignore file, or remove the instruction',
        },
      ];
    case 'fails':
      return [needsBuild(instruction, build, view) ?? failure(instruction, build)];
    case 'unknown': {
      const outside =
        instruction.because === 'run' ||
        instruction.because === 'external-image' ||
        instruction.because === 'remote';
      return [
        {
          severity: outside ? 'note' : 'error',
          ...(outside ? {} : { undecided: true }),
          ...place,
          message: `${said(instruction)} cannot be judged: ${instruction.reason}`,
          fix: outside
            ? 'nothing to do: only a build can tell'
            : 'write it in a form that can be read statically, or waive it',
        },
      ];
    }
    default:
      return unreachable(instruction);
  }
}

function failure(instruction: FailingInstruction, { dockerfile, context, by }: JudgedBuild): FindingDraft {
  const { source } = instruction;
  const at = { file: dockerfile, ...(source?.range ?? instruction.range) };
  const wanted = source?.path === undefined ? undefined : joinPath(context, source.path);
  const { ignoredBy, nearMiss } = instruction;
  return {
    severity: 'error',
    ...at,
    message: `${said(instruction)} fails in the context ${context} (${by}): ${instruction.reason}`,
    ...(ignoredBy
      ? {
          expected: `${wanted} in the context, but ${ignoredBy.file}:${ignoredBy.line} (${ignoredBy.pattern}) keeps it out`,
          fix: `remove the line, or add "!${source?.path}" after it`,
        }
      : nearMiss?.kind === 'case'
        ? {
            expected: `${nearMiss.path}, which differs only in case`,
            fix: 'write the name as the file is called',
          }
        : nearMiss
          ? {
              expected: `${nearMiss.path} exists, but only the context ${nearMiss.context} holds it under this name`,
              fix: contextAdvice(nearMiss, source?.path ?? '', context),
            }
          : {
              expected: `${wanted ?? 'the source'} in the repository`,
              fix: 'correct the path, or restore the file',
            }),
  };
}

function placeKey({ line, column }: SourceRange): string {
  return `${line}:${column}`;
}
