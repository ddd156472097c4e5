import type { WorkspaceStatus } from '../workspace-status';
import { contentSecurityPolicy } from './content-security-policy';
import { judgedBuilds } from './context-details';
import { contextSection } from './context-section';
import { coverageSection } from './coverage-section';
import { deployedServices } from './deployment-details';
import { deploymentSection } from './deployment-section';
import { embeddedJson } from './embedded-json';
import { findingsSection } from './findings-section';
import { historySection } from './history-section';
import { html, Markup } from './html';
import { type Matrix, matrixOf } from './matrix';
import { matrixSection } from './matrix-section';
import { pageAssets } from './page-assets';
import { pageData } from './page-findings';
import { headline, summarySection } from './summary-section';
import { toolbar } from './toolbar';

/**
 * A status as one HTML page that holds all it needs: it asks for nothing from anywhere, is read without its script, and
 * opens under a policy that lets nothing else run.
 */
export function renderPage(status: WorkspaceStatus): string {
  const data = pageData(status);
  const matrix = matrixOf(status);
  const { script, style: common } = pageAssets();
  const style = `${common}${widthRule(matrix)}`;
  const sections = [
    matrixSection(matrix),
    findingsSection(data),
    coverageSection(status.coverage),
    contextSection(judgedBuilds(status.leaves)),
    deploymentSection(deployedServices(status.leaves)),
  ];
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(script, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="nx-invariants ${status.version}">
<title>${headline(status)}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#findings">Skip to the findings</a>
<main>
${summarySection(status)}
${historySection(status)}
${toolbar()}
${sections}
</main>
<dialog id="drawer" aria-labelledby="drawer-title"></dialog>
<script type="application/json" id="data">${embeddedJson(data)}</script>
<script>${new Markup(script)}</script>
</body>
</html>
`;
  return page.text;
}

/** Rows of the matrix are laid out one by one, so all have to be told how wide they are. */
function widthRule({ rows, columns }: Matrix): string {
  const widest = rows.some(({ text }) => text !== '') ? '34rem' : '15rem';
  return `.matrix table { --columns: ${columns.length}; --widest: ${widest}; }\n`;
}
