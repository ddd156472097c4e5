/** Bounds on what a report may cost. A report beyond them is refused, never read in part. */
export interface Limits {
  /** Size of the report in UTF-8 bytes. */
  readonly maxBytes: number;
  /** Nesting of a JSON report. */
  readonly maxDepth: number;
  /** Lines, blocks and units of a report, and lines that its blocks span. */
  readonly maxRecords: number;
}

export const DEFAULT_LIMITS: Limits = { maxBytes: 256 * 1024 * 1024, maxDepth: 64, maxRecords: 20_000_000 };
