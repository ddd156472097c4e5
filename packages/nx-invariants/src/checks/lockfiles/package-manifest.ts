import type { Location } from '../../check/finding';
import type { JsonDocument } from '../../config/json-document';
import { isRecord, valueAt } from '../../config/record';

/** A dependency of a package.json. */
export interface PackageDependency {
  readonly name: string;
  readonly range: string;
  readonly isOptional: boolean;
  readonly place: Location;
}

/** What package.json says of dependencies. */
export interface PackageManifest {
  readonly file: string;
  readonly name: string | undefined;
  /** What is installed for it: those of `dependencies`, `devDependencies` and `optionalDependencies`. */
  readonly dependencies: readonly PackageDependency[];
  /** The ranges of `peerDependencies`. */
  readonly peers: ReadonlyMap<string, string>;
  /** Names whose versions the manifest itself overrides. */
  readonly overridden: ReadonlySet<string>;
  readonly document: JsonDocument;
}

const sections = ['dependencies', 'devDependencies', 'optionalDependencies'];

/** @param file the workspace path of the package.json. */
export function packageManifest(file: string, document: JsonDocument): PackageManifest {
  const { value } = document;
  const found = new Map<string, PackageDependency>();
  for (const section of sections) {
    for (const [name, range] of rangesAt(value, section)) {
      const place = { file, ...document.locate([section, name]) };
      found.set(name, { name, range, isOptional: section === 'optionalDependencies', place });
    }
  }
  const name = valueAt(value, ['name']);
  return {
    file,
    name: typeof name === 'string' ? name : undefined,
    dependencies: [...found.values()],
    peers: rangesAt(value, 'peerDependencies'),
    overridden: new Set(
      [['overrides'], ['resolutions'], ['pnpm', 'overrides']].flatMap((place) =>
        overriddenNames(valueAt(value, place)),
      ),
    ),
    document,
  };
}

/** The texts of a section of dependencies, by name. */
export function rangesAt(value: unknown, section: string): Map<string, string> {
  const entries = valueAt(value, [section]);
  return new Map(
    Object.entries(isRecord(entries) ? entries : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

/** `a`, `a@1`, `b>a`, `**\/a` and `b/a` all change which `a` is installed. */
function overriddenNames(overrides: unknown): string[] {
  return Object.keys(isRecord(overrides) ? overrides : {}).flatMap((key) => {
    const last = key.split('>').pop() ?? key;
    return [...last.matchAll(/(?:@[\w.-]+\/)?[\w.-]+/g)].map(([name]) => name);
  });
}
