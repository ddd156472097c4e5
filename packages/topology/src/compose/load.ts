import { directoryOf, type FileReader, resolvePath } from '../paths';
import { ReadBudget } from '../read-budget';
import type { Diagnostics } from '../result';
import { parseYaml } from '../yaml/parse';
import {
  at,
  entriesOf,
  itemsOf,
  keyOf,
  type Location,
  type Mapping,
  mapping,
  mapValues,
  type Scalar,
  type Tree,
  textOf,
  without,
} from '../yaml/tree';
import { canonicalModel } from './canonical';
import { applyRemovals, extractDirectives, type Removals } from './directives';
import { readEnvironmentFile } from './env-file';
import { type ExtensionScope, extendServices } from './extends';
import { importModel, includesOf } from './include';
import type { Lookup } from './interpolate';
import { mergeModels, withoutRedefinitions } from './merge';
import { validateModel } from './schema';
import { interpolateDocument, type RequiredVariables } from './variables';

/** Where relative paths start, what variables stand for, and which files led here. */
export interface LoadContext {
  readonly projectDirectory: string;
  readonly lookup: Lookup;
  readonly includedFrom: readonly string[];
}

interface LoadedFile {
  readonly model: Mapping;
  readonly removals: Removals;
}

const DEEPEST_INCLUDE = 50;

