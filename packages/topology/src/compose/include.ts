import type { Diagnostics } from '../result';
import {
  at,
  entriesOf,
  isNull,
  itemsOf,
  keyOf,
  type Mapping,
  mapping,
  type Scalar,
  scalar,
  type Tree,
  toPlain,
  withEntry,
} from '../yaml/tree';

/** One entry of `include`: the first path is the main file, the others override it. */
export interface Inclusion {
  readonly paths: readonly Scalar[];
  readonly projectDirectory: Scalar | undefined;
  readonly envFiles: readonly Scalar[];
}

export function includesOf(document: Mapping, diagnostics: Diagnostics): Inclusion[] {
  const include = at(document, 'include');
  if (include === undefined || isNull(include)) return [];
  if (include.kind !== 'sequence') {
    diagnostics.fail(
      'include',
      include.location,
      '"include" is not a list.',
      'Write one "- PATH" for each included file.',
    );
    return [];
  }
  return include.items.flatMap((item) => {
    const paths = scalarsOf(item.kind === 'scalar' ? item : at(item, 'path'));
    if (paths.length === 0) {
      diagnostics.fail(
        'include',
        item.location,
        'An include names no path.',
        'Write "- PATH" or "- path: PATH".',
      );
      return [];
    }
    const directory = at(item, 'project_directory');
    return [
      {
        paths,
        projectDirectory: directory?.kind === 'scalar' && directory.value !== '' ? directory : undefined,
        envFiles: scalarsOf(at(item, 'env_file')),
      },
    ];
  });
}

const IMPORTED = ['services', 'volumes', 'networks', 'secrets', 'configs', 'models'];

/** Adds what an included project defines; the same name with another definition is a conflict. */
export function importModel(included: Mapping, model: Mapping, diagnostics: Diagnostics): Mapping {
  return IMPORTED.reduce((current, section) => {
    const source = included.entries.get(section);
    if (source === undefined || source.value.kind !== 'mapping') return current;
    const target = at(current, section);
    let merged: Mapping = target?.kind === 'mapping' ? target : mapping(new Map(), source.value);
    for (const entry of entriesOf(source.value)) {
      const existing = at(merged, keyOf(entry));
      if (existing === undefined) {
        merged = withEntry(merged, entry.key, entry.value);
      } else if (!sameData(existing, entry.value)) {
        diagnostics.fail(
          'conflict',
          entry.key.location,
          `${section}.${keyOf(entry)} is included, and defined differently at ${existing.location.file}:${existing.location.line}.`,
          'Rename one of the two, or change the included one in an override file named in its include path.',
        );
      }
    }
    return withEntry(current, source.key ?? scalar(section, source.value), merged);
  }, model);
}

function sameData(one: Tree, other: Tree): boolean {
  return sorted(toPlain(one)) === sorted(toPlain(other));
}

function sorted(plain: unknown): string {
  return JSON.stringify(plain, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
      : value,
  );
}

function scalarsOf(tree: Tree | undefined): Scalar[] {
  const items = tree?.kind === 'scalar' ? [tree] : itemsOf(tree);
  return items.filter((item): item is Scalar => item.kind === 'scalar' && item.value !== null);
}
