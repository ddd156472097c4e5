import { isRecord } from '../config/record';
import { isTextList } from '../config/text-list';
import { type CheckDeclaration, type CheckDefinition, engineNames } from './define-check';

/** The longest deadline a check may set: a day. Timers of Node end at 24 of them. */
const maxDeadlineSeconds = 24 * 60 * 60;

const fields: { readonly [Field in keyof CheckDeclaration]-?: (value: unknown) => boolean } = {
  id: isText,
  title: isText,
  sitsOn: (value) => value === undefined || isText(value),
  upholds: isTextList,
  options: isRecord,
  engines: (value) => value === undefined || (isTextList(value) && value.every(isEngine)),
  packages: (value) => value === undefined || isTextList(value),
  cache: isOptionalBoolean,
  readsGraph: isOptionalBoolean,
  deadlineSeconds: (value) =>
    value === undefined || (typeof value === 'number' && value > 0 && value <= maxDeadlineSeconds),
};

/** The data of a check, without its code. */
export function dataOf(definition: CheckDefinition<never>): CheckDeclaration {
  const names = Object.keys(fields) as (keyof CheckDeclaration)[];
  return Object.fromEntries(names.map((name) => [name, definition[name]])) as unknown as CheckDeclaration;
}

export type DeclarationReading =
  | { readonly ok: true; readonly declaration: CheckDeclaration }
  | { readonly ok: false; readonly malformed: string };

/** User-written checks may be plain JavaScript: the data of one, or the name of the field that is malformed. */
export function readDeclaration(data: unknown): DeclarationReading {
  const given = { upholds: [], ...(isRecord(data) ? data : {}) };
  const malformed = Object.entries(fields).find(
    ([name, isWellFormed]) => !isWellFormed((given as Record<string, unknown>)[name]),
  );
  return malformed === undefined
    ? { ok: true, declaration: given as unknown as CheckDeclaration }
    : { ok: false, malformed: malformed[0] };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isEngine(name: string): boolean {
  return engineNames.some((known) => known === name);
}

function isOptionalBoolean(value: unknown): boolean {
  return value === undefined || typeof value === 'boolean';
}
