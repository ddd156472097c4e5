import type { Coverage } from './report';
import { isTest } from './test-name';

/** Endings of the files that one tool measures together. */
const FAMILIES: readonly (readonly string[])[] = [
  ['js', 'jsx', 'mjs', 'cjs', 'ts', 'tsx', 'mts', 'cts', 'vue', 'svelte'],
  ['py'],
  ['go'],
  ['rs'],
  ['java', 'kt', 'scala', 'groovy'],
  ['c', 'cc', 'cpp', 'cxx', 'm', 'mm'],
  ['cs', 'fs', 'vb'],
  ['rb'],
  ['php'],
  ['swift'],
];

/** Folders of tests and of what is not the project's own code. */
const OTHER_FOLDER =
  /(?:^|\/)(?:\.[^/]+|tests?|testing|testdata|__\w+__|specs?|e2e|fixtures|bench(?:es|marks)?|examples|docs|vendor|third_party|node_modules)\//i;

/** Declarations and the set-up of tools, by what each ecosystem calls them. */
const OTHER_NAME = new RegExp(
  [
    String.raw`\.(?:bench|stories|e2e|cy|d|config|setup)\.[cm]?[jt]sx?$`,
    String.raw`\.d\.[^.]+\.ts$`,
    String.raw`(?:^|/)(?:conftest|setup|noxfile)\.py$`,
    String.raw`(?:^|/)build\.rs$`,
  ].join('|'),
);

const GENERATED_NAME = /(?:[._]pb2?(?:_grpc)?|\.(?:generated|gen|g|min))\.[^./]+$/;

/** Go's rule for generated code (`go help generate`), and the mark that other generators write. */
const GENERATED_TEXT = /Code generated .* DO NOT EDIT|@generated\b/;
const READ_FOR_MARK = 4096;

/**
 * The sources of a project that its coverage does not mention: what no test loads counts nowhere, which is how a share
 * rises unnoticed. A file is a source if it is of the languages that the coverage is of, and neither empty, nor a test, nor
 * generated, by the names that are usual for these. A file without anything that could be covered, such as one of
 * types alone, cannot be told from one that was forgotten.
 *
 * @param files of the project, as workspace paths
 * @param projectRoot relative to the workspace root
 * @param textOf a file's text, or undefined where it cannot be read
 */
export function unreportedSources(
  coverage: Pick<Coverage, 'files'>,
  files: Iterable<string>,
  projectRoot: string,
  textOf: (path: string) => string | undefined,
): string[] {
  const reported = new Set(coverage.files.map(({ path }) => path));
  const endings = new Set(FAMILIES.filter((family) => [...reported].some(isOf(family))).flat());
  const prefix = projectRoot === '' || projectRoot === '.' ? '' : `${projectRoot}/`;
  return [...files]
    .filter((path) => path.startsWith(prefix) && !reported.has(path) && endings.has(endingOf(path)))
    .filter((path) => isOwnCode(path.slice(prefix.length)) && isWritten(textOf(path)))
    .sort();
}

const isOf = (family: readonly string[]) => (path: string) => family.includes(endingOf(path));

const endingOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

function isOwnCode(path: string): boolean {
  return !OTHER_FOLDER.test(path) && !isTest(path) && !OTHER_NAME.test(path) && !GENERATED_NAME.test(path);
}

function isWritten(text: string | undefined): boolean {
  return text === undefined || (text.trim() !== '' && !GENERATED_TEXT.test(text.slice(0, READ_FOR_MARK)));
}
