import type { Diagnostics } from '../result';
import {
  at,
  type Entry,
  entriesOf,
  isNull,
  keyOf,
  type Location,
  type Mapping,
  mapping,
  type Scalar,
  type Tree,
  textOf,
  without,
} from '../yaml/tree';
import { applyRemovals, type Removals } from './directives';
import { mergeService } from './merge';

/** The services of one file, among which an `extends` without `file` looks its base up. */
export interface ExtensionScope {
  readonly file: string;
  readonly services: Tree | undefined;
  readonly removals: Removals;
}

type LoadFile = (reference: Scalar) => ExtensionScope | undefined;

const LONGEST_CHAIN = 50;

/** Replaces each service that extends another by the two merged; the chain may cross files. */
export function extendServices(
  scope: ExtensionScope,
  diagnostics: Diagnostics,
  loadFile: LoadFile,
): Mapping | undefined {
  const services = scope.services;
  if (services === undefined) return undefined;
  if (services.kind !== 'mapping') {
    return diagnostics.fail(
      'invalid-structure',
      services.location,
      '"services" is not a mapping.',
      'Write each service as "name:" with its settings below.',
    );
  }
  const resolver = new ExtensionResolver(diagnostics, loadFile);
  const entries = new Map<string, Entry>();
  for (const entry of entriesOf(services)) {
    const value = resolver.resolve(keyOf(entry), entry.key.location, scope, []);
    if (value === undefined) return undefined;
    entries.set(keyOf(entry), { key: entry.key, value });
  }
  return mapping(entries, services);
}

class ExtensionResolver {
  private readonly resolved = new Map<ExtensionScope, Map<string, Tree>>();
  private readonly scopes = new Map<string, ExtensionScope>();

  constructor(
    private readonly diagnostics: Diagnostics,
    private readonly loadFile: LoadFile,
  ) {}

  resolve(
    name: string,
    referredAt: Location,
    scope: ExtensionScope,
    chain: readonly string[],
  ): Tree | undefined {
    const known = this.resolved.get(scope)?.get(name);
    if (known !== undefined) return known;
    const tree = this.resolveOwn(name, referredAt, scope, chain);
    if (tree !== undefined) {
      const ofScope = this.resolved.get(scope) ?? new Map<string, Tree>();
      this.resolved.set(scope, ofScope.set(name, tree));
    }
    return tree;
  }

  private resolveOwn(
    name: string,
    referredAt: Location,
    scope: ExtensionScope,
    chain: readonly string[],
  ): Tree | undefined {
    const service = at(scope.services, name);
    if (service === undefined) {
      return this.diagnostics.fail(
        'extends',
        referredAt,
        `The extended service "${name}" does not exist in ${scope.file}.`,
        'Name a service that the file defines.',
      );
    }
    if (isNull(service)) return service;
    if (service.kind !== 'mapping') {
      return this.diagnostics.fail(
        'invalid-structure',
        service.location,
        `The service "${name}" is not a mapping.`,
        'Write its settings below its name, such as "image: …".',
      );
    }
    const extension = service.entries.get('extends');
    if (extension === undefined) return service;

    const link = `${scope.file}#${name}`;
    if (chain.includes(link) || chain.length > LONGEST_CHAIN) {
      return this.diagnostics.fail(
        'cycle',
        extension.key.location,
        `The services extend each other in a cycle: ${[...chain, link].join(' extends ')}.`,
        'Remove one of the extends.',
      );
    }
    const base = this.baseOf(extension, scope, [...chain, link]);
    if (base === undefined) return undefined;
    if (base.kind !== 'mapping') return service;
    const removals = scope.removals.flatMap((path) =>
      path[0] === 'services' && path[1] === name ? [path.slice(2)] : [],
    );
    return without(mergeService(applyRemovals(base, removals), service, this.diagnostics), 'extends');
  }

  private baseOf(extension: Entry, scope: ExtensionScope, chain: readonly string[]): Tree | undefined {
    const named = extension.value.kind === 'scalar' ? extension.value : at(extension.value, 'service');
    const name = textOf(named);
    if (named === undefined || name === undefined) {
      return this.diagnostics.fail(
        'extends',
        extension.key.location,
        '"extends" names no service.',
        'Write "extends: NAME", or "extends: { service: NAME, file: PATH }".',
      );
    }
    const file = at(extension.value, 'file');
    const baseScope = file?.kind === 'scalar' && file.value !== null ? this.scopeOf(file) : scope;
    return baseScope === undefined ? undefined : this.resolve(name, named.location, baseScope, chain);
  }

  private scopeOf(reference: Scalar): ExtensionScope | undefined {
    const key = `${reference.base ?? ''}\n${String(reference.value)}`;
    const scope = this.scopes.get(key) ?? this.loadFile(reference);
    if (scope !== undefined) this.scopes.set(key, scope);
    return scope;
  }
}
