import { type Position, parseJson } from '../config/json-document';
import { isRecord, valueAt } from '../config/record';
import { parseToml } from '../config/toml-document';
import { readGoMod } from './go-mod';
import type { ManifestFile } from './manifest-files';

type TomlTable = Readonly<Record<string, unknown>>;

/** What a manifest says of its project. */
export interface ManifestFacts {
  readonly name?: string;
  readonly version?: string;
  /** package.json: the names of its scripts that Nx makes targets of, which `nx.includedScripts` may restrict. */
  readonly scripts?: readonly string[];
  /** package.json: the names of the targets that it configures under `nx.targets`. */
  readonly targets?: readonly string[];
}

export type ManifestReading =
  | { readonly ok: true; readonly facts: ManifestFacts }
  | { readonly ok: false; readonly message: string; readonly position: Position };

type ManifestReader = (text: string) => ManifestReading;

const readers: Readonly<Record<ManifestFile, ManifestReader>> = {
  'package.json': fromPackageJson,
  'pyproject.toml': tomlReader(fromPyproject),
  'Cargo.toml': tomlReader(fromCargo),
  'go.mod': fromGoMod,
  VERSION: (text) => read(withoutEmpty({ version: text.trim() })),
};

/** Name and version from a manifest, or why and where it does not parse. */
export function readManifest(file: ManifestFile, text: string): ManifestReading {
  return readers[file](text);
}

/**
 * The same at graph time, which no malformed file may stop: a manifest that does not parse says nothing. The
 * check `service-version` says what is wrong with it.
 */
export function manifestFacts(file: ManifestFile, text: string): ManifestFacts {
  const reading = readManifest(file, text);
  return reading.ok ? reading.facts : {};
}

function read(facts: ManifestFacts): ManifestReading {
  return { ok: true, facts };
}

function fromPackageJson(text: string): ManifestReading {
  const parsed = parseJson(text);
  if (!parsed.ok) return { ...parsed, message: `not JSON: ${parsed.message}` };
  if (!isRecord(parsed.document.value)) {
    return { ok: false, message: 'it holds no object', position: parsed.document.locate([]) };
  }
  const { name, version, nx, scripts } = parsed.document.value;
  const { name: nxName, includedScripts, targets } = isRecord(nx) ? nx : {};
  const names = isRecord(scripts) ? Object.keys(scripts) : [];
  return read({
    ...withoutEmpty({ name: nxName ?? name, version }),
    scripts: Array.isArray(includedScripts) ? names.filter((each) => includedScripts.includes(each)) : names,
    ...(isRecord(targets) ? { targets: Object.keys(targets) } : {}),
  });
}

function tomlReader(factsOf: (document: TomlTable) => ManifestFacts): ManifestReader {
  return (text) => {
    const parsed = parseToml(text);
    return parsed.ok
      ? read(factsOf(parsed.value))
      : { ...parsed, message: parsed.message.replace('Invalid TOML document', 'not TOML') };
  };
}

/** PEP 621; what its table leaves open, Poetry takes from its own. */
function fromPyproject(document: TomlTable): ManifestFacts {
  const poetry = valueAt(document, ['tool', 'poetry']);
  const { name, version } = { ...asTable(poetry), ...asTable(document.project) };
  return withoutEmpty({ name, version });
}

function asTable(value: unknown): TomlTable {
  return isRecord(value) ? value : {};
}

/** A version inherited with `version.workspace = true` is this manifest's only where the workspace is declared in it too. */
function fromCargo(document: TomlTable): ManifestFacts {
  const manifest = document.package;
  if (!isRecord(manifest)) return {};
  const isInherited = valueAt(manifest, ['version', 'workspace']) === true;
  const version = isInherited ? valueAt(document, ['workspace', 'package', 'version']) : manifest.version;
  return withoutEmpty({ name: manifest.name, version });
}

/** The last element of the module path, without a major version suffix (Go Modules Reference, "Module paths"). */
function fromGoMod(text: string): ManifestReading {
  const reading = readGoMod(text);
  if (!reading.ok) return reading;
  const name = reading.module
    .replace(/\/v\d+$/, '')
    .split('/')
    .at(-1);
  return read(withoutEmpty({ name }));
}

function withoutEmpty(facts: { name?: unknown; version?: unknown }): ManifestFacts {
  const name = typeof facts.name === 'string' && facts.name !== '' ? facts.name : undefined;
  const version = typeof facts.version === 'string' && facts.version !== '' ? facts.version : undefined;
  return { ...(name === undefined ? {} : { name }), ...(version === undefined ? {} : { version }) };
}
