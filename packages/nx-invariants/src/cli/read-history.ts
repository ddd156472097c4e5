import { basename, resolve } from 'node:path';
import { type EarlierStatus, earlierStatuses } from '../report/earlier-status';
import { readBounded } from '../workspace/read-bounded';
import { type Failure, failure } from './command';

const maxReports = 100;
const maxReportBytes = 64 * 1024 * 1024;

/**
 * Earlier reports as files of `nx-invariants report --json`, in the order given, each called as its file.
 *
 * @param cwd where relative paths start.
 */
export function readHistory(files: readonly string[], cwd: string): readonly EarlierStatus[] | Failure {
  if (files.length > maxReports) {
    return failure(`${files.length} earlier reports are too many.`, `name at most ${maxReports} of them`);
  }
  const earlier: EarlierStatus[] = [];
  for (const file of files) {
    const reading = readBounded(resolve(cwd, file), maxReportBytes);
    const statuses = reading.kind === 'read' ? earlierStatuses(reading.text) : undefined;
    if (statuses === undefined) {
      const reason = {
        read: `is not what "nx-invariants report --json" prints`,
        missing: 'does not exist',
        unreadable: `cannot be read: ${reading.kind === 'unreadable' ? reading.reason : ''}`,
      }[reading.kind];
      return failure(
        `The earlier report ${file} ${reason}.`,
        'name a file that it has written with --json --output',
      );
    }
    earlier.push({ label: basename(file, '.json'), statuses });
  }
  return earlier;
}
