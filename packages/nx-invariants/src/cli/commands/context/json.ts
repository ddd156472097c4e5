import type { InstructionResolution } from '@nx-invariants/docker-context';
import type { Json } from '../../../check/define-check';
import { unreachable } from '../../../unreachable';
import type { ContextAnswer } from './answer';
import type { JudgedBuild } from './judge';

/** The build that counts with all it takes, what is to be said of it, and the contexts that were tried. */
export function answerJson({ chosen, builds, unreadable, advice }: ContextAnswer): Json {
  const { remarks, unused, unreadIgnoreFiles } = advice;
  return {
    ...buildJson(chosen),
    remarks: remarks.map(({ range, ...remark }) => ({ ...remark, line: range.line, column: range.column })),
    unused: unused?.map(({ path, size }) => ({ path, size: size ?? null })) ?? null,
    unreadIgnoreFiles: unreadIgnoreFiles.map(({ path, instead }) => ({ path, instead: instead ?? null })),
    contexts: builds.map(({ candidate, resolution }) => ({
      context: candidate.build.context,
      because: [...candidate.because],
      outcome: resolution.outcome,
    })),
    unreadableBuilders: unreadable,
  };
}

function buildJson({ resolution: build, candidate }: JudgedBuild) {
  return {
    outcome: build.outcome,
    dockerfile: candidate.build.dockerfile,
    context: candidate.build.context,
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
