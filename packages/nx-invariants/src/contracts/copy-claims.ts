import { posix } from 'node:path';
import { isRecord } from '../config/record';
import { isInside, joinPath, leavesWorkspace } from '../workspace/paths';
import { owns, type ProjectFacts, type WorkspaceFacts } from '../workspace/workspace-facts';
import { contractFiles, contractPlaces } from './contract-folder';
import { copyLikeness, likenessOf, valuesOf } from './likeness';
import { plainJson } from './plain-json';

/**
 * What files are where neither their `$id` nor their name says so: by workspace path, the name of the contract that
 * each is a copy of, or false for a file that is no copy.
 */
export interface NamedCopies {
  readonly [file: string]: string | false;
}

/** A contract schema, as far as its copies are told by it. */
export interface Contract {
  /** Its workspace path. */
  readonly file: string;
  /** Its path in the contracts folder without `.json`. */
  readonly name: string;
  readonly id: string | undefined;
  /** What it says of documents, see {@link valuesOf}. */
  readonly values: ReadonlySet<string>;
}

/** What a file says it is. `sources` are workspace paths: what it may be a copy of. */
export type Claim =
  | { readonly kind: 'copy'; readonly file: string; readonly sources: readonly [string] }
  | { readonly kind: 'ambiguous'; readonly file: string; readonly sources: readonly string[] }
  /** By its values alone: neither its name nor its `$id` is that of a contract. */
  | { readonly kind: 'alike'; readonly file: string; readonly sources: readonly string[] }
  | { readonly kind: 'orphan'; readonly file: string; readonly sources: readonly string[] };

/** The files of a project that say they are copies of contracts, sorted. Contents are read; nothing else is. */
export function claimsOf(project: ProjectFacts, workspace: WorkspaceFacts, copies: NamedCopies): Claim[] {
  const folder = workspace.contracts;
  if (folder === undefined || folder === '.') return [];
  const contracts = contractsOf(workspace, folder);
  const home = homeOfContracts(project, workspace) ?? folder;
  const found = workspace.sources
    .filesIn(project.root, project.nestedRoots)
    .filter((file) => file.endsWith('.json') && !isInside(file, home));
  return [...new Set([...found, ...namedCopies(project, copies)])].sort().flatMap((file) => {
    if (entryOf(copies, file) === false) return [];
    const text = workspace.text(file) ?? '';
    const claim = claimOf(file, text, { folder, contracts }, copies);
    if (claim) return [claim];
    return isStray(file, idOf(text), contracts) ? [{ kind: 'orphan', file, sources: [] } as const] : [];
  });
}

const contractsIn = new WeakMap<WorkspaceFacts, readonly Contract[]>();

/** Every project is asked for copies of the same contracts. */
function contractsOf(workspace: WorkspaceFacts, folder: string): readonly Contract[] {
  const contracts =
    contractsIn.get(workspace) ??
    contractFiles(workspace).map((file) => contractOf(file, workspace.text(file) ?? '', folder));
  contractsIn.set(workspace, contracts);
  return contracts;
}

/** The files of a project that the option names as copies; they may not exist. */
export function namedCopies(project: ProjectFacts, copies: NamedCopies): string[] {
  return Object.entries(isRecord(copies) ? copies : {})
    .filter(
      ([file, contract]) => typeof contract === 'string' && !leavesWorkspace(file) && owns(project, file),
    )
    .map(([file]) => file);
}

/** A contract from its text. */
export function contractOf(file: string, text: string, folder: string): Contract {
  const name = file.slice(folder.length + 1).replace(/\.json$/, '');
  return { file, name, id: idOf(text), values: valuesOf(text) };
}

/**
 * Which contract a file says it is a copy of: the one that the option names; else the one with its `$id` and its
 * name, or with either where the other says nothing. So a copy is still known when one of the two was edited, and
 * one whose `$id` and name say two things is `ambiguous`. One that says neither is told by its values.
 *
 * @param known the contracts folder and its contracts; those that the file does not name make no difference.
 */
