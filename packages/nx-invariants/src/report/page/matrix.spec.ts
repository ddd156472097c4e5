import { expect, it } from 'vitest';
import { pageText } from '../../../testing/page-text';
import { current, everyKind, finding, leafState, report, statusOf } from '../../../testing/workspace-status';
import type { Invariant } from '../../config/catalogue';
import { type Matrix, matrixOf } from './matrix';
import { matrixSection } from './matrix-section';

const waived = finding({ waivedBy: { reason: 'legacy', owner: '@team', expires: '2026-12-31' } });

/** The matrix in words: heads, then cells as `row, column: what it says (leaves)`. */
const inWords = ({ rows, columns, cells }: Matrix) => ({
  rows: rows.map(({ name, mark }) => `${name} ${mark}`),
  columns: columns.map(({ name, mark }) => `${name} ${mark}`),
  cells: cells.flatMap((row, at) =>
    row.flatMap((cell, column) =>
      cell === undefined
        ? []
        : [`${rows[at]?.name}, ${columns[column]?.name}: ${cell.mark}, ${cell.says} (${cell.leaves})`],
    ),
  ),
});

it('has every state of a leaf in its cell', () => {
  const upheldBy = everyKind.map(({ project, check }) => ({ project, check }));
  const one = { id: 'T1', statement: 'all are calm', upheldBy };
  expect(inWords(matrixOf(statusOf(everyKind, { catalogue: [one] }))).cells).toEqual([
    'a, T1: holds, holds, from cache (0)',
    'b, T1: violated, violated (1)',
    'c, T1: undecided, undecided (2)',
    'd, T1: undecided, could not be judged (3)',
    'e, T1: opted-out, opted out (4)',
    'f, T1: warns, holds, with warnings (5)',
    'g, T1: unjudged, stale (6)',
    'h, T1: unjudged, not run (7)',
    'i, T1: unjudged, failed without a report (8)',
    'j, T1: unjudged, report malformed (9)',
    'k, T1: unaffected, unaffected (10)',
  ]);
});

const catalogue: Invariant[] = [
  {
    id: 'T1',
    statement: 'all is calm',
    upheldBy: [
      { project: 'a', check: 'tone' },
      { project: 'b', check: 'tone' },
    ],
  },
  {
    id: 'T2',
    statement: 'b is loud',
    upheldBy: [
      { project: 'b', check: 'tone' },
      { project: 'z', check: 'tone' },
    ],
  },
  {
    id: 'T3',
    statement: 'c is told',
    documentedOnly: { owner: '@team', reviewBy: '2027-01-01', reason: 'nobody can' },
  },
  { id: 'T4', statement: 'd is to come', planned: { reason: 'later' } },
];

const leaves = [
  leafState('a', current(report('holds', [waived]))),
  leafState('b', current(report('violated', [finding({ invariants: ['T2'] })]))),
  leafState('b', { kind: 'missing' }, 'noise'),
];

it('speaks of an invariant in its cells, of the heaviest leaf at the project, and of checks that uphold none', () => {
  expect(inWords(matrixOf(statusOf(leaves, { catalogue })))).toEqual({
    rows: ['T1 holds', 'T2 violated', 'T3 documented-only', 'T4 planned', 'check-noise unjudged'],
    columns: ['a waived', 'b violated', 'z unjudged'],
    cells: [
      'T1, a: waived, waived (0)',
      'T1, b: holds, holds (1)',
      'T2, b: violated, violated (1)',
      'T2, z: unjudged, is not in the project graph (3)',
      'check-noise, b: unjudged, not run (2)',
    ],
  });
});

it('lets the longer side run down the page', () => {
  const many = ['a', 'b', 'c', 'd'].map((project) => leafState(project, current(report('holds'))));
  const one = [
    {
      id: 'T1',
      statement: 'all are calm',
      upheldBy: many.map(({ project }) => ({ project, check: 'tone' })),
    },
  ];
  expect(inWords(matrixOf(statusOf(many, { catalogue: one })))).toMatchObject({
    rows: ['a holds', 'b holds', 'c holds', 'd holds'],
    columns: ['T1 holds'],
  });
});

it('is a grid in which each row says how it stands and each cell has words', () => {
  const section = matrixSection(matrixOf(statusOf(leaves, { catalogue })));
  expect(pageText(section)).toEqual([
    'Invariants by project',
    'a | b | z',
    'T1 all is calm: holds',
    'T2 b is loud: violated',
    'T3 c is told: documented only',
    'T4 d is to come: planned',
    'check-noise: no evidence',
    'No row of the matrix matches.',
  ]);
  expect(
    [...section.text.matchAll(/<tr role="row" data-marks="([^"]*)"/g)].map(([, found]) => found),
  ).toEqual(['holds waived', 'violated unjudged', 'documented-only', 'planned', 'unjudged']);
  expect([...section.text.matchAll(/tabindex="0"/g)]).toHaveLength(1);
});

it('is cut where a browser would not stay smooth, and says so', () => {
  const head = { name: 'a', text: '', mark: 'holds' } as const;
  const huge = {
    rows: Array.from({ length: 40_000 }, () => head),
    columns: [head, head],
    cells: Array.from({ length: 40_000 }, () => [undefined, undefined]),
  };
  expect(pageText(matrixSection(huge)).at(-1)).toBe(
    '… and 10000 rows more: nx-invariants report --format json',
  );
});
