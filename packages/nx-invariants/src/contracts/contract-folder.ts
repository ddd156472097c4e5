import { posix } from 'node:path';
import { stripComments } from 'jsonc-parser';
import type { DeclaredFiles, ReadResult } from '../check/declared-files';
import type { FindingDraft } from '../check/finding';
import { type JsonDocument, jsonValue, parseJson } from '../config/json-document';
import { isRecord, valueAt } from '../config/record';
import { isInside, joinPath } from '../workspace/paths';
import { owns, type ProjectFacts, type WorkspaceFacts } from '../workspace/workspace-facts';
import { type Draft, draftOf } from './draft';

/** A schema of the contracts folder that could be read. */
export interface ContractSchema {
  /** Its workspace path. */
  readonly file: string;
  /** Its path in the contracts folder without `.json`: `job`, or `events/job-created`. */
  readonly name: string;
  /** What it was read from, without comments. */
  readonly text: string;
  readonly document: JsonDocument;
  readonly schema: { readonly [keyword: string]: unknown };
  readonly draft: Draft;
}

export interface ContractFolder {
  readonly schemas: readonly ContractSchema[];
  /** Files that are no readable schema, as findings. */
  readonly findings: readonly FindingDraft[];
}

/** Where the contract checks find things: beside or above the folder of schemas. */
export interface ContractPlaces {
  readonly schemas: string;
  readonly fixtures: string;
  readonly versions: string;
}

/** The places of a project's contracts, if the workspace's contracts are this project's. */
export function contractPlaces(project: ProjectFacts, workspace: WorkspaceFacts): ContractPlaces | undefined {
  const schemas = workspace.contracts;
  if (schemas === undefined || !owns(project, schemas)) return undefined;
  const parent = posix.dirname(schemas);
  const home = isInside(parent, project.root) && parent !== '.' ? parent : schemas;
  return { schemas, fixtures: joinPath(home, 'fixtures'), versions: joinPath(home, 'VERSIONS.md') };
}

/** The files of the workspace's contract schemas at graph time, sorted; fixtures beside them are none. */
export function contractFiles(workspace: WorkspaceFacts): string[] {
  const folder = workspace.contracts;
  if (folder === undefined) return [];
  const fixtures = joinPath(folder, 'fixtures');
  const holdsFixtures = workspace.sources
    .foldersIn(fixtures)
    .some((name) => name === 'golden' || name === 'negative');
  return workspace.sources
    .filesIn(folder)
    .filter((file) => file.endsWith('.json') && !(holdsFixtures && isInside(file, fixtures)))
    .filter((file) => !isManifest(file) || namesDraft(workspace.text(file) ?? ''));
}

/** An Nx input over the schemas of a folder. */
export function schemaInput(folder: string): string {
  return folder === '.' ? '{workspaceRoot}/**/*.json' : `{workspaceRoot}/${folder}/**/*.json`;
}

/** Reads every schema of the folder. What is not JSON, not an object or of an unknown draft is a finding. */
export function readContracts(files: DeclaredFiles, places: ContractPlaces): ContractFolder {
  const { schemas: folder } = places;
  const schemas: ContractSchema[] = [];
  const findings: FindingDraft[] = [];
  const entries = files.entries();
  for (const file of files.list(folder === '.' ? '**/*.json' : `${folder}/**/*.json`)) {
    const content = files.read(file);
    if (!isSchemaFile(places, file, content.kind === 'read' ? content.text : '')) continue;
    const read = entries.get(file)?.kind === 'link' ? link(file) : readContract(folder, file, content);
    if ('finding' in read) findings.push(read.finding);
    else schemas.push(read.schema);
  }
  return { schemas, findings };
}

/** Why a file is no readable schema. */
export interface Unreadable {
  /** JSON that is no schema can be told from a schema; of what is not even JSON nothing can be told. */
  readonly isJson: boolean;
  readonly finding: FindingDraft;
}

/** Parses one schema text; used for the baseline's schemas too. */
export function parseContract(
  folder: string,
  file: string,
  text: string,
): { readonly schema: ContractSchema } | Unreadable {
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const message = `the schema is not JSON: ${parsed.message}`;
    return { ...error(file, parsed.position, message, 'mend the JSON'), isJson: false };
  }
  const { document } = parsed;
  if (!isRecord(document.value)) {
    return error(
      file,
      { line: 1, column: 1 },
      'the schema is not a JSON object',
      'write the schema as an object',
    );
  }
  const schema = document.value;
  const draft = draftOf(schema.$schema);
  if (draft === undefined) {
    const said =
      schema.$schema === undefined
        ? 'names no draft'
        : `names an unknown draft, ${JSON.stringify(schema.$schema)}`;
    return error(
      file,
      document.locate(['$schema']),
      `the schema ${said}`,
      'set "$schema" to the draft it is written in, such as "http://json-schema.org/draft-07/schema#"',
    );
  }
  const name = file.slice(folder === '.' ? 0 : folder.length + 1).replace(/\.json$/, '');
  return { schema: { file, name, text: stripComments(text), document, schema, draft } };
}

function readContract(folder: string, file: string, read: ReadResult) {
  switch (read.kind) {
    case 'read':
      return parseContract(folder, file, read.text);
    case 'missing':
      return error(file, { line: 1, column: 1 }, 'the schema vanished while it was read', 'run again');
    case 'unreadable':
      return error(
        file,
        { line: 1, column: 1 },
        `the schema cannot be read: ${read.reason}`,
        'make it a readable file',
      );
  }
}

/** Git keeps where a link leads and not what is there, so at a base revision there would be no schema to compare. */
function link(file: string) {
  return error(
    file,
    { line: 1, column: 1 },
    'the schema is a link',
    'put the file itself into the folder of contracts',
  );
}

/**
 * Whether a JSON file below the folder of contracts is a schema: fixtures are none, nor are manifests, but a contract
 * may well be called project.json or package.json.
 */
export function isSchemaFile({ fixtures }: ContractPlaces, file: string, text: string): boolean {
  if (isInside(file, fixtures)) return false;
  return !isManifest(file) || namesDraft(text);
}

function isManifest(file: string): boolean {
  return /(^|\/)(project|package)\.json$/.test(file);
}

function namesDraft(text: string): boolean {
  return draftOf(valueAt(jsonValue(text), ['$schema'])) !== undefined;
}

function error(
  file: string,
  position: { readonly line: number; readonly column: number },
  message: string,
  fix: string,
): Unreadable {
  return { isJson: true, finding: { severity: 'error', file, ...position, message, fix } };
}
