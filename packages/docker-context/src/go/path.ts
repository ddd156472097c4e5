/**
 * Go's path.Clean and path.Join("/", p). node:path keeps a trailing slash and depends on the platform;
 * BuildKit reasons about slash-separated paths on every system.
 */

/** Lexical clean: no `.`, no `//`, `..` folded away where possible, no trailing slash; the empty path is `.`. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!rooted) kept.push('..');
  }
  const body = kept.join('/');
  if (rooted) return `/${body}`;
  return body === '' ? '.' : body;
}

/** The path as BuildKit sees it from the root of a context or stage: absolute, clean, never above `/`. */
export function rootedPath(path: string): string {
  return cleanPath(`/${path}`);
}

/** A rooted path without its leading slash; `''` is the root. This is how a ContextTree names its entries. */
export function relativeToRoot(path: string): string {
  return rootedPath(path).slice(1);
}

/** The parts of a root-relative path; none for the root itself. */
export function pathParts(path: string): string[] {
  return path === '' ? [] : path.split('/');
}

/** `directory/name`, where the root is `''`. */
export function childPath(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

/** The parent of a root-relative path; the root is its own parent. */
export function parentPath(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

/** The last part of a root-relative path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether `path` is `ancestor` or lies below it, both root-relative. */
export function isWithin(path: string, ancestor: string): boolean {
  return ancestor === '' || path === ancestor || path.startsWith(`${ancestor}/`);
}
