import { readFileSync } from 'node:fs';
import type { Report } from '../check/report';
import { publishedSchema } from '../config/published-schemas';
import { validatorOf } from '../config/validate';

export type ReportReading =
  | { readonly kind: 'read'; readonly report: Report }
  | { readonly kind: 'missing' }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Reads a report file; what does not have the published shape is malformed. */
export function readReport(path: string): ReportReading {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { kind: 'missing' };
  }
  try {
    const value: unknown = JSON.parse(text);
    const validate = validatorOf(publishedSchema('report'));
    if (validate(value)) return { kind: 'read', report: value as Report };
    const [error] = validate.errors ?? [];
    return { kind: 'malformed', reason: `${error?.instancePath || 'it'} ${error?.message}` };
  } catch (error) {
    return { kind: 'malformed', reason: (error as Error).message };
  }
}
