import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const judge = async (files: Files) =>
  findingLines(await judgeLeaf(temporaryWorkspace(files), 'workspace', 'time-budgets'));

const nxJson = () => ({ plugins: ['nx-invariants'] });

describe('workflows', () => {
  const upload = 'actions/upload-artifact@v4';
  const kept = { if: 'always()', uses: upload, with: { path: 'a', 'retention-days': 7 } };
  const tests = { run: 'npx nx affected -t invariants test' };
  const job = (...steps: object[]) => ({ 'timeout-minutes': 30, steps });
  const ci = (jobs: object, more: Files = {}): Files => ({
    'nx.json': nxJson(),
    '.github/workflows/ci.yml': JSON.stringify({ on: 'push', jobs }, undefined, 1),
    ...more,
  });
  const nothingKept = (place: string) =>
    `error .github/workflows/ci.yml:${place} a step of the job a runs tests, and nothing after it keeps their logs when they fail`;

  it.each<[string, Files, readonly string[]]>([
    ['limits and logs', ci({ a: job(tests, kept) }), []],
    [
      'a job that runs no tests, beside one that does',
      ci({ a: job(tests, kept), b: { steps: [{ run: 'npx nx run-many -t build' }] } }),
      [],
    ],
    ['a limit of the step', ci({ a: { steps: [{ ...tests, 'timeout-minutes': 5 }, kept] } }), []],
    [
      'no limit',
      ci({ a: { steps: [tests, kept] } }),
      [
        'error .github/workflows/ci.yml:7:13 a step of the job a runs tests and has no time limit: it may hang for the six hours that GitHub allows',
      ],
    ],
    [
      'limits that are none',
      ci({
        a: { ...job(tests, kept), 'timeout-minutes': 0 },
        b: { ...job(tests, kept), 'timeout-minutes': `\${{ vars.LIMIT }}` },
        c: { ...job(tests, kept), 'timeout-minutes': 'Infinity' },
        d: { ...job(tests, kept), 'timeout-minutes': -1 },
      }),
      [
        'error .github/workflows/ci.yml:5:23 timeout-minutes is 0, which is no limit',
        `undecided .github/workflows/ci.yml:21:23 the time limit cannot be told: timeout-minutes is \${{ vars.LIMIT }}`,
        'error .github/workflows/ci.yml:37:23 timeout-minutes is Infinity, which is no limit',
        'error .github/workflows/ci.yml:53:23 timeout-minutes is -1, which is no limit',
      ],
    ],
    ['no logs', ci({ a: job(tests) }), [nothingKept('8:13')]],
    ['logs that are kept before the tests', ci({ a: job(kept, tests) }), [nothingKept('16:13')]],
    [
      'logs of green runs alone',
      ci({ a: job(tests, { ...kept, if: undefined }) }),
      [
        'error .github/workflows/ci.yml:11:14 a step of the job a keeps the logs only where every step before it passed',
      ],
    ],
    [
      'logs under another condition',
      ci({ a: job(tests, { ...kept, if: "failure() && matrix.os == 'x'" }) }),
      [
        "undecided .github/workflows/ci.yml:12:14 whether the logs of a failed test are kept cannot be told: the step runs if failure() && matrix.os == 'x'",
      ],
    ],
    [
      'logs that are kept for nobody says how long',
      ci({ a: job(tests, { ...kept, if: `\${{ failure() }}`, with: { path: 'a' } }) }),
      [
        'warning .github/workflows/ci.yml:12:14 a step of the job a keeps the logs for as long as the settings of the repository say',
      ],
    ],
    [
      'logs for as long as 0 stands for',
      ci({ a: job(tests, { ...kept, with: { path: 'a', 'retention-days': 0 } }) }),
      [
        'warning .github/workflows/ci.yml:12:14 a step of the job a keeps the logs for as long as the settings of the repository say',
      ],
    ],
    ['logs after all but a run that was stopped', ci({ a: job(tests, { ...kept, if: '!cancelled()' }) }), []],
    ['a condition in capitals', ci({ a: job(tests, { ...kept, if: 'Always()' }) }), []],
    [
      'an action that keeps what a failure leaves',
      ci(
        { a: job(tests, { if: 'always()', uses: './keep' }) },
        { 'keep/action.yml': { runs: { steps: [{ if: 'always()', uses: upload, with: { path: 'a' } }] } } },
      ),
      [],
    ],
    [
      "through the repository's own actions",
      ci(
        { a: { steps: [{ uses: './tests' }, { if: 'always()', uses: './keep' }] } },
        {
          'tests/action.yml': { runs: { steps: [{ run: 'pytest', shell: 'bash' }] } },
          'keep/action.yml': { runs: { steps: [{ uses: upload, with: { path: 'a' } }] } },
        },
      ),
      [
        'error .github/workflows/ci.yml:7:14 a step of the job a runs tests and has no time limit: it may hang for the six hours that GitHub allows',
      ],
    ],
    [
      'tests of a script, and what may be some',
      ci(
        { a: job({ run: 'npm test' }), b: job({ run: 'make test' }) },
        { 'package.json': { scripts: { test: 'vitest run' } } },
      ),
      [
        nothingKept('8:13'),
        'error .github/workflows/ci.yml:16:13 a step of the job b runs tests, and nothing after it keeps their logs when they fail',
        'error package.json:3:5 the script test: vitest runs without --testTimeout',
      ],
    ],
    [
      'a workflow that does not parse',
      { 'nx.json': nxJson(), '.github/workflows/ci.yml': 'jobs: [' },
      [
        expect.stringMatching(
          /^error \.github\/workflows\/ci\.yml:1:\d+ the workflow is not YAML: /,
        ) as never,
      ],
    ],
  ])('%s', async (_what, files, lines) => {
    expect(await judge(files)).toEqual(lines);
  });

  it('are judged where a job runs tests; where none does, nothing was', async () => {
    const other = '.github/workflows/label.yml';
    const report = (files: Files) => judgeLeaf(temporaryWorkspace(files), 'workspace', 'time-budgets');
    const build = { a: { steps: [{ run: 'npx nx run-many -t build' }] } };
    expect(await report(ci({ a: job(tests, kept) }, { [other]: { jobs: build } }))).toMatchObject({
      verdict: 'holds',
      subjects: ['.github/workflows/ci.yml'],
    });
    expect(await report(ci(build))).toMatchObject({ verdict: 'violated', subjects: [] });
  });
});
