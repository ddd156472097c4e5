import type { PageData, PageLeaf } from '../page-data';
import { element, signElement } from './element';
import type { Chosen } from './matrix-grid';

const shownLeaves = 200;
const shownFindings = 50;

/** Some leaves with how they stand, and a button for each of their findings. */
export function leavesView(
  { title, text, leaves }: Chosen,
  data: PageData,
  choose: (finding: number) => void,
): Node[] {
  const known = leaves.flatMap((index) => data.leaves[index] ?? []);
  const left = known.length - shownLeaves;
  return [
    element('h2', { id: 'drawer-title', tabindex: '-1' }, title),
    ...(text === '' ? [] : [element('p', { class: 'statement' }, text)]),
    element(
      'ul',
      { class: 'leaves' },
      ...known.slice(0, shownLeaves).map((leaf) => leafItem(leaf, data, choose)),
    ),
    ...(left > 0 ? [element('p', { class: 'meta' }, `… and ${left} more`)] : []),
  ];
}

function leafItem(leaf: PageLeaf, data: PageData, choose: (finding: number) => void): Node {
  const { project, check, mark, says, run, findings = [], more = 0 } = leaf;
  const left = findings.length - shownFindings + more;
  return element(
    'li',
    {},
    signElement(mark),
    element(
      'div',
      {},
      element('p', {}, element('span', { class: 'leaf' }, `${project}:${check}`), ` ${says}`),
      run === undefined ? undefined : element('p', { class: 'meta' }, 'Run it: ', element('code', {}, run)),
      element(
        'div',
        { class: 'chosen' },
        ...findings.slice(0, shownFindings).map((index) => button(index, data, choose)),
      ),
      left > 0 && findings.length + more > shownFindings
        ? element('p', { class: 'meta' }, `… and ${left} more findings`)
        : undefined,
    ),
  );
}

function button(index: number, data: PageData, choose: (finding: number) => void): Node | undefined {
  const finding = data.findings[index];
  if (finding === undefined) return undefined;
  const made = element(
    'button',
    { type: 'button', class: 'open' },
    signElement(finding.mark),
    element('span', {}, finding.message, ' ', element('span', { class: 'place' }, finding.place)),
  );
  made.addEventListener('click', () => choose(index));
  return made;
}
