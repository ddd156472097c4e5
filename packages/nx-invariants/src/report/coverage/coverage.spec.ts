import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floorRow, patchRow } from '../../../testing/coverage-rows';
import { temporaryFolder } from '../../../testing/temporary-workspace';
import { current, leafState, report, statusOf } from '../../../testing/workspace-status';
import type { Json } from '../../check/define-check';
import type { CoverageDetails, FloorRow } from '../../checks/coverage/details';
import { writeBadges } from '../../cli/write-badges';
import { documentFormats } from '../formats';
import type { LeafState } from '../leaf-state';
import { renderStatus } from '../render-status';
import { plain } from '../style';
import { badgeSvg, coverageBadge, endpointJson } from './coverage-badge';
import { coverageBar } from './coverage-bar';
import { coverageStatusOf } from './coverage-status';

const measured = (
  project: string,
  floors: readonly FloorRow[],
  files: CoverageDetails['files'] = [],
  patch: CoverageDetails['patch'] = null,
): LeafState =>
  leafState(
    project,
    current(
      report('holds', [], {
        details: { floors: [...floors], patch, files: [...files] } as unknown as Json,
      }),
    ),
    'coverage',
  );

const leaves: LeafState[] = [
  measured(
    'gateway',
    [
      floorRow({ baseline: { covered: 92, total: 100, percent: '92.00%', bar: 92 }, delta: '+2.00' }),
      floorRow({ part: 'src/lib/**', percent: '100.00%', covered: 52, total: 52, min: 100, warn: null }),
    ],
    [
      { path: 'a.ts', counters: { lines: { covered: 8, total: 10 } }, missed: '3,5' },
      {
        path: 'shared.ts',
        counters: { lines: { covered: 1, total: 2 }, branches: { covered: 1, total: 4 } },
        missed: '',
      },
    ],
  ),
  measured(
    'engine',
    [
      floorRow({
        metric: 'statements',
        verdict: 'fail',
        covered: 1,
        total: 300,
        percent: '0.33%',
        min: 79.5,
        warn: null,
      }),
      floorRow({
        part: 'gone',
        metric: null,
        verdict: 'no-match',
        covered: null,
        total: null,
        percent: null,
      }),
    ],
    [
      { path: 'b.go', counters: { statements: { covered: 1, total: 300 } }, missed: '1-3,9,20-60' },
      {
        path: 'shared.ts',
        counters: { lines: { covered: 1, total: 2 }, branches: { covered: 1, total: 4 } },
        missed: null,
      },
    ],
  ),
  measured('pty', [floorRow()], [], patchRow({ verdict: 'fail', covered: 1, total: 4, percent: '25.00%' })),
  measured('same', [floorRow()], [], patchRow()),
  leafState('tui', { kind: 'missing' }, 'coverage'),
  leafState('ui', { kind: 'unaffected', base: 'main' }, 'coverage'),
  leafState('web', current(report('holds', [], { details: { floors: 'many' } })), 'coverage'),
  leafState('web', current(report('holds')), 'tone'),
];

describe('the coverage of a workspace', () => {
  it('is a table per project in text, with totals that count each file once', () => {
    const lines = renderStatus({ ...statusOf(leaves), invariants: [] }, plain).split('\n');
    const start = lines.indexOf('Coverage');
    expect(lines.slice(start, -2)).toEqual([
      'Coverage',
      '',
      '  project          metric                            covered           floor  warn  baseline  delta',
      '✔ gateway          lines       ███████████████│┆█╎░  94.00% (188/200)  80%    85%   92.00%    +2.00',
      '✔   src/lib/**     lines       ███████████████████│  100.00% (52/52)   100%',
      '✖ engine           statements  █░░░░░░░░░░░░░░│░░░░  0.33% (1/300)     79.5%',
      '✖   gone                                             matches no file   80%    85%',
      '✔ pty              lines       ███████████████│┆█░░  94.00% (188/200)  80%    85%',
      '✖   changed lines  lines       █████░░░░░░│░░░░░░░░  25.00% (1/4)      60%',
      '✔ same             lines       ███████████████│┆█░░  94.00% (188/200)  80%    85%',
      '·   changed lines  lines                             no line changed   60%',
      '? tui                                                not run',
      '· ui                                                 unaffected',
      '? web                                                no figures',
      '',
      '  workspace: lines 75.00% (9/12), 2 of 7 projects',
      '  workspace: branches 25.00% (1/4), 2 of 7 projects',
      '  workspace: statements 0.33% (1/300), 1 of 7 projects',
      '  │ floor, ┆ warning mark, ╎ baseline',
      '',
    ]);
  });

  it('is a table of Markdown', () => {
    const text = documentFormats.markdown(statusOf(leaves.slice(0, 1), { catalogue: [] }));
    expect(text.split('\n').slice(3)).toEqual([
      '**No invariant is enforced**; 1 check, 0 from cache',
      '',
      '### Coverage',
      '',
      '|  | project | metric | bar | covered | floor | warn | baseline | delta |',
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
      '| ✅ | gateway | lines | ███████████████│┆█╎░ | 94\\.00\\% \\(188\\/200\\) | 80\\% | 85\\% | 92\\.00\\% | \\+2\\.00 |',
      '| ✅ | gateway\\/src\\/lib\\/\\*\\* | lines | ███████████████████│ | 100\\.00\\% \\(52\\/52\\) | 100\\% |  |  |  |',
      '',
      '- workspace: lines 75\\.00\\% \\(9\\/12\\)\\, 1 of 1 project',
      '- workspace: branches 25\\.00\\% \\(1\\/4\\)\\, 1 of 1 project',
      '',
      '│ floor\\, ┆ warning mark\\, ╎ baseline',
      '',
    ]);
  });

  it('annotates what no test runs where coverage is short, the longest first', () => {
    expect(documentFormats.github(statusOf(leaves.slice(0, 2))).split('\n')).toEqual([
      '::notice file=b.go,line=20,endLine=60,title=check-coverage engine::no test runs lines 20 to 60',
      '::notice file=b.go,line=1,endLine=3,title=check-coverage engine::no test runs lines 1 to 3',
      '::notice file=b.go,line=9,endLine=9,title=check-coverage engine::no test runs line 9',
      '',
    ]);
  });

  it.each([
    null,
    {
      floors: [],
      patch: null,
      files: [{ path: 'a', counters: { lines: { covered: -1, total: 2 } }, missed: null }],
    },
    { floors: [{ ...floorRow(), verdict: 'fine' }], patch: null, files: [] },
    { floors: [{ ...floorRow(), min: '80' }], patch: null, files: [] },
    { floors: [floorRow()], patch: patchRow({ covered: 0.5 }), files: [] },
    { floors: [floorRow()], files: [] },
  ])('knows no figures by %j', (details) => {
    const leaf = leafState('a', current(report('holds', [], { details: details as never })), 'coverage');
    expect(coverageStatusOf([leaf])).toEqual({ projects: [{ leaf, measured: undefined }], totals: [] });
    expect(renderStatus(statusOf([leaf]), plain)).not.toContain('Coverage');
    expect(documentFormats.markdown(statusOf([leaf]))).not.toContain('Coverage');
  });
});

