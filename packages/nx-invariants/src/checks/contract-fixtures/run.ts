import type { ErrorObject } from 'ajv';
import type { DeclaredFiles } from '../../check/declared-files';
import type { CheckContext, CheckResult } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import { type JsonDocument, parseJson, pointerSegments } from '../../config/json-document';
import { isRecord } from '../../config/record';
import { sayError } from '../../config/validate';
import { type ContractPlaces, readContracts } from '../../contracts/contract-folder';
import { type CompiledContract, compileContracts } from '../../contracts/validators';
import type { Options } from './check';

/** The reason a negative fixture must be rejected for. */
interface Expectation {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath?: string;
}

/** Validates every fixture against the schema its folder names. */
export function run({ files, parameters, options }: CheckContext<Options>): CheckResult {
  const places = parameters as unknown as ContractPlaces;
  const { schemas, findings } = readContracts(files, places);
  const compiled = compileContracts(schemas, options.annotations);
  const fixtures = listFixtures(files, places.fixtures);
  return {
    subjects: fixtures.map(({ file }) => file),
    findings: [
      ...findings,
      ...schemas.flatMap(({ name, file }) => missingKinds(name, file, fixtures, places)),
      ...fixtures.flatMap((fixture) => judgeFixture(files, fixture, compiled.get(fixture.schema), places)),
    ],
    details: {
      golden: fixtures.filter(({ kind }) => kind === 'golden').length,
      negative: fixtures.filter(({ kind }) => kind === 'negative').length,
    },
  };
}

type FixtureKind = 'golden' | 'negative';

interface Fixture {
  readonly file: string;
  readonly kind: FixtureKind;
  /** The name of the schema it is for. */
  readonly schema: string;
}

function listFixtures(files: DeclaredFiles, folder: string): Fixture[] {
  const kinds: readonly FixtureKind[] = ['golden', 'negative'];
  return kinds.flatMap((kind) =>
    files.list(`${folder}/${kind}/**/*.json`).map((file) => {
      const inKind = file.slice(`${folder}/${kind}/`.length);
      return { file, kind, schema: inKind.slice(0, Math.max(inKind.lastIndexOf('/'), 0)) };
    }),
  );
}

function missingKinds(
  name: string,
  file: string,
  fixtures: readonly Fixture[],
  places: ContractPlaces,
): FindingDraft[] {
  const kinds: readonly FixtureKind[] = ['golden', 'negative'];
  return kinds
    .filter((kind) => !fixtures.some((fixture) => fixture.kind === kind && fixture.schema === name))
    .map((kind) => ({
      severity: 'error',
      file,
      message: `the schema ${name} has no ${kind} fixture`,
      expected: `at least one document in ${places.fixtures}/${kind}/${name}/`,
      fix:
        kind === 'golden'
          ? 'add a document that must be accepted'
          : 'add a document that must be rejected, with its reason',
    }));
}

function judgeFixture(
  files: DeclaredFiles,
  fixture: Fixture,
  compiled: CompiledContract | undefined,
  places: ContractPlaces,
): FindingDraft[] {
  const { file } = fixture;
  if (compiled === undefined) {
    return [
      {
        severity: 'error',
        file,
        message: `there is no schema ${fixture.schema || "for a fixture outside a schema's folder"} in ${places.schemas}`,
        expected: `${places.fixtures}/${fixture.kind}/<schema>/<case>.json`,
        fix: 'move the fixture to the folder of its schema, or remove it',
      },
    ];
  }
  if (compiled.kind === 'refused') {
    return [
      {
        severity: 'error',
        file,
        message: `its schema does not compile: ${compiled.reason}`,
        fix: 'see check-contract-schemas',
      },
    ];
  }
  const read = files.read(file);
  if (read.kind !== 'read') {
    return [
      { severity: 'error', file, message: 'the fixture cannot be read', fix: 'make it a readable file' },
    ];
  }
  const parsed = parseJson(read.text);
  if (!parsed.ok) {
    return [
      {
        severity: 'error',
        file,
        ...parsed.position,
        message: `the fixture is not JSON: ${parsed.message}`,
        fix: 'mend the JSON',
      },
    ];
  }
  return fixture.kind === 'golden'
    ? judgeGolden(file, parsed.document, compiled)
    : judgeNegative(file, parsed.document, compiled);
}

type Compiled = Extract<CompiledContract, { kind: 'compiled' }>;

function judgeGolden(file: string, document: JsonDocument, { validate }: Compiled): FindingDraft[] {
  if (validate(document.value)) return [];
  return (validate.errors ?? []).map((error) => ({
    severity: 'error' as const,
    file,
    ...document.locate(pointerSegments(error.instancePath)),
    message: `the golden document is rejected: ${error.instancePath || 'the document'} ${sayError(error)}`,
    expected: `a document that satisfies ${error.schemaPath}`,
    fix: 'correct the document; if the schema became stricter on purpose, that is a breaking change of the contract',
  }));
}

function judgeNegative(file: string, document: JsonDocument, { validate }: Compiled): FindingDraft[] {
  const expectation = expectationOf(document.value);
  if (expectation === undefined) {
    return [
      {
        severity: 'error',
        file,
        ...document.locate(['expect']),
        message: 'the negative fixture states no reason',
        expected: '{ "expect": { "keyword": "required", "instancePath": "" }, "document": … }',
        fix: 'state the keyword that must fail and the JSON Pointer of the value it fails on',
      },
    ];
  }
  if (validate((document.value as { document: unknown }).document)) {
    return [
      {
        severity: 'error',
        file,
        ...document.locate(['document']),
        message: `the negative document is accepted, although ${expectation.keyword} at "${expectation.instancePath}" should reject it`,
        fix: 'restore the rule in the schema, or move the document to the golden ones',
      },
    ];
  }
  const errors = (validate.errors ?? []).filter((error) => !wraps(error));
  const others = errors.filter((error) => !matches(error, expectation));
  if (errors.length > others.length && others.length === 0) return [];
  const said = others.map((error) => `${error.keyword} at "${error.instancePath}"`).join(', ');
  return [
    {
      severity: 'error',
      file,
      ...document.locate(['expect']),
      message: `the negative document is rejected for another reason: ${said}`,
      expected: `${expectation.keyword} at "${expectation.instancePath}", alone`,
      fix: 'break one rule only in the document, and state that one',
    },
  ];
}

/** AJV reports an applicator's failure beside the failures inside it; only those are reasons. */
function wraps(error: ErrorObject): boolean {
  return ['if', 'propertyNames'].includes(error.keyword);
}

function matches(error: ErrorObject, { keyword, instancePath, schemaPath }: Expectation): boolean {
  return (
    error.keyword === keyword &&
    error.instancePath === instancePath &&
    (schemaPath === undefined || error.schemaPath === schemaPath)
  );
}

function expectationOf(value: unknown): Expectation | undefined {
  if (!isRecord(value) || !Object.hasOwn(value, 'document') || !isRecord(value.expect)) return undefined;
  const { keyword, instancePath, schemaPath } = value.expect;
  if (typeof keyword !== 'string' || typeof instancePath !== 'string') return undefined;
  return { keyword, instancePath, ...(typeof schemaPath === 'string' ? { schemaPath } : {}) };
}
