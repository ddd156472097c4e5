import {
  type JudgedInvariant,
  type LeafWord,
  type UpholdingLeaf,
  wordFor,
  wordOf,
} from '../invariant-status';
import { leafWords } from '../leaf-sentence';
import type { LeafState } from '../leaf-state';
import type { WorkspaceStatus } from '../workspace-status';
import { markOfInvariant, markOfLeaf } from './judged-marks';
import { heaviest, type Mark, markWords } from './mark';
import { pageLeafNames } from './page-findings';

/** The invariants by the projects. The longer side runs down the page. */
export interface Matrix {
  readonly rows: readonly MatrixHead[];
  readonly columns: readonly MatrixHead[];
  /** By row, then by column; undefined where the invariant says nothing of the project. */
  readonly cells: readonly (readonly (MatrixCell | undefined)[])[];
}

export interface MatrixHead {
  /** An id, the name of a project, or of a check that upholds no invariant. */
  readonly name: string;
  /** What it says; '' for a project. */
  readonly text: string;
  readonly mark: Mark;
}

export interface MatrixCell {
  readonly mark: Mark;
  readonly says: string;
  readonly isFromCache: boolean;
  /** As the page numbers leaves. */
  readonly leaves: readonly number[];
}

/** A row of the catalogue, or a check that none of them names. */
interface Guarantee extends MatrixHead {
  readonly leaves: readonly JudgedLeaf[];
}

interface JudgedLeaf extends UpholdingLeaf {
  readonly word: LeafWord;
  readonly isWaived: boolean;
}

export function matrixOf(status: WorkspaceStatus): Matrix {
  const guarantees = [...status.invariants.map(ofInvariant), ...ofUnlistedChecks(status)];
  const names = pageLeafNames(status);
  const numbers = new Map(names.map(({ project, check }, index) => [`${project}\0${check}`, index]));
  const projects = [...new Set(names.map(({ project }) => project))].sort();
  const column = new Map(projects.map((project, index) => [project, index]));
  const cells = guarantees.map(({ leaves }) => {
    const row: (MatrixCell | undefined)[] = projects.map(() => undefined);
    for (const [project, own] of byProject(leaves)) {
      row[column.get(project) ?? -1] = cellOf(own, numbers);
    }
    return row;
  });
  const heads = projects.map((name, index): MatrixHead => {
    const own = cells.flatMap((row) => row[index]?.mark ?? []);
    return { name, text: '', mark: heaviest(own, 'unaffected') };
  });
  const matrix = { rows: guarantees, columns: heads, cells };
  return projects.length > guarantees.length ? transposed(matrix) : matrix;
}

function transposed({ rows, columns, cells }: Matrix): Matrix {
  return { rows: columns, columns: rows, cells: columns.map((_, index) => cells.map((row) => row[index])) };
}

function ofInvariant(judged: JudgedInvariant): Guarantee {
  const { invariant, leaves } = judged;
  return {
    name: invariant.id,
    text: invariant.statement,
    mark: markOfInvariant(judged),
    leaves: leaves.map((leaf) => ({
      ...leaf,
      word: wordFor(leaf.state, invariant.id),
      isWaived: acceptsFindings(leaf.state, invariant.id),
    })),
  };
}

/** Checks without a row in the catalogue would be seen nowhere. */
function ofUnlistedChecks({ invariants, leaves, checks }: WorkspaceStatus): Guarantee[] {
  const listed = new Set(
    invariants.flatMap(({ leaves: own }) => own.map(({ project, check }) => `${project}\0${check}`)),
  );
  const unlisted = leaves.filter(({ project, check }) => !listed.has(`${project}\0${check}`));
  return [...new Set(unlisted.map(({ check }) => check))].sort().map((check): Guarantee => {
    const own = unlisted
      .filter((leaf) => leaf.check === check)
      .map((state) => ({ ...state, state, word: wordOf(state), isWaived: acceptsFindings(state) }));
    return {
      name: `check-${check}`,
      text: checks.get(check)?.title ?? '',
      mark: heaviest(own.map(markOfJudged), 'unaffected'),
      leaves: own,
    };
  });
}

function acceptsFindings(state: LeafState | undefined, id?: string): boolean {
  return (
    state?.kind === 'current' &&
    state.report.findings.some(
      ({ waivedBy, invariants }) => waivedBy && (id === undefined || invariants.includes(id)),
    )
  );
}

function markOfJudged({ word, isWaived }: JudgedLeaf): Mark {
  return word === 'holds' && isWaived ? 'waived' : markOfLeaf(word);
}

function byProject(leaves: readonly JudgedLeaf[]): Map<string, JudgedLeaf[]> {
  const projects = new Map<string, JudgedLeaf[]>();
  for (const leaf of leaves) projects.set(leaf.project, [...(projects.get(leaf.project) ?? []), leaf]);
  return projects;
}

function cellOf(leaves: readonly JudgedLeaf[], numbers: ReadonlyMap<string, number>): MatrixCell {
  const mark = heaviest(leaves.map(markOfJudged), 'unaffected');
  const [telling] = leaves.filter((leaf) => markOfJudged(leaf) === mark);
  const isFromCache = leaves.every(({ state }) => state?.kind === 'current' && state.isFromCache);
  const word = mark === 'waived' || telling === undefined ? markWords[mark] : leafWords[telling.word];
  return {
    mark,
    says: `${word}${isFromCache ? ', from cache' : ''}`,
    isFromCache,
    leaves: leaves.map(({ project, check }) => numbers.get(`${project}\0${check}`) ?? -1),
  };
}
