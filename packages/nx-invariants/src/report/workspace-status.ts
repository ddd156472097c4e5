import type { ReadText } from '../workspace/read-text';
import type { CoverageStatus } from './coverage/coverage-status';
import type { EarlierStatus } from './earlier-status';
import type { JudgedInvariant } from './invariant-status';
import type { LeafState } from './leaf-state';
import type { SourceLinks } from './source-links';

/** All that a report of the workspace is made of, whatever its format. */
export interface WorkspaceStatus {
  readonly invariants: readonly JudgedInvariant[];
  readonly leaves: readonly LeafState[];
  readonly coverage: CoverageStatus;
  /** By id: those of which there are leaves. */
  readonly checks: ReadonlyMap<string, CheckText>;
  readonly links: SourceLinks;
  /** The text of a workspace file as it is now; undefined for what no report may show. */
  readonly read: ReadText;
  /** How the invariants stood before, the oldest first. */
  readonly earlier: readonly EarlierStatus[];
  /** `YYYY-MM-DD` in UTC. */
  readonly today: string;
  /** Of the plugin. */
  readonly version: string;
}

/** What is to be said about a check. */
export interface CheckText {
  readonly title: string;
  /** Ids of the invariants that its leaves uphold. */
  readonly upholds: readonly string[];
  /** Its page as Markdown, where it has one. */
  readonly page: string | undefined;
  /** Where the page lies, as a workspace path; undefined where the workspace has none. */
  readonly pageFile: string | undefined;
}
