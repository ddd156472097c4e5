import { matchesGlob } from './glob';
import type { FileCoverage } from './report';

/**
 * The files of a part of a project.
 *
 * @param pattern a folder or file (`validator`, `src/app.ts`) or a glob (`src/lib/**`), relative to the project's root
 */
export function filesOfPackage(
  files: readonly FileCoverage[],
  pattern: string,
  projectRoot: string,
): readonly FileCoverage[] {
  const prefix = projectRoot === '' || projectRoot === '.' ? '' : `${projectRoot}/`;
  const belongs = matcherOf(pattern);
  return files.filter(({ path }) => path.startsWith(prefix) && belongs(path.slice(prefix.length)));
}

/**
 * Whether a path is what a pattern means: a folder or file (`validator`, `src/app.ts`) or a glob (`src/lib/**`). Both
 * are relative to one folder.
 */
export function matcherOf(pattern: string): (path: string) => boolean {
  const plain = pattern.replace(/^\.\//, '').replace(/\/+$/, '');
  if (plain === '.' || plain === '') return () => true;
  if (!/[*?]/.test(plain)) return (path) => path === plain || path.startsWith(`${plain}/`);
  return (path) => matchesGlob(plain, path);
}
