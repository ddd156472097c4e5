import { posix } from 'node:path';
import { joinPath } from '../workspace/paths';

/** Locks of Python that lie in a project's folder or, as uv's may, above it. */
export const pythonLocks = ['uv.lock', 'poetry.lock', 'pdm.lock', 'Pipfile.lock', 'pylock.toml'] as const;

/** The files that make a folder a Python project. */
export interface PythonFiles {
  readonly root: string;
  readonly manifest: string | undefined;
  /** Those that are locks unless another lock is there. */
  readonly requirements: readonly string[];
  /** What these are compiled from. */
  readonly sources: readonly string[];
  readonly all: readonly string[];
}

/** `requirements.txt`, `requirements-dev.in`. */
export function isRequirements(name: string): boolean {
  return /^requirements[\w.-]*\.(?:txt|in)$/.test(name);
}

/** Those among the files of a project. */
export function pythonFilesAmong(root: string, files: readonly string[]): PythonFiles {
  const manifest = files.find((file) => file === joinPath(root, 'pyproject.toml'));
  const folder = joinPath(root, 'requirements');
  const listed = files.filter(
    (file) =>
      (posix.dirname(file) === root && isRequirements(posix.basename(file))) ||
      (posix.dirname(file) === folder && /\.(?:txt|in)$/.test(file)),
  );
  return {
    root,
    manifest,
    requirements: listed.filter((file) => file.endsWith('.txt')),
    sources: listed.filter((file) => file.endsWith('.in')),
    all: [...(manifest === undefined ? [] : [manifest]), ...listed],
  };
}
