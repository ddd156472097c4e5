import type { Report } from '../check/report';
import { publishedSchema } from '../config/published-schemas';
import { validatorOf } from '../config/validate';
import { readBounded } from '../workspace/read-bounded';

/** Details list the files of a build context, so reports are larger than what people write. */
const maxReportBytes = 64 * 1024 * 1024;

export type ReportReading =
  | { readonly kind: 'read'; readonly report: Report }
  | { readonly kind: 'missing' }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Reads a report file of at most 64 MiB; what cannot be read or does not have the published shape is malformed. */
export function readReport(path: string): ReportReading {
  const reading = readBounded(path, maxReportBytes);
  if (reading.kind === 'missing') return reading;
  if (reading.kind === 'unreadable') return { kind: 'malformed', reason: reading.reason };
  try {
    const value: unknown = JSON.parse(reading.text);
    const validate = validatorOf(publishedSchema('report'));
    if (validate(value)) return { kind: 'read', report: value as Report };
    const [error] = validate.errors ?? [];
    return { kind: 'malformed', reason: `${error?.instancePath || 'it'} ${error?.message}` };
  } catch (error) {
    return { kind: 'malformed', reason: (error as Error).message };
  }
}
