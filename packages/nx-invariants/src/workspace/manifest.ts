import toml = require('smol-toml');

import { parseJson } from '../config/json-document';
import { isRecord } from '../config/record';

/** What a manifest says of its project. */
export interface ManifestFacts {
  readonly name?: string;
  readonly version?: string;
  /** package.json: the names of its scripts that Nx makes targets of, which `nx.includedScripts` may restrict. */
  readonly scripts?: readonly string[];
  /** package.json: the names of the targets in its `nx` key. */
  readonly targets?: readonly string[];
}

type ManifestReader = (text: string) => ManifestFacts;

const readers: { readonly [file: string]: ManifestReader } = {
  'package.json': fromPackageJson,
  'pyproject.toml': fromPyproject,
  'Cargo.toml': fromCargo,
  'go.mod': fromGoMod,
  VERSION: (text) => withoutEmpty({ version: text.trim() }),
};

/**
 * Name and version from a manifest, by its file name. A manifest that cannot be parsed says nothing: the
 * language's own tools report it better.
 */
export function readManifest(file: string, text: string): ManifestFacts {
  try {
    return readers[file]?.(text) ?? {};
  } catch {
    return {};
  }
}

function fromPackageJson(text: string): ManifestFacts {
  const parsed = parseJson(text);
  if (!parsed.ok || !isRecord(parsed.document.value)) return {};
  const { name, version, nx, scripts } = parsed.document.value;
  const { name: nxName, includedScripts, targets } = isRecord(nx) ? nx : {};
  const names = isRecord(scripts) ? Object.keys(scripts) : [];
  return {
    ...withoutEmpty({ name: nxName ?? name, version }),
    scripts: Array.isArray(includedScripts) ? names.filter((each) => includedScripts.includes(each)) : names,
    ...(isRecord(targets) ? { targets: Object.keys(targets) } : {}),
  };
}

/** PEP 621, and Poetry's table before it. */
function fromPyproject(text: string): ManifestFacts {
  const document = toml.parse(text);
  const tool = isRecord(document.tool) ? document.tool : {};
  const project = isRecord(document.project) ? document.project : tool.poetry;
  return isRecord(project) ? withoutEmpty({ name: project.name, version: project.version }) : {};
}

/** A version inherited with `version.workspace = true` is not this manifest's. */
function fromCargo(text: string): ManifestFacts {
  const manifest = toml.parse(text).package;
  return isRecord(manifest) ? withoutEmpty({ name: manifest.name, version: manifest.version }) : {};
}

/** The last element of the module path, without a major version suffix (Go Modules Reference, "Module paths"). */
function fromGoMod(text: string): ManifestFacts {
  const path = /^\s*module\s+"?([^\s"]+)"?/m.exec(text)?.[1];
  const name = path
    ?.replace(/\/v\d+$/, '')
    .split('/')
    .at(-1);
  return withoutEmpty({ name });
}

function withoutEmpty(facts: { name?: unknown; version?: unknown }): ManifestFacts {
  const name = typeof facts.name === 'string' && facts.name !== '' ? facts.name : undefined;
  const version = typeof facts.version === 'string' && facts.version !== '' ? facts.version : undefined;
  return { ...(name === undefined ? {} : { name }), ...(version === undefined ? {} : { version }) };
}
