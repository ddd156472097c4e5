import { readdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import {
  type Breaking,
  checkContainment,
  type Json as JsonValue,
  type ParsedJson,
  parseJsonText,
  type Verdict,
} from '@nx-invariants/schema-compat';
import type { Json } from '../../check/define-check';
import { isRecord } from '../../config/record';
import { bundle } from '../../contracts/bundle';
import { parseContract } from '../../contracts/contract-folder';
import type { Style } from '../../report/style';
import { unreachable } from '../../unreachable';
import { type Command, type ExitCode, type Failure, failure, type Outcome } from '../command';
import { readOperand } from '../read-operand';

const maxSchemaBytes = 16 * 1024 * 1024;
const mostSiblings = 500;

/** Is every document valid under OLD valid under NEW? */
export const compat: Command = {
  name: 'compat',
  summary: 'Say whether every document valid under the schema OLD is valid under NEW, with a witness if not',
  operands: { usage: 'OLD NEW', min: 2, max: 2 },
  options: {},
  exitCodes: [
    'compatible: proven for every document',
    'breaking: a document is shown that OLD accepts and NEW rejects',
    'undecided, or a file that is no JSON Schema',
  ],
  example: 'nx-invariants compat job.v1.json contracts/schemas/job.json',
  needsWorkspace: false,

  run({ operands }, { cwd, style }): Outcome {
    const [oldPath = '', newPath = ''] = operands;
    const before = readSchema(cwd, oldPath);
    if (before.kind === 'failure') return before;
    const after = readSchema(cwd, newPath);
    if (after.kind === 'failure') return after;
    const verdict = checkContainment(before.whole, after.whole);
    const schemas = { old: { path: oldPath, ...before }, new: { path: newPath, ...after } };
    return {
      kind: 'result',
      exitCode: exitCodeOf(verdict),
      text: textOf(verdict, schemas, style),
      json: jsonOf(verdict, schemas),
    };
  },
};

type Parsed = Extract<ParsedJson, { ok: true }>;

type SchemaReading =
  | {
      readonly kind: 'schema';
      readonly parsed: Parsed;
      /** The schema with those of its folder that it refers to. */
      readonly whole: JsonValue;
    }
  | Failure;

interface SchemaFile {
  readonly path: string;
  readonly parsed: Parsed;
}

interface Schemas {
  readonly old: SchemaFile;
  readonly new: SchemaFile;
}

function readSchema(cwd: string, path: string): SchemaReading {
  const read = readOperand(cwd, path, maxSchemaBytes);
  if (read.kind === 'failure') return read;
  const parsed = parseJsonText(read.text);
  if (!parsed.ok) {
    const [error] = parsed.errors;
    const place = error === undefined ? path : `${path}:${error.position.line}:${error.position.column}`;
    return notSchema(`${place} ${error?.message ?? 'is not JSON'}.`);
  }
  const { value } = parsed;
  if (typeof value === 'boolean') return { kind: 'schema', parsed, whole: value };
  if (!isRecord(value)) return notSchema(`${path} is no JSON Schema: it is ${kindOf(value)}.`);
  return { kind: 'schema', parsed, whole: withReferredTo(resolve(cwd, path), read.text) ?? parsed.value };
}

/** The schema with the files beside it that it refers to; undefined if it refers to none or names no draft. */
function withReferredTo(absolute: string, text: string): JsonValue | undefined {
  if (!/"\$ref"\s*:\s*"[^#]/.test(text)) return undefined;
  const folder = dirname(absolute);
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== basename(absolute))
    .sort()
    .slice(0, mostSiblings);
  const siblings = names.flatMap((name) => {
    const sibling = readOperand(folder, name, maxSchemaBytes);
    const contract = sibling.kind === 'read' ? parseContract('.', name, sibling.text) : undefined;
    return contract && 'schema' in contract ? [contract.schema] : [];
  });
  const own = parseContract('.', basename(absolute), text);
  if (!('schema' in own)) return undefined;
  // Without an $id of its own the schema is known by the name of its file, as the bundled ones know it.
  return { $id: `contract:///${basename(absolute)}`, ...bundle(own.schema, siblings) } as JsonValue;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`;
}

function notSchema(message: string): Failure {
  return failure(message, 'name a file that holds one JSON Schema');
}

function exitCodeOf(verdict: Verdict): ExitCode {
  switch (verdict.kind) {
    case 'compatible':
      return 0;
    case 'breaking':
      return 1;
    case 'undecided':
      return 2;
    default:
      return unreachable(verdict);
  }
}

function textOf(verdict: Verdict, schemas: Schemas, style: Style): string {
  const pair = `${schemas.old.path} → ${schemas.new.path}`;
  switch (verdict.kind) {
    case 'compatible':
      return `${style.green('✔')} ${style.bold('compatible')} ${pair}\n  every document valid under the old schema is valid under the new one\n`;
    case 'breaking':
      return [
        `${style.red('✖')} ${style.bold('breaking')} ${pair}`,
        `  ${breakingText(verdict)}`,
        `  new: ${style.cyan(placeOf(schemas.new, verdict.schemaPathB))} ${verdict.schemaPathB}`,
        `  old: ${style.cyan(placeOf(schemas.old, verdict.schemaPathA))} ${verdict.schemaPathA || '(the schema itself)'}`,
        `  a document that the old schema accepts and the new one rejects:`,
        ...JSON.stringify(verdict.witness, null, 2)
          .split('\n')
          .map((line) => `    ${line}`),
        `  fix: accept such documents, or raise the major version of the contract`,
        '',
      ].join('\n');
    case 'undecided':
      return [
        `${style.yellow('?')} ${style.bold('undecided')} ${pair}`,
        ...verdict.reasons.map(({ message, location }) => {
          const schema = location?.schema === 'a' ? schemas.old : schemas.new;
          const place = location === undefined ? '' : `${style.cyan(placeOf(schema, location.pointer))} `;
          return `  ${place}${message}`;
        }),
        '  fix: write what it names in another form; schemas that one refers to must lie beside it',
        '',
      ].join('\n');
    default:
      return unreachable(verdict);
  }
}

function breakingText({ grade, keyword, instancePath }: Breaking): string {
  const place = instancePath === '' ? 'the document itself' : instancePath;
  const fails = `"${keyword}" of the new schema fails at ${place}`;
  return grade === 'breaking'
    ? fails
    : `only documents with members that the old schema does not declare break: ${fails}`;
}

function placeOf({ path, parsed }: SchemaFile, pointer: string): string {
  const at = positionOf(parsed, pointer);
  return at === undefined ? path : `${path}:${at.line}:${at.column}`;
}

function positionOf(parsed: Parsed, pointer: string) {
  return (parsed.locateKey(pointer) ?? parsed.locate(pointer))?.start;
}

function jsonOf(verdict: Verdict, schemas: Schemas): Json {
  const files = { old: schemas.old.path, new: schemas.new.path };
  switch (verdict.kind) {
    case 'compatible':
      return { verdict: 'compatible', ...files };
    case 'breaking':
      return {
        verdict: 'breaking',
        ...files,
        grade: verdict.grade,
        message: breakingText(verdict),
        witness: verdict.witness as Json,
        instancePath: verdict.instancePath,
        keyword: verdict.keyword,
        oldSchema: placeJson(schemas.old, verdict.schemaPathA),
        newSchema: placeJson(schemas.new, verdict.schemaPathB),
      };
    case 'undecided':
      return {
        verdict: 'undecided',
        ...files,
        reasons: verdict.reasons.map(({ code, message, location }): Json => {
          const schema = location?.schema === 'a' ? schemas.old : schemas.new;
          return {
            code,
            message,
            place: location === undefined ? null : placeJson(schema, location.pointer),
          };
        }),
      };
    default:
      return unreachable(verdict);
  }
}

function placeJson(schema: SchemaFile, pointer: string): Json {
  const at = positionOf(schema.parsed, pointer);
  return { file: schema.path, pointer, line: at?.line ?? null, column: at?.column ?? null };
}
