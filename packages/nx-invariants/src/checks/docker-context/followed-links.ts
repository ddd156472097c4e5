import { joinPath } from '../../workspace/paths';
import type { SourceTree } from '../../workspace/source-tree';

/** More is no build context that anybody means. */
const maxPaths = 4096;

/** Folders on the way to a file, with those that links lead through. */
const maxDepth = 256;

/**
 * Paths that a build asks for, and all that links on the way to them or in them lead to, as workspace paths: an edit
 * there changes what the build gets. The whole workspace where they are too many to follow, or lead on without end.
 */
export function followLinks(paths: readonly string[], sources: SourceTree): string[] {
  const found = new Set<string>();
  const open = [...paths];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    if (found.size === maxPaths || path.split('/').length > maxDepth) return ['.'];
    found.add(path);
    if (path !== '.') open.push(...leadsTo(path, sources));
  }
  return [...found].sort();
}

function leadsTo(path: string, sources: SourceTree): string[] {
  const onTheWay = throughFirstLink(path.split('/'), sources);
  return onTheWay === undefined
    ? sources.linksIn(path).flatMap((link) => sources.linkTarget(link) ?? [])
    : [onTheWay];
}

/** A path with what the first link in it leads to; those behind are followed from there. */
function throughFirstLink(parts: readonly string[], sources: SourceTree): string | undefined {
  for (let end = 1; end <= parts.length; end++) {
    const target = sources.linkTarget(parts.slice(0, end).join('/'));
    if (target !== undefined) return joinPath(target, ...parts.slice(end));
  }
  return undefined;
}
