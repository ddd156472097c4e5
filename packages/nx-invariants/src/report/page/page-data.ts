import type { Mark } from './mark';

/** What the page's script shows on demand; it is embedded once, as JSON. */
export interface PageData {
  readonly leaves: readonly PageLeaf[];
  readonly findings: readonly PageFinding[];
}

/** A check on a project. Cells of the matrix name leaves by their index. */
export interface PageLeaf {
  readonly project: string;
  readonly check: string;
  readonly mark: Mark;
  /** How it stands, in words. */
  readonly says: string;
  /** The command that judges it anew, where there is nothing current to show. */
  readonly run?: string;
  /** Indices of its findings. */
  readonly findings?: readonly number[];
  /** Findings that the page has no room for. */
  readonly more?: number;
}

export interface PageFinding {
  /** The id of its element on the page. */
  readonly id: string;
  readonly mark: Mark;
  /** The index of its leaf. */
  readonly leaf: number;
  readonly invariants: readonly string[];
  readonly message: string;
  /** `file:line:column`, as far as it is known. */
  readonly place: string;
  /** Where the place can be seen, where that is known. */
  readonly address?: string;
  readonly expected?: string;
  readonly fix?: string;
  /** What proves it, and what that is called. */
  readonly evidence?: { readonly title: string; readonly text: string };
  /** Who accepts it, until when and why. */
  readonly waiver?: string;
  readonly excerpt?: SourceExcerpt;
  /** The address of the page of its check, where that is known. */
  readonly page?: string;
}

/** Lines of a source file around those that a finding names. */
export interface SourceExcerpt {
  /** The number of the first line, from 1. */
  readonly start: number;
  readonly lines: readonly string[];
  /** The numbers of the first and the last line that are meant. */
  readonly marked: readonly [number, number];
  /** The columns that are meant in a single line, from 1; the end is not part of it. */
  readonly columns?: readonly [number, number];
}
