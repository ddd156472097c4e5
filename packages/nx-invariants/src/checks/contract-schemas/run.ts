import semver from 'semver';
import type { CheckContext, CheckResult } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import { type ContractPlaces, type ContractSchema, readContracts } from '../../contracts/contract-folder';
import { compileContracts } from '../../contracts/validators';
import { rowsOfSchema, type TableRow, tableRows } from '../../contracts/versions-table';
import type { Options } from './check';

/** Compiles every schema of the folder and looks its version up in VERSIONS.md. */
export function run({ files, parameters, options }: CheckContext<Options>): CheckResult {
  const places = parameters as unknown as ContractPlaces;
  const { schemas, findings } = readContracts(files, places);
  const compiled = compileContracts(schemas, options.annotations);
  const table = files.read(places.versions);
  const rows = table.kind === 'read' ? tableRows(table.text) : undefined;
  return {
    subjects: schemas.map(({ file }) => file),
    findings: [
      ...findings,
      ...(rows === undefined ? [missingTable(places)] : []),
      ...schemas.flatMap((schema) => [
        ...compileFindings(schema, compiled.get(schema.name)),
        ...idFindings(schema, schemas),
        ...versionFindings(schema, rows, places),
      ]),
    ],
    details: {
      schemas: schemas.map(({ file, name, draft, schema }) => ({
        file,
        name,
        draft,
        version: typeof schema.$version === 'string' ? schema.$version : null,
      })),
    },
  };
}

function compileFindings(
  { file, document }: ContractSchema,
  compiled: { readonly kind: string; readonly reason?: string } | undefined,
): FindingDraft[] {
  if (compiled?.kind !== 'refused') return [];
  return [
    {
      severity: 'error',
      invariants: ['C3'],
      file,
      ...document.locate([]),
      message: `the schema does not compile: ${compiled.reason}`,
      expected: "a schema that its draft's meta-schema accepts and AJV compiles in strict mode",
      fix: 'mend the keyword that the message names; list a keyword that asserts nothing under checks.contract-schemas.annotations in nx.json',
    },
  ];
}

function idFindings(schema: ContractSchema, all: readonly ContractSchema[]): FindingDraft[] {
  const { file, document } = schema;
  const id = schema.schema.$id ?? schema.schema.id;
  if (typeof id !== 'string' || id === '') {
    return [
      {
        severity: 'error',
        invariants: ['C3'],
        file,
        ...document.locate(['$id']),
        message: 'the schema has no "$id"',
        expected: 'a URI of its own, by which services and other schemas refer to it',
        fix: `add "$id": "https://example.com/contracts/${schema.name}.json" with your own host`,
      },
    ];
  }
  const twin = all.find((other) => other !== schema && (other.schema.$id ?? other.schema.id) === id);
  if (!twin) return [];
  return [
    {
      severity: 'error',
      invariants: ['C3'],
      file,
      ...document.locate(['$id']),
      message: `the "$id" ${id} is also that of ${twin.file}`,
      expected: 'a unique "$id" for each schema',
      fix: 'change one of the two',
    },
  ];
}

function versionFindings(
  schema: ContractSchema,
  rows: readonly TableRow[] | undefined,
  places: ContractPlaces,
): FindingDraft[] {
  const { file, document, name } = schema;
  const version = schema.schema.$version;
  if (typeof version !== 'string' || semver.valid(version) !== version) {
    const said =
      version === undefined ? 'has no "$version"' : `has the "$version" ${JSON.stringify(version)}`;
    return [
      {
        severity: 'error',
        invariants: ['C3'],
        file,
        ...document.locate(['$version']),
        message: `the schema ${said}`,
        expected: 'a SemVer version such as "1.0.0"',
        fix: 'set "$version" to the version of this contract',
      },
    ];
  }
  if (rows === undefined) return [];
  const named = rowsOfSchema(rows, name);
  if (named.some(({ cells }) => cells.slice(1).includes(version))) return [];
  const [row] = named;
  return [
    {
      severity: 'error',
      invariants: ['C5'],
      file: row ? places.versions : file,
      ...(row ? { line: row.line, column: 1 } : document.locate(['$version'])),
      message: row
        ? `${places.versions} documents ${name} at another version than ${version}`
        : `${places.versions} has no row for ${name}`,
      expected: `a table row "| \`${name}.json\` | ${version} | … |"`,
      fix: row ? `set the row's version to ${version}` : 'add the row',
    },
  ];
}

function missingTable({ versions }: ContractPlaces): FindingDraft {
  return {
    severity: 'error',
    invariants: ['C5'],
    file: versions,
    message: `${versions} does not exist`,
    expected: 'a Markdown table with a row per schema: its file name, then its version',
    fix: `write ${versions}`,
  };
}
