import type { Surroundings } from '../../command';
import { type ExitCode, type Failure, failure } from '../../command';
import { type Candidate, findCandidates } from './candidates';
import { type Advice, advise, filesOnDisk, type JudgedBuild, judge, unreadableIgnoreFile } from './judge';
import type { ContextRequest } from './request';
import { exitCodeOf } from './verdict';

export interface ContextAnswer {
  readonly kind: 'answer';
  /** The build that is told in full. */
  readonly chosen: JudgedBuild;
  /** Every context that was tried. */
  readonly builds: readonly JudgedBuild[];
  readonly unreadable: number;
  readonly advice: Advice;
  readonly exitCode: ExitCode;
}

/** Judges a Dockerfile under the context that is asked for, or under each that is likely. */
export function answerContext(
  request: ContextRequest,
  { cwd, workspaceRoot }: Pick<Surroundings, 'cwd' | 'workspaceRoot'>,
): ContextAnswer | Failure {
  const { candidates, unreadable, base } = findCandidates(request, workspaceRoot, cwd);
  const files = filesOnDisk(base, base === workspaceRoot);
  const builds: JudgedBuild[] = [];
  for (const candidate of candidates) {
    const unread = unreadableIgnoreFile(candidate, base);
    if (unread !== undefined) return unread;
    const judged = judge(candidate, request.text, files);
    if ('kind' in judged) {
      const place = `${candidate.build.dockerfile}:${judged.line}:${judged.column}`;
      return failure(`${place} is no valid Dockerfile: ${judged.message}.`, 'mend the instruction');
    }
    builds.push(judged);
  }
  const chosen = chooseBuild(builds);
  const counting = builds.filter(isBuilt);
  const advice = advise(chosen, counting.length > 0 ? counting : [chosen], files);
  return { kind: 'answer', chosen, builds, unreadable, advice, exitCode: exitCodeOf(chosen.resolution) };
}

/** Of what builders do, the worst; where nobody builds it, the first context that fits. */
function chooseBuild(builds: readonly JudgedBuild[]): JudgedBuild {
  const built = builds.filter(isBuilt);
  const wanted: readonly ExitCode[] = built.length > 0 ? [1, 2, 0] : [0, 1, 2];
  const among = built.length > 0 ? built : builds;
  for (const code of wanted) {
    const found = among.find(({ resolution }) => exitCodeOf(resolution) === code);
    if (found !== undefined) return found;
  }
  throw new Error('there is always a context to try');
}

function isBuilt({ candidate }: { readonly candidate: Candidate }): boolean {
  return candidate.isBuilt;
}
