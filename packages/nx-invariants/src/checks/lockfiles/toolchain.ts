import toml = require('smol-toml');

import { posix } from 'node:path';
import type { FindingDraft } from '../../check/finding';
import { jsonValue } from '../../config/json-document';
import { isRecord, valueAt } from '../../config/record';
import type { Language } from '../../workspace/language';
import { joinPath, withFoldersAbove } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import { isMoving } from './toolchain-version';

/** What a file says the version of a toolchain is. */
interface Pin {
  readonly file: string;
  readonly line: number;
  readonly version: string;
}

interface Toolchain {
  readonly name: string;
  /** The official image that holds it, whose tag pins it. */
  readonly image: string;
  /** The files that say its version, each with how they do. */
  readonly files: { readonly [name: string]: (text: string) => string | undefined };
  readonly fix: string;
}

const toolVersions = (tool: string) => (text: string) =>
  new RegExp(`^${tool}\\s+(\\S+)`, 'm').exec(text)?.[1];
const firstWord = (text: string) => /^\s*([^\s#]+)/m.exec(text)?.[1];

const toolchains: Record<Language, Toolchain> = {
  typescript: {
    name: 'node',
    image: 'node',
    files: {
      '.nvmrc': firstWord,
      '.node-version': firstWord,
      '.tool-versions': toolVersions('nodejs'),
      'package.json': nodeOfManifest,
    },
    fix: 'write the version of Node into .nvmrc, here or at the root',
  },
  python: {
    name: 'python',
    image: 'python',
    files: {
      '.python-version': firstWord,
      '.tool-versions': toolVersions('python'),
      'pyproject.toml': pythonOfProject,
    },
    fix: 'write the version of Python into .python-version, here or at the root',
  },
  go: {
    name: 'go',
    image: 'golang',
    files: { 'go.mod': goOfModule },
    fix: 'add the directive "toolchain go1.x.y" to go.mod',
  },
  rust: {
    name: 'rust',
    image: 'rust',
    files: {
      'rust-toolchain.toml': channelOf,
      'rust-toolchain': (text) => channelOf(text) ?? firstWord(text),
    },
    fix: 'write [toolchain] channel = "1.x.y" into rust-toolchain.toml, here or at the root',
  },
};

/** All files that may pin a toolchain. */
export const toolchainFiles = [
  ...new Set(Object.values(toolchains).flatMap(({ files }) => Object.keys(files))),
];

/**
 * Whether one version of a language's toolchain is named: in a file of the folder or of one above it, else by the tag of
 * the official image that a Dockerfile of the project builds on.
 *
 * @param images the images that the project's Dockerfiles take.
 */
export function toolchainFindings(
  language: Language,
  manifest: string,
  images: readonly string[],
  read: ReadText,
): FindingDraft[] {
  const { name, image, fix } = toolchains[language];
  const pins = pinsOf(language, posix.dirname(manifest), read);
  const moving = pins.find(({ version }) => isMoving(name, version));
  if (pins.some(({ version }) => !isMoving(name, version))) return [];
  if (moving) {
    const { file, line, version } = moving;
    if (isOfficialTag(images, image, name)) return [];
    return [
      {
        severity: 'error',
        file,
        line,
        column: 1,
        message: `the toolchain ${name} ${version} is whatever is newest on the day`,
        expected: 'a release, or a line of releases such as 20 of Node or 3.11 of Python',
        fix,
      },
    ];
  }
  if (isOfficialTag(images, image, name)) return [];
  return [
    {
      severity: 'error',
      file: manifest,
      message: `nothing pins the toolchain of ${posix.basename(manifest)}: ${name} is what each machine has`,
      expected: `one version of ${name} for all who build and test this`,
      fix,
    },
  ];
}

/** Whether a file of the folder or of one above it names a version, be it one that moves. */
export function namesToolchain(language: Language, folder: string, read: ReadText): boolean {
  return pinsOf(language, folder, read).length > 0;
}

function pinsOf(language: Language, folder: string, read: ReadText): Pin[] {
  return withFoldersAbove(folder).flatMap((above) =>
    Object.entries(toolchains[language].files).flatMap(([name, versionIn]) => {
      const file = joinPath(above, name);
      const text = read(file);
      const version = text === undefined ? undefined : versionIn(text)?.trim();
      if (text === undefined || version === undefined || version === '') return [];
      return [{ file, line: text.slice(0, text.indexOf(version)).split('\n').length, version }];
    }),
  );
}

function isOfficialTag(images: readonly string[], image: string, tool: string): boolean {
  return images.some((reference) => {
    const [, repository, tag = ''] = /^(?:docker\.io\/)?(?:library\/)?([^:@]+):([^@]+)/.exec(reference) ?? [];
    const version = /^\d+(?:\.\d+)*/.exec(tag)?.[0];
    return repository === image && version !== undefined && !isMoving(tool, version);
  });
}

function nodeOfManifest(text: string): string | undefined {
  const manifest = jsonValue(text);
  if (!isRecord(manifest)) return undefined;
  const version = valueAt(manifest, ['volta', 'node']) ?? valueAt(manifest, ['engines', 'node']);
  return typeof version === 'string' ? version : undefined;
}

function pythonOfProject(text: string): string | undefined {
  const document = tomlOf(text);
  const version =
    valueAt(document, ['project', 'requires-python']) ??
    valueAt(document, ['tool', 'poetry', 'dependencies', 'python']);
  return typeof version === 'string' ? version : undefined;
}

function goOfModule(text: string): string | undefined {
  return /^toolchain\s+go(\S+)/m.exec(text)?.[1] ?? /^go\s+(\S+)/m.exec(text)?.[1];
}

function channelOf(text: string): string | undefined {
  const channel = valueAt(tomlOf(text), ['toolchain', 'channel']);
  return typeof channel === 'string' ? channel : undefined;
}

/** What does not parse says nothing here: whoever judges the file as a manifest says what is wrong with it. */
function tomlOf(text: string): unknown {
  try {
    return toml.parse(text);
  } catch {
    return undefined;
  }
}