export function claimOf(
  file: string,
  text: string,
  known: { readonly folder: string; readonly contracts: readonly Contract[] },
  copies: NamedCopies,
): Claim | undefined {
  const entry = entryOf(copies, file);
  if (entry === false) return undefined;
  if (entry !== undefined) {
    const source = joinPath(known.folder, `${entry}.json`);
    return known.contracts.some((contract) => contract.file === source)
      ? { kind: 'copy', file, sources: [source] }
      : { kind: 'orphan', file, sources: isInside(source, known.folder) ? [source] : [] };
  }
  const id = idOf(text);
  const ofId = known.contracts.filter((contract) => id !== undefined && contract.id === id);
  const namesakes = namesakesOf(file, known.contracts);
  const both = ofId.filter((contract) => namesakes.includes(contract));
  const sources = (both.length > 0 ? both : [...ofId, ...namesakes]).map((contract) => contract.file);
  const [source, ...others] = sources;
  if (source === undefined) {
    const alike = mostAlike(text, known.contracts).map((contract) => contract.file);
    return alike.length === 0 ? undefined : { kind: 'alike', file, sources: alike };
  }
  return others.length === 0
    ? { kind: 'copy', file, sources: [source] }
    : { kind: 'ambiguous', file, sources };
}

/** The `$id` (in draft-04 `id`) of a schema's text without an empty fragment; undefined for what is no schema. */
export function idOf(text: string): string | undefined {
  const { $id, id } = keywordsOf(text);
  const given = $id ?? id;
  return typeof given === 'string' && given !== '' ? given.replace(/#$/, '') : undefined;
}

/** The keywords at the top of a schema's text: none for what is no JSON object or names neither `$id` nor `$schema`. */
export function keywordsOf(text: string): { readonly [keyword: string]: unknown } {
  if (!text.includes('"$id"') && !text.includes('"$schema"')) return {};
  const value = plainJson(text);
  return isRecord(value) ? value : {};
}

/** Folders whose files are schemas by their place. */
const schemaFolder = /^(schemas?|contracts?)$/i;

/** The contracts with the name of a file in a folder of schemas: by its path there, else by its own name. */
function namesakesOf(file: string, contracts: readonly Contract[]): Contract[] {
  const segments = file.split('/');
  const places = segments.flatMap((segment, index) =>
    index < segments.length - 1 && schemaFolder.test(segment) ? [segments.slice(index + 1).join('/')] : [],
  );
  if (places.length === 0) return [];
  const byPath = contracts.filter(({ name }) => places.includes(`${name}.json`));
  return byPath.length > 0
    ? byPath
    : contracts.filter(({ name }) => places.includes(`${posix.basename(name)}.json`));
}

/** The contracts that a text is most like, if it is so like them that it was made from one. */
function mostAlike(text: string, contracts: readonly Contract[]): Contract[] {
  const values = valuesOf(text);
  const judged = contracts.map((contract) => ({ contract, likeness: likenessOf(values, contract.values) }));
  const most = Math.max(copyLikeness, ...judged.map(({ likeness }) => likeness));
  return judged.filter(({ likeness }) => likeness === most).map(({ contract }) => contract);
}

/** Whether a file in a folder of schemas has an `$id` from where the contracts have theirs, and is none of them. */
function isStray(file: string, id: string | undefined, contracts: readonly Contract[]): boolean {
  const namespace = namespaceOf(id);
  const isAmongSchemas = file
    .split('/')
    .slice(0, -1)
    .some((segment) => schemaFolder.test(segment));
  return (
    isAmongSchemas &&
    namespace !== undefined &&
    contracts.some((contract) => namespaceOf(contract.id) === namespace)
  );
}

function namespaceOf(id: string | undefined): string | undefined {
  return id === undefined ? undefined : /^[a-z][a-z\d+.-]*:.*\//i.exec(id)?.[0];
}

/** Where the project keeps the contracts with their fixtures, if it is the one that does. */
function homeOfContracts(project: ProjectFacts, workspace: WorkspaceFacts): string | undefined {
  const places = contractPlaces(project, workspace);
  return places && posix.dirname(places.versions);
}

function entryOf(copies: NamedCopies, file: string): string | false | undefined {
  const entry = isRecord(copies) && Object.hasOwn(copies, file) ? copies[file] : undefined;
  return typeof entry === 'string' || entry === false ? entry : undefined;
}
