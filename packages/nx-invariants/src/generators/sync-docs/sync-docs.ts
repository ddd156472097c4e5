import { posix } from 'node:path';
import type { Tree } from '@nx/devkit';
import { parseCoverageConfig } from '@nx-invariants/coverage';
import { catalogueFile, type Invariant, readCatalogue } from '../../config/catalogue';
import { readPluginOptions } from '../../config/plugin-options';
import { coverageConfigFile } from '../../plugin/coverage-entries';
import { nxJsonOf } from '../tree/nx-json-edits';
import type { OutOfSync } from '../tree/out-of-sync';
import { isLink } from '../tree/tree-facts';
import { coverageSection } from './coverage-section';
import { type SectionName, sectionLines, withSection } from './generated-section';
import { invariantsSection, type MapReferences } from './invariants-section';

const mapFile = 'docs/INVARIANTS.md';
const documents = ['README.md', mapFile];
const sources: Record<SectionName, string> = { invariants: catalogueFile, coverage: coverageConfigFile };

/**
 * The sync generator of the documentation: writes between the markers of README.md and docs/INVARIANTS.md what
 * invariants.json and coverage-config.json say. The enforcement map, docs/INVARIANTS.md, is made where it is missing.
 *
 * @returns nothing where every document is up to date, as Nx asks of a sync generator.
 * @throws Error that names the file where one cannot be read, or its markers are no pairs: what nobody can generate is
 *   not up to date.
 */
export default async function syncDocs(tree: Tree): Promise<OutOfSync | undefined> {
  const stale = documents.flatMap((file) => syncDocument(tree, file));
  return stale.length === 0
    ? undefined
    : {
        outOfSyncMessage: 'Generated documentation is not what it is generated from.',
        outOfSyncDetails: stale.map(({ file, name }) => `${file}: ${name} is not what ${sources[name]} says`),
      };
}

interface StaleSection {
  readonly file: string;
  readonly name: SectionName;
}

function syncDocument(tree: Tree, file: string): StaleSection[] {
  // Writing through a link would change a file that nobody named.
  if (isLink(tree, file)) throw new Error(`${file} is a link; replace it by a file`);
  const before = textOf(tree, file) ?? '';
  const stale: StaleSection[] = [];
  let text = before;
  for (const name of ['invariants', 'coverage'] as const) {
    const after = synced(tree, file, text, name);
    if (after !== text) stale.push({ file, name });
    text = after;
  }
  if (stale.length > 0) tree.write(file, text);
  return stale;
}

function synced(tree: Tree, file: string, text: string, name: SectionName): string {
  const lines = () => (name === 'invariants' ? mapLines(tree, file) : coverageSection(coverageOf(tree)));
  const edit = withSection(text, name, lines);
  switch (edit.kind) {
    case 'text':
      return edit.text;
    case 'broken':
      throw new Error(`${file}: ${edit.reason}`);
    case 'absent':
      return file === mapFile && tree.exists(sources[name]) ? withNewSection(text, name, lines()) : text;
  }
}

const titles: Record<SectionName, string> = { invariants: '# Invariants', coverage: '## Coverage' };

function withNewSection(text: string, name: SectionName, lines: readonly string[]): string {
  const above = text === '' ? [] : [text.trimEnd(), ''];
  return [...above, titles[name], '', ...sectionLines(name, lines), ''].join('\n');
}

function mapLines(tree: Tree, file: string): readonly string[] {
  return invariantsSection(catalogueOf(tree), referencesFrom(tree, file));
}

function referencesFrom(tree: Tree, file: string): MapReferences {
  const { checkPrefix } = readPluginOptions(nxJsonOf(tree)).options.targets;
  return {
    pageOf: (check) => {
      const page = `docs/checks/${check}.md`;
      return tree.exists(page) ? posix.relative(posix.dirname(file), page) : undefined;
    },
    targetOf: (project, check) => `${project}:${checkPrefix}${check}`,
  };
}

function catalogueOf(tree: Tree): readonly Invariant[] {
  const read = readCatalogue(textOf(tree, catalogueFile));
  switch (read.kind) {
    case 'read':
      return read.value;
    case 'missing':
      return [];
    case 'invalid': {
      const [{ file, line, column, message } = { file: catalogueFile, line: 1, column: 1, message: '' }] =
        read.problems;
      throw new Error(`${file}:${line}:${column} ${message}`);
    }
  }
}

function coverageOf(tree: Tree) {
  const text = textOf(tree, coverageConfigFile);
  if (text === undefined) return { thresholds: new Map() };
  const parsed = parseCoverageConfig(text);
  if (parsed.ok) return parsed.value;
  const [problem] = parsed.failure;
  throw new Error(`${coverageConfigFile}:${problem?.line}:${problem?.column} ${problem?.message}`);
}

function textOf(tree: Tree, file: string): string | undefined {
  return tree.read(file, 'utf-8') ?? undefined;
}
