import type { Finding } from '../../check/finding';
import { absentLeaves, isUnjudged } from '../formats/unjudged';
import { wordOf } from '../invariant-status';
import { leafWords, runAgain, sayLeafState } from '../leaf-sentence';
import type { LeafName, LeafState } from '../leaf-state';
import { placeText } from '../place-text';
import { shortened } from '../shortened';
import { daysLeft } from '../waiver-days';
import type { WorkspaceStatus } from '../workspace-status';
import { markOfLeaf } from './judged-marks';
import { type Mark, marks } from './mark';
import type { PageData, PageFinding, PageLeaf } from './page-data';
import { excerptReader } from './source-excerpt';

/** How many findings a page holds; the lightest are left out. */
export const maxFindings = 2_000;
const maxText = 4_000;
const maxEvidence = 20_000;

/** The leaves of the graph, then those that only the catalogue knows: in this order the page numbers them. */
export function pageLeafNames(status: WorkspaceStatus): LeafName[] {
  return [...status.leaves, ...absentLeaves(status)];
}

/** What the page tells of each leaf and of each finding of a current report, the heaviest findings first. */
export function pageData(status: WorkspaceStatus): PageData {
  const all = status.leaves
    .flatMap((leaf, index) =>
      findingsOf(leaf).map((finding) => ({ finding, index, mark: markOfFinding(finding) })),
    )
    .sort((one, other) => marks.indexOf(one.mark) - marks.indexOf(other.mark));
  const excerpt = excerptReader(status.read);
  const ids = new Map<string, number>();
  const findings = all.slice(0, maxFindings).map(({ finding, index, mark }): PageFinding => {
    const count = (ids.get(finding.fingerprint) ?? 0) + 1;
    ids.set(finding.fingerprint, count);
    const id = `f-${finding.fingerprint}${count === 1 ? '' : `-${count}`}`;
    const source = excerpt(finding);
    return { ...pageFinding(finding, status), id, mark, leaf: index, ...(source && { excerpt: source }) };
  });
  const shown = new Map<number, number[]>();
  for (const [index, { leaf }] of findings.entries()) shown.set(leaf, [...(shown.get(leaf) ?? []), index]);
  return {
    leaves: [
      ...status.leaves.map((leaf, index) => pageLeaf(leaf, shown.get(index) ?? [])),
      ...absentLeaves(status).map(absentLeaf),
    ],
    findings,
  };
}

function findingsOf(leaf: LeafState): readonly Finding[] {
  return leaf.kind === 'current' ? leaf.report.findings : [];
}

function markOfFinding({ severity, undecided, waivedBy }: Finding): Mark {
  if (waivedBy) return 'waived';
  if (undecided) return 'undecided';
  return ({ error: 'violated', warning: 'warns', note: 'note' } as const)[severity];
}

function pageLeaf(leaf: LeafState, findings: readonly number[]): PageLeaf {
  const more = findingsOf(leaf).length - findings.length;
  return {
    project: leaf.project,
    check: leaf.check,
    mark: markOfLeaf(wordOf(leaf)),
    says: sayLeafState(leaf),
    ...(isUnjudged(leaf) ? { run: runAgain(leaf) } : {}),
    ...(findings.length > 0 ? { findings } : {}),
    ...(more > 0 ? { more } : {}),
  };
}

function absentLeaf({ project, check }: LeafName): PageLeaf {
  return { project, check, mark: 'unjudged', says: leafWords.absent };
}

function pageFinding(
  finding: Finding,
  { links, checks, today }: WorkspaceStatus,
): Omit<PageFinding, 'id' | 'mark' | 'leaf'> {
  const { message, expected, fix, evidence, waivedBy, check } = finding;
  const address = links.addressOf(finding.file, finding.line);
  const pageFile = checks.get(check)?.pageFile;
  const page = pageFile === undefined ? undefined : links.addressOf(pageFile);
  return {
    invariants: finding.invariants,
    message: shortened(message, maxText),
    place: placeText(finding),
    ...(address === undefined ? {} : { address }),
    ...(expected === undefined ? {} : { expected: shortened(expected, maxText) }),
    ...(fix === undefined ? {} : { fix: shortened(fix, maxText) }),
    ...(evidence === undefined
      ? {}
      : { evidence: { title: evidenceTitle(check), text: shortened(evidence, maxEvidence) } }),
    ...(waivedBy === undefined
      ? {}
      : {
          waiver: `until ${waivedBy.expires} (${daysLeft(waivedBy.expires, today)}) by ${waivedBy.owner}: ${waivedBy.reason}`,
        }),
    ...(page === undefined ? {} : { page }),
  };
}

/** What the evidence of a check is. */
function evidenceTitle(check: string): string {
  switch (check) {
    case 'contract-compat':
      return 'Witness';
    case 'contract-copies':
      return 'Difference';
    default:
      return 'Evidence';
  }
}