describe('coverageBar', () => {
  it.each<[Partial<FloorRow>, string]>([
    [{ covered: 0, total: 10, min: 1, warn: null }, '│░░░░░░░░░░░░░░░░░░░'],
    [{ covered: 1, total: 1000, min: 50, warn: 75 }, '█░░░░░░░░│░░░░┆░░░░░'],
    [{ covered: 999, total: 1000, min: 50, warn: 50 }, '█████████│█████████░'],
    [{ covered: 10, total: 10, min: 100, warn: null }, '███████████████████│'],
    [{ covered: null, total: null }, ' '.repeat(20)],
  ])('%j', (row, bar) => {
    expect(coverageBar(floorRow(row))).toBe(bar);
  });

  it('has twenty cells, whatever the figures', () => {
    const percent = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.nat(), fc.nat(), percent, percent, percent, (covered, more, min, warn, at) => {
        const baseline = { covered: 1, total: 1, percent: '', bar: at };
        const bar = coverageBar(floorRow({ covered, total: covered + more, min, warn, baseline }));
        expect([...bar]).toHaveLength(20);
      }),
    );
  });
});

describe('badges', () => {
  it.each<[FloorRow | undefined, string, string]>([
    [floorRow(), '94.00%', 'green'],
    [floorRow({ verdict: 'warn' }), '94.00%', 'yellow'],
    [floorRow({ verdict: 'fail' }), '94.00%', 'red'],
    [floorRow({ verdict: 'no-data', percent: null }), 'no data', 'red'],
    [floorRow({ part: 'x' }), 'unknown', 'lightgrey'],
    [undefined, 'unknown', 'lightgrey'],
  ])('say what the verdict of the project is', (row, message, color) => {
    const [project] = coverageStatusOf([
      row === undefined ? leafState('a', { kind: 'missing' }, 'coverage') : measured('a', [row]),
    ]).projects;
    const badge = coverageBadge(project as NonNullable<typeof project>);
    expect(JSON.parse(endpointJson(badge))).toEqual({ schemaVersion: 1, label: 'coverage', message, color });
    expect(badgeSvg(badge)).toContain(`aria-label="coverage: ${message.replace('<', '&#60;')}"`);
  });

  it('are files of the projects, below the folder that is named', () => {
    const folder = temporaryFolder();
    const badge = { label: 'coverage', message: '94.00%', color: 'green' } as const;
    const odd = ['gateway', '@scope/lib', '../out'].map((project) => [project, badge] as const);
    expect(writeBadges(folder, odd)).toBeUndefined();
    for (const name of ['gateway', '@scope/lib', '%2e%%2e%%2f%out']) {
      expect(readFileSync(join(folder, `${name}.json`), 'utf8')).toContain('"message":"94.00%"');
      expect(readFileSync(join(folder, `${name}.svg`), 'utf8')).toMatch(
        /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /,
      );
    }
    expect(writeBadges(join(folder, 'gateway.svg'), odd)).toMatchObject({
      kind: 'failure',
      message: expect.stringMatching(/^The badges cannot be written: /),
    });
  });
});