/** The forms go-yaml takes for a timestamp. */
const DATE = /^\d{4}-\d{1,2}-\d{1,2}([Tt ]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * Loads Compose files into one model, in the order of compose-go's loader: each document is interpolated,
 * its `extends` and `include` resolved, laid upon what came before, validated and made canonical.
 */
export class ComposeLoader {
  private readonly budget: ReadBudget;

  constructor(
    private readonly read: FileReader['read'],
    private readonly required: RequiredVariables,
    private readonly diagnostics: Diagnostics,
  ) {
    this.budget = new ReadBudget(diagnostics);
  }

  /** The merged model of several files, or `undefined` after a failure. */
  load(files: readonly Scalar[], context: LoadContext): Mapping | undefined {
    let model: Mapping | undefined;
    for (const file of files) {
      model = this.loadFile(file, model, context, 'complete')?.model;
      if (model === undefined) return undefined;
    }
    return model === undefined ? undefined : (withBase(model, context.projectDirectory) as Mapping);
  }

  private loadFile(
    reference: Scalar,
    earlier: Mapping | undefined,
    context: LoadContext,
    mode: 'complete' | 'extended',
  ): LoadedFile | undefined {
    const file = String(reference.value);
    const documents = this.parse(reference);
    if (documents === undefined) return undefined;

    const start: Location = { file, line: 1, column: 1 };
    let model = earlier ?? mapping(new Map(), { kind: 'scalar', value: null, location: start });
    const allRemovals: (readonly string[])[] = [];
    for (const document of documents) {
      const { tree, removals } = extractDirectives(document);
      allRemovals.push(...removals);
      if (!this.hasComposeScalars(tree)) return undefined;
      const interpolated = interpolateDocument(tree, context.lookup, this.required, this.diagnostics);
      if (interpolated.kind !== 'mapping') {
        return this.diagnostics.fail(
          'invalid-structure',
          tree.location,
          `${file} has a document that is not a mapping.`,
          'Write "services:" and the services below it.',
        );
      }
      if (this.diagnostics.failed) return undefined;

      const complete =
        mode === 'complete' ? this.resolveReferences(interpolated, file, removals, context) : interpolated;
      if (complete === undefined) return undefined;

      model = withoutRedefinitions(mergeModels(applyRemovals(model, removals), complete, this.diagnostics));
      if (this.diagnostics.failed) return undefined;
      if (mode === 'complete' && !validateModel(model, this.diagnostics)) return undefined;
      model = this.withoutVersion(model);
      model = withoutRedefinitions(canonicalModel(model, this.diagnostics));
      if (this.diagnostics.failed) return undefined;
    }
    return { model, removals: allRemovals };
  }

  private parse(reference: Scalar): Tree[] | undefined {
    const file = String(reference.value);
    const text = this.read(file);
    if (text === undefined) {
      return this.diagnostics.fail(
        'missing-file',
        reference.location,
        `The Compose file ${file} does not exist.`,
        'Correct the path or add the file.',
      );
    }
    if (!this.budget.admits(text, reference.location)) return undefined;
    return parseYaml(file, text, this.diagnostics);
  }

  /** Keys must be texts, and go-yaml reads an unquoted date as a time, which no Compose value may be. */
  private hasComposeScalars(document: Tree): boolean {
    const refuse = (node: Scalar, message: string) => {
      const fix = `Put it in quotes: "${node.value}".`;
      this.diagnostics.fail('invalid-structure', node.location, message, fix);
      return false;
    };
    const visit = (tree: Tree): boolean => {
      if (tree.kind === 'sequence') return tree.items.every(visit);
      if (tree.kind === 'scalar') {
        const isDate = tree.plain === true && typeof tree.value === 'string' && DATE.test(tree.value);
        return !isDate || refuse(tree, `The value ${tree.value} is a date to YAML, not a text.`);
      }
      return entriesOf(tree).every((entry) => {
        if (typeof entry.key.value !== 'string')
          return refuse(entry.key, `The key ${keyOf(entry)} is not a text.`);
        return keyOf(entry).startsWith('x-') || visit(entry.value);
      });
    };
    return visit(document);
  }

  private withoutVersion(model: Mapping): Mapping {
    const version = model.entries.get('version');
    if (version === undefined) return model;
    this.diagnostics.warn(
      'obsolete-version',
      version.key.location,
      'The key "version" is obsolete: Compose ignores it.',
    );
    return without(model, 'version');
  }

  private resolveReferences(
    document: Mapping,
    file: string,
    removals: Removals,
    context: LoadContext,
  ): Mapping | undefined {
    const scope: ExtensionScope = { file, services: at(document, 'services'), removals };
    const services = extendServices(scope, this.diagnostics, (reference) =>
      this.loadExtended(reference, context),
    );
    if (this.diagnostics.failed) return undefined;
    const extended =
      services === undefined
        ? document
        : mapValues(document, (entry) => (keyOf(entry) === 'services' ? services : entry.value));
    return this.include(extended, file, context);
  }

  /** The services of a file named by `extends.file`, their relative paths bound to that file's folder. */
  private loadExtended(reference: Scalar, context: LoadContext): ExtensionScope | undefined {
    const target = this.locate(reference, reference.base ?? context.projectDirectory, 'extends');
    if (target === undefined) return undefined;
    const loaded = this.loadFile(target, undefined, context, 'extended');
    if (loaded === undefined) return undefined;
    const file = String(target.value);
    const services = at(loaded.model, 'services');
    return {
      file,
      services: services === undefined ? undefined : withBase(services, directoryOf(file)),
      removals: loaded.removals,
    };
  }

  private include(document: Mapping, file: string, context: LoadContext): Mapping | undefined {
    let model = document;
    const includedFrom = [...context.includedFrom, file];
    for (const inclusion of includesOf(document, this.diagnostics)) {
      const files = inclusion.paths.map((path) => this.locate(path, context.projectDirectory, 'include'));
      const known = files.filter((path) => path !== undefined);
      const [main] = known;
      if (main === undefined || known.length !== files.length) return undefined;
      if (includedFrom.includes(String(main.value)) || includedFrom.length > DEEPEST_INCLUDE) {
        return this.diagnostics.fail(
          'cycle',
          main.location,
          `The includes form a cycle: ${[...includedFrom, main.value].join(' includes ')}.`,
          'Remove one of the includes.',
        );
      }
      const directory = this.includedDirectory(inclusion.projectDirectory, main, context);
      if (directory === undefined) return undefined;
      const lookup = this.includedLookup(inclusion.envFiles, directory, context);
      if (lookup === undefined) return undefined;
      const included = this.load(known, { projectDirectory: directory, lookup, includedFrom });
      if (included === undefined) return undefined;
      model = importModel(included, model, this.diagnostics);
    }
    if (this.diagnostics.failed) return undefined;
    return without(model, 'include');
  }

  private includedDirectory(
    written: Scalar | undefined,
    main: Scalar,
    context: LoadContext,
  ): string | undefined {
    if (written === undefined) return directoryOf(String(main.value));
    const located = this.locate(written, context.projectDirectory, 'include');
    return located === undefined ? undefined : String(located.value);
  }

  private includedLookup(
    envFiles: readonly Scalar[],
    directory: string,
    context: LoadContext,
  ): Lookup | undefined {
    const own = resolvePath(directory, '.env');
    const named = envFiles.map((path) => this.locate(path, context.projectDirectory, 'include'));
    if (named.includes(undefined)) return undefined;
    const paths = named.filter((path) => path !== undefined);
    const variables = new Map<string, string>();
    const lookup: Lookup = (name) => context.lookup(name) ?? variables.get(name);
    const sources =
      paths.length > 0 ? paths : [{ kind: 'scalar', value: own.path, location: startOf(own.path) } as Scalar];
    for (const source of sources) {
      const path = String(source.value);
      const text = this.read(path);
      if (text === undefined) {
        if (paths.length === 0) continue;
        return this.diagnostics.fail(
          'missing-file',
          source.location,
          `The env file ${path} does not exist.`,
          'Correct the path or add the file.',
        );
      }
      const parsed = readEnvironmentFile(path, text, undefined, lookup, this.diagnostics);
      if (parsed === undefined) return undefined;
      for (const [key, variable] of parsed) variables.set(key, variable.value);
    }
    return lookup;
  }

  /** A path that a document names, relative to the root; remote ones and those outside are failures. */
  private locate(written: Scalar, base: string, feature: 'extends' | 'include'): Scalar | undefined {
    const text = textOf(written) ?? '';
    if (/^(https?|git|ssh|oci):|^git@|^github\.com\//.test(text)) {
      return this.diagnostics.fail(
        feature,
        written.location,
        `${feature} names the remote resource ${text}, which is not read.`,
        'Copy the file into the repository and name it by path.',
      );
    }
    const resolved = resolvePath(base, text);
    if (resolved.kind === 'outside') {
      return this.diagnostics.fail(
        'outside-root',
        written.location,
        `${feature} names ${text}, which lies outside the repository.`,
        'Refer to files inside the repository.',
      );
    }
    return { ...written, value: resolved.path };
  }
}

function startOf(file: string): Location {
  return { file, line: 1, column: 1 };
}

/** Binds every relative path that has no folder yet to one. */
function withBase(tree: Tree, base: string): Tree {
  switch (tree.kind) {
    case 'scalar':
      return tree.base === undefined ? { ...tree, base } : tree;
    case 'sequence':
      return { ...tree, items: itemsOf(tree).map((item) => withBase(item, base)) };
    case 'mapping':
      return mapValues(tree, (entry) => withBase(entry.value, base));
  }
}
