import type { Location } from './yaml/tree';

/** Why an input could not be read. Each kind is an expected failure, never a bug of the engine. */
export type FailureKind =
  | 'missing-file'
  | 'outside-root'
  | 'too-large'
  | 'too-deep'
  | 'too-many-nodes'
  | 'yaml-syntax'
  | 'duplicate-key'
  | 'alias'
  | 'invalid-structure'
  | 'interpolation'
  | 'env-file-syntax'
  | 'extends'
  | 'include'
  | 'conflict'
  | 'inconsistent'
  | 'cycle'
  | 'no-services'
  | 'invalid-declaration';

/** One reason why an input could not be read: what is wrong, where, and how to put it right. */
export interface Failure {
  readonly kind: FailureKind;
  readonly message: string;
  readonly fix: string;
  readonly location: Location;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failures: readonly Failure[] };

/** A construct that was seen and could not be decided. Whatever depends on it is unknown, not equal. */
export interface Unsupported {
  readonly feature: string;
  readonly message: string;
  readonly location: Location;
}

/** Something the original tool accepts and warns about, or leaves out without a word. */
export interface Warning {
  readonly kind: 'unset-variable' | 'obsolete-version' | 'local-config';
  readonly message: string;
  readonly location: Location;
}

const MOST_FAILURES = 50;

/** Collects what one reading meets, so that several faults are shown at once; bounded for hostile input. */
export class Diagnostics {
  readonly failures: Failure[] = [];
  readonly unsupported: Unsupported[] = [];
  readonly warnings: Warning[] = [];

  fail(kind: FailureKind, location: Location, message: string, fix: string): undefined {
    if (this.failures.length < MOST_FAILURES) this.failures.push({ kind, message, fix, location });
    return undefined;
  }

  cannotDecide(feature: string, location: Location, message: string): void {
    const known = this.unsupported.some(
      (entry) =>
        entry.feature === feature && entry.message === message && sameLocation(entry.location, location),
    );
    if (!known) this.unsupported.push({ feature, message, location });
  }

  warn(kind: Warning['kind'], location: Location, message: string): void {
    const known = this.warnings.some(
      (entry) => entry.message === message && sameLocation(entry.location, location),
    );
    if (!known && this.warnings.length < MOST_FAILURES) this.warnings.push({ kind, message, location });
  }

  get failed(): boolean {
    return this.failures.length > 0;
  }
}

function sameLocation(one: Location, other: Location): boolean {
  return one.file === other.file && one.line === other.line && one.column === other.column;
}
