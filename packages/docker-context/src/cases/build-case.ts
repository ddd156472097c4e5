import { type BuildRequest, resolveBuildContext } from '../build/resolve-build-context';
import type { BuildResolution } from '../build/result';
import { chooseIgnoreFile, type IgnoreFile } from '../context/ignore-file';
import { type MemoryEntry, memoryTree, subtree } from '../context/memory-tree';
import { childPath, cleanPath, parentPath, relativeToRoot } from '../go/path';
import { unpackedContent } from './archive';

/** One build written down as data: its request and every file of its workspace. */
export interface BuildCase {
  readonly id: string;
  /** The Dockerfile's path and the context's, relative to the workspace. */
  readonly dockerfile: string;
  readonly context: string;
  readonly target?: string | null;
  readonly buildArgs?: Readonly<Record<string, string>> | null;
  /** Directories of the workspace by the names they are given as contexts. */
  readonly namedContexts?: Readonly<Record<string, string>> | null;
  readonly files: readonly CaseFile[];
}

export interface CaseFile {
  readonly path: string;
  readonly type: 'file' | 'dir' | 'link';
  /** A file's content; `base64` where it is no text. */
  readonly text?: string;
  readonly base64?: string;
  /** A link's text. */
  readonly target?: string;
}

/** Decides a build that is written down as data, as `resolveBuildContext` does. Without a Dockerfile it fails. */
export function resolveBuildCase(given: BuildCase): BuildResolution {
  const readText = textReader(given.files);
  const text = dockerfileText(given.dockerfile, readText);
  return text === undefined
    ? {
        kind: 'parse-error',
        line: 1,
        column: 1,
        message: `failed to read dockerfile: there is no file ${given.dockerfile}`,
      }
    : resolveBuildContext(buildRequest(given, text, readText));
}

/** `Dockerfile` may also be written in lower case (BuildKit, dockerui.ReadEntrypoint). */
function dockerfileText(path: string, readText: (path: string) => string | undefined): string | undefined {
  return readText(path) ?? readText(path.replace(/(?<=^|\/)Dockerfile$/, 'dockerfile'));
}

function buildRequest(
  given: BuildCase,
  text: string,
  readText: (path: string) => string | undefined,
): BuildRequest {
  const workspace = memoryTree(new Map(given.files.map((file) => [file.path, entryOf(file)])));
  const { dockerfile, context } = given;
  return {
    dockerfile: { path: dockerfile, text },
    context: { path: context, tree: subtree(workspace, context) },
    ignoreFile: chooseIgnoreFile({ dockerfile, context }, readText),
    target: given.target ?? undefined,
    buildArgs: new Map(Object.entries(given.buildArgs ?? {})),
    namedContexts: new Map(
      Object.entries(given.namedContexts ?? {}).map(([name, directory]) => {
        const ignoreFile = ignoreFileOf(directory, readText);
        const tree = subtree(workspace, directory);
        return [name, { kind: 'directory', tree, ...(ignoreFile && { ignoreFile }) }];
      }),
    ),
    workspace,
  };
}

function ignoreFileOf(
  directory: string,
  readText: (path: string) => string | undefined,
): IgnoreFile | undefined {
  const path = `${directory}/.dockerignore`;
  const text = readText(path);
  return text === undefined ? undefined : { path, text };
}

function entryOf({ type, text, base64, target }: CaseFile): MemoryEntry {
  if (type === 'dir') return { kind: 'directory' };
  if (type === 'link') return { kind: 'link', target: target ?? '' };
  const content = base64 === undefined ? Buffer.from(text ?? '') : Buffer.from(base64, 'base64');
  const unpacked = unpackedContent(content);
  return { kind: 'file', size: content.length, ...(unpacked !== undefined && { unpacked }) };
}

const MAX_LINKS = 40;

/** Reads a file of the case, following links to files. */
function textReader(files: readonly CaseFile[]): (path: string) => string | undefined {
  const byPath = new Map(files.map((file) => [relativeToRoot(file.path), file]));
  return (path) => {
    let at = relativeToRoot(path);
    for (let links = 0; links < MAX_LINKS; links++) {
      const file = byPath.get(at);
      if (file?.type !== 'link') return file?.type === 'file' ? (file.text ?? '') : undefined;
      at = relativeToRoot(cleanPath(`/${childPath(parentPath(at), file.target ?? '')}`));
    }
    return undefined;
  };
}
