import type { BuildCase } from '@nx-invariants/docker-context';
import { isRecord } from '../../../config/record';

export type CaseReading =
  | { readonly kind: 'case'; readonly value: BuildCase }
  /** `id` where at least that can be told. */
  | { readonly kind: 'no-case'; readonly id: string | null; readonly reason: string };

/** Reads one build that is written down as a line of JSON. Members that are not part of a case are ignored. */
export function readBuildCase(line: string): CaseReading {
  const value = parsed(line);
  if (value === undefined) return { kind: 'no-case', id: null, reason: 'it is not JSON' };
  if (!isRecord(value)) return { kind: 'no-case', id: null, reason: 'it is no object' };
  const id = typeof value.id === 'string' ? value.id : null;
  const reason = problemOf(value);
  return reason === undefined
    ? { kind: 'case', value: value as unknown as BuildCase }
    : { kind: 'no-case', id, reason };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf(value: Record<string, unknown>): string | undefined {
  const lacking = ['id', 'dockerfile', 'context'].find((name) => typeof value[name] !== 'string');
  if (lacking !== undefined) return `${lacking} must be a string`;
  if (!isAbsentOr(value.target, isText)) return 'target must be a string or null';
  const lists = ['buildArgs', 'namedContexts'];
  const odd = lists.find((name) => !isAbsentOr(value[name], isTexts));
  if (odd !== undefined) return `${odd} must be an object of strings, or null`;
  if (!Array.isArray(value.files)) return 'files must be an array';
  const wrong = value.files.findIndex((file) => !isCaseFile(file));
  return wrong === -1
    ? undefined
    : `files[${wrong}] must have a path, a type of file, dir or link, and as strings its text, base64 or target`;
}

function isCaseFile(file: unknown): boolean {
  if (!isRecord(file) || typeof file.path !== 'string') return false;
  const members = [file.text, file.base64, file.target];
  const hasType = file.type === 'file' || file.type === 'dir' || file.type === 'link';
  return hasType && members.every((member) => isAbsentOr(member, isText));
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isTexts(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isText);
}

function isAbsentOr(value: unknown, test: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || test(value);
}
