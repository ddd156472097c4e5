import { posix } from 'node:path';

const shells = new Set(['.sh', '.bash', '.ps1', '.psm1']);
const code = new Set(['.py', '.js', '.cjs', '.mjs', '.ts', '.cts', '.mts']);

/**
 * Whether a file of a project is a script by its name: one for a shell anywhere, another one in a folder for scripts.
 * There a file without an ending is one if its first line says so. Tests and their data are none: they may need
 * what scripts must not hold.
 */
export function isScriptFile(file: string, projectRoot: string, folders: readonly string[]): boolean {
  const within = projectRoot === '.' ? file : posix.relative(projectRoot, file);
  const parts = within.split('/');
  const ending = posix.extname(file);
  if (isTest(parts)) return false;
  if (shells.has(ending)) return true;
  const isInFolder = parts.slice(0, -1).some((part) => folders.includes(part));
  return isInFolder && (code.has(ending) || ending === '') && !/\.d\.[cm]?ts$/.test(file);
}

const testFolders = new Set(['test', 'tests', '__tests__', 'fixtures', 'testdata', '__fixtures__', 'e2e']);

function isTest(parts: readonly string[]): boolean {
  const name = parts.at(-1) ?? '';
  return (
    parts.slice(0, -1).some((part) => testFolders.has(part)) ||
    /\.(?:spec|test)\.\w+$|^test_.*\.py$|_test\.py$/.test(name)
  );
}
