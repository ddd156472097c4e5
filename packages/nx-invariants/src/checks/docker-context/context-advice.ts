import { posix } from 'node:path';
import type { NearMiss } from '@nx-invariants/docker-context';
import { isInside } from '../../workspace/paths';

/**
 * How to mend a source that is written for another context.
 *
 * @param source the path that it comes to.
 * @param context the workspace path of the context that it is built with.
 */
export function contextAdvice(
  { context: other, path }: Extract<NearMiss, { kind: 'other-context' }>,
  source: string,
  context: string,
): string {
  if (!isInside(path, context)) {
    return `build with the context ${other} and write every source as it has them: no path in ${context} leads there`;
  }
  const written = posix.relative(context, path) || '.';
  // Of a wildcard the path is the folder before it.
  const isWhole = posix.join(other, source) === posix.join(path, '.');
  return isWhole
    ? `write ${written}, or build with the context ${other}`
    : `write the path from ${context}, or build with the context ${other}`;
}
