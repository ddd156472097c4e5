import { markWords } from '../mark';
import type { PageFinding, PageLeaf } from '../page-data';
import { element, signElement } from './element';
import { evidenceView } from './evidence-view';
import { excerptView } from './excerpt-view';
import { knownAddress } from './known-address';

/** All that is known of a finding. */
export function findingView(finding: PageFinding, leaf: PageLeaf | undefined): Node[] {
  const { message, mark, place, address, expected, fix, evidence, waiver, excerpt, page, invariants } =
    finding;
  const check = leaf?.check ?? '';
  return [
    element(
      'h2',
      { id: 'drawer-title', tabindex: '-1' },
      signElement(mark),
      element('span', { class: 'hidden' }, `${markWords[mark]}: `),
      message,
    ),
    element(
      'p',
      { class: 'meta' },
      linked(place, address, 'place'),
      ' ',
      element('span', { class: 'leaf' }, `${leaf?.project}:${check}`),
      ...invariants.map((id) => element('span', { class: 'id' }, id)),
    ),
    ...part('Source', excerpt && excerptView(excerpt)),
    ...part('Expected', expected === undefined ? undefined : element('p', {}, expected)),
    ...part(evidence?.title ?? '', evidence && evidenceView(evidence.text)),
    ...part('Fix', fix === undefined ? undefined : element('p', { class: 'fix' }, fix)),
    ...part('Waived', waiver === undefined ? undefined : element('p', {}, waiver)),
    element(
      'p',
      { class: 'meta why' },
      'Why and how: ',
      linked(`nx-invariants explain ${check}`, page, 'command'),
    ),
  ];
}

function part(title: string, content: Node | undefined): Node[] {
  return content === undefined ? [] : [element('h3', {}, title), content];
}

function linked(text: string, address: string | undefined, kind: string): HTMLElement {
  const known = knownAddress(address);
  return known === undefined
    ? element('code', { class: kind }, text)
    : element('a', { class: kind, href: known, rel: 'noopener noreferrer', target: '_blank' }, text);
}
