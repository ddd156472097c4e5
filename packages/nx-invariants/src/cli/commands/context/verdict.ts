import type { InstructionResolution, ResolvedBuild } from '@nx-invariants/docker-context';
import { unreachable } from '../../../unreachable';
import type { ExitCode } from '../../command';

/** What only a build can tell is no doubt about the context. */
export function isOutsideDoubt(instruction: InstructionResolution): boolean {
  return instruction.kind === 'unknown' && ['run', 'external-image', 'remote'].includes(instruction.because);
}

/** 0: what the context has to give is there. 1: the build fails. 2: it cannot be decided. */
export function exitCodeOf(build: ResolvedBuild): ExitCode {
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

export function outcomeText(build: ResolvedBuild): string {
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
