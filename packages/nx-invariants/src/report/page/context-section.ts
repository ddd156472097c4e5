import { counted } from '../counted';
import type { IgnoredPaths, JudgedBuild, TakingInstruction } from './context-details';
import { html, type Markup } from './html';
import { type Mark, markWords } from './mark';
import { pathTree } from './path-tree';
import { sign } from './sign';

const shownFiles = 200;
/** On the whole page; beyond it only counts are told. */
const maxFiles = 5_000;

/** What each build takes of its context; undefined where no build was judged. */
export function contextSection(builds: readonly JudgedBuild[]): Markup | undefined {
  if (builds.length === 0) return undefined;
  const trees = new Trees();
  return html`<section id="contexts" aria-labelledby="contexts-title">
<h2 id="contexts-title">Build contexts</h2>
${builds.map((build) => buildArticle(build, trees))}<p class="none" hidden>No build matches.</p>
</section>`;
}

/** Trees of files, as long as there is room for them. */
class Trees {
  #room = maxFiles;

  /** A line to open, with the tree behind it; the line alone where there is no room left. */
  of(line: Markup, paths: readonly string[], total: number): Markup {
    const shown = paths.slice(0, Math.min(shownFiles, this.#room));
    if (shown.length === 0) return html`<div class="line">${line}</div>`;
    this.#room -= shown.length;
    const left = total - shown.length;
    return html`<details><summary>${line}</summary>${pathTree(shown)}${left > 0 ? html`<p class="meta">… and ${counted(left, 'more file')}</p>` : undefined}</details>`;
  }
}

function buildArticle(build: JudgedBuild, trees: Trees): Markup {
  const { project, dockerfile, by, context, target, outcome, instructions, ignored, unused } = build;
  const mark = outcomeMarks[outcome];
  const builder = by.length === 0 ? 'nobody builds it' : `built by ${by.join(', ')}`;
  return html`<article class="build" data-marks="${mark}">
<h3>${sign(mark)}<span class="hidden">${markWords[mark]}: </span><span class="path">${dockerfile}</span></h3>
<p class="meta"><span class="leaf">${project}</span> ${builder}, context <span class="path">${context}</span>${target === null ? undefined : html`, target <span class="path">${target}</span>`}: ${outcomeWords[outcome]}</p>
<ol class="takes">
${instructions.map((instruction) => html`<li>${taking(instruction, trees)}</li>\n`)}</ol>
${ignored === null ? undefined : ignoring(ignored, trees)}${unused === null || unused.files === 0 ? undefined : trees.of(html`${sign('unaffected')}Nothing takes <b>${counted(unused.files, 'file')}</b> of the context (${bytesText(unused.bytes)})`, unused.first, unused.files)}
</article>
`;
}

function taking(instruction: TakingInstruction, trees: Trees): Markup {
  const { line, keyword, sources, from, result, files = [], reason } = instruction;
  const written = html`<span class="number">${line}</span> <code>${keyword} ${sources.join(' ')}</code>`;
  const origin = from === undefined || from === null ? undefined : html` from ${from}`;
  switch (result) {
    case 'resolves':
      return trees.of(
        html`${sign('holds')}${written} takes <b>${counted(files.length, 'file')}</b>${origin}`,
        files,
        files.length,
      );
    case 'takes-nothing':
      return html`<div class="line">${sign('warns')}${written} takes nothing${origin}</div>`;
    case 'fails':
      return html`<div class="line">${sign('violated')}${written} fails${origin}: ${reason}</div>`;
    case 'unknown':
      return html`<div class="line">${sign('undecided')}${written} cannot be told${origin}: ${reason}</div>`;
  }
}

function ignoring({ file, files, rules }: IgnoredPaths, trees: Trees): Markup {
  return html`<div class="ignored"><h4><span class="path">${file}</span> removes ${counted(files, 'file')}</h4>
<ul class="takes">
${rules.map(
  ({ line, pattern, files: removed, first }) =>
    html`<li>${trees.of(html`${sign('opted-out')}<span class="number">${line}</span> <code>${pattern}</code> removes <b>${counted(removed, 'file')}</b>`, first, removed)}</li>\n`,
)}</ul></div>
`;
}

const outcomeMarks = {
  builds: 'holds',
  unknown: 'undecided',
  fails: 'violated',
  'parse-error': 'violated',
} satisfies Record<JudgedBuild['outcome'], Mark>;

const outcomeWords = {
  builds: 'every source is there',
  unknown: 'none is missing, but not all can be told without a build',
  fails: 'the build fails',
  'parse-error': 'the Dockerfile does not parse',
} satisfies Record<JudgedBuild['outcome'], string>;

function bytesText(bytes: number): string {
  if (bytes < 1000) return counted(bytes, 'byte');
  const [unit, size] = bytes < 1_000_000 ? ['kB', bytes / 1000] : ['MB', bytes / 1_000_000];
  return `${size.toFixed(1)} ${unit}`;
}
