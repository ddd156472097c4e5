import { renderPage } from '../page';
import type { WorkspaceStatus } from '../workspace-status';
import { renderAnnotations } from './annotations';
import { renderJUnit } from './junit';
import { renderMarkdown } from './markdown';
import { renderSarif } from './sarif';

/** The formats that other programs and pages read, by the names of `--format`. */
export const documentFormats = {
  sarif: renderSarif,
  junit: renderJUnit,
  github: renderAnnotations,
  markdown: renderMarkdown,
  html: renderPage,
} satisfies Record<string, (status: WorkspaceStatus) => string>;

export type DocumentFormat = keyof typeof documentFormats;
