import type { Tree } from '@nx/devkit';
import { parseJson } from '../../config/json-document';
import { isRecord } from '../../config/record';
import { joinPath } from '../../workspace/paths';
import type { WorkspaceFacts } from '../../workspace/workspace-facts';

/** Names of the workspace's contract schemas: their paths in the contracts folder without `.json`. */
export function contractNames(facts: WorkspaceFacts): string[] {
  const folder = facts.contracts;
  if (folder === undefined) return [];
  return facts.sources
    .filesIn(folder)
    .filter((file) => file.endsWith('.json') && !/(^|\/)(project|package)\.json$|(^|\/)fixtures\//.test(file))
    .map((file) => file.slice(folder.length + 1, -'.json'.length))
    .filter((name) => /^[\w.-]+(\/[\w.-]+)*$/.test(name))
    .sort();
}

/** The named contracts with those that they refer to by `$ref`, however indirectly. */
export function contractClosure(facts: WorkspaceFacts, names: readonly string[]): string[] {
  const schemas = new Map(contractNames(facts).map((name) => [name, schemaOf(facts, name)]));
  const byUri = new Map([...schemas].map(([name, schema]) => [uriOf(name, schema), name]));
  const closure = new Set<string>();
  const pending = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (closure.has(name)) continue;
    closure.add(name);
    const schema = schemas.get(name);
    pending.push(...referencesOf(schema, uriOf(name, schema)).flatMap((uri) => byUri.get(uri) ?? []));
  }
  return [...closure].sort();
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

function schemaOf(facts: WorkspaceFacts, name: string): unknown {
  const parsed = parseJson(facts.text(joinPath(facts.contracts ?? '.', `${name}.json`)) ?? '');
  return parsed.ok ? parsed.document.value : undefined;
}

function uriOf(name: string, schema: unknown): string {
  const id = isRecord(schema) ? (schema.$id ?? schema.id) : undefined;
  return withoutFragment(typeof id === 'string' ? id : '', `file:///${name}.json`) ?? `file:///${name}.json`;
}

function referencesOf(schema: unknown, base: string): string[] {
  const found: string[] = [];
  const pending: unknown[] = [schema];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (isRecord(value) && typeof value.$ref === 'string') {
      const uri = withoutFragment(value.$ref, base);
      if (uri !== undefined) found.push(uri);
    }
    pending.push(...Object.values(value).filter((child) => child !== undefined));
  }
  return found;
}

function withoutFragment(reference: string, base: string): string | undefined {
  try {
    const url = new URL(reference, base);
    url.hash = '';
    return url.href;
  } catch {
    return undefined;
  }
}
