import type { Interpreter, Position } from '@nx-invariants/portable-scripts';
import type { FindingDraft } from '../check/finding';

/** A text that something runs, and where it stands in its file. */
export interface ScriptUnit {
  readonly file: string;
  readonly text: string;
  /** Undefined where the check does not read the language. */
  readonly interpreter: Interpreter | undefined;
  readonly isForWindows: boolean;
  /** Undefined for a file of its own. */
  readonly label: string | undefined;
  /** The workspace folder it runs in, where that is known. */
  readonly folder: string | undefined;
  /** The place in the file of an offset of the text. */
  place(offset: number): Position;
}

/** The units of one file, and what hides others. */
export interface UnitReading {
  readonly units: readonly ScriptUnit[];
  readonly findings: readonly FindingDraft[];
}

/** A file whose scripts cannot be seen. */
export function unseenScripts(
  file: string,
  { line, column }: Partial<Position>,
  reason: string,
): UnitReading {
  return {
    units: [],
    findings: [
      {
        severity: 'error',
        file,
        ...(line === undefined ? {} : { line }),
        ...(column === undefined ? {} : { column }),
        message: `what it runs cannot be told: ${reason}`,
        expected: 'a file that parses',
        fix: 'mend the syntax there',
      },
    ],
  };
}

/** Whether a path says by one of its words that it is for Windows alone. */
export function isNamedForWindows(path: string): boolean {
  return /(?:^|[/._-])win(?:dows|32|64)?(?:[/._-]|$)/i.test(path);
}
