import type { Tree } from '@nx/devkit';
import { targetsOf, uriOf } from '../../compatibility/schema-version';
import { jsonValue } from '../../config/json-document';
import { isRecord } from '../../config/record';
import { contractFiles } from '../../contracts/contract-folder';
import { contractVersion } from '../../contracts/contract-version';
import { joinPath } from '../../workspace/paths';
import type { WorkspaceFacts } from '../../workspace/workspace-facts';

/** Names of the workspace's contract schemas: their paths in the contracts folder without `.json`. */
export function contractNames(facts: WorkspaceFacts): string[] {
  const folder = facts.contracts;
  if (folder === undefined) return [];
  return contractFiles(facts)
    .map((file) => file.slice(folder === '.' ? 0 : folder.length + 1, -'.json'.length))
    .filter((name) => /^[\w.-]+(\/[\w.-]+)*$/.test(name))
    .sort();
}

/** The named contracts with those that they refer to, however indirectly. */
export function contractClosure(facts: WorkspaceFacts, names: readonly string[]): string[] {
  const schemas = contractNames(facts).map((name) => schemaOf(facts, name));
  const closure = new Set<string>(names);
  for (const name of closure) {
    const schema = schemas.find((known) => known.name === name);
    const uris = schema === undefined ? new Set() : targetsOf(schema);
    for (const known of schemas) if (uris.has(known.uri)) closure.add(known.name);
  }
  return [...closure].sort();
}

/** What a project declares of the contracts it needs: each from its version on, before the next major. Nothing where one states none. */
export function neededVersions(
  tree: Tree,
  schemas: string,
  names: readonly string[],
): { readonly [name: string]: string } | undefined {
  const versions = names.map((name) => {
    const schema = jsonValue(tree.read(joinPath(schemas, `${name}.json`), 'utf-8') ?? undefined);
    return [name, isRecord(schema) ? contractVersion(schema) : undefined] as const;
  });
  if (versions.length === 0 || versions.some(([, version]) => version === undefined)) return undefined;
  return Object.fromEntries(versions.map(([name, version]) => [name, `^${version}`]));
}

/** Copies the consumed contracts into the service's folder, byte for byte. */
export function copyContracts(
  tree: Tree,
  schemas: string,
  names: readonly string[],
  serviceRoot: string,
): void {
  for (const name of names) {
    const content = tree.read(joinPath(schemas, `${name}.json`));
    if (content !== null) tree.write(joinPath(serviceRoot, 'schemas', `${name}.json`), content);
  }
}

function schemaOf(facts: WorkspaceFacts, name: string) {
  const schema = jsonValue(facts.text(joinPath(facts.contracts ?? '.', `${name}.json`)));
  return { name, schema, uri: uriOf(schema, name) };
}
