import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const judge = (files: Files) => judgeLeaf(temporaryWorkspace(files), 'workspace', 'governance');

const nxJson = (options: object = {}) => ({
  plugins: [{ plugin: 'nx-invariants', options: { checks: { governance: options } } }],
});
const everything = '* @shop/maintainers\n';
const owned = (rules: string, more: Files = {}): Files => ({
  'nx.json': nxJson(),
  '.github/CODEOWNERS': rules,
  ...more,
});

const workflow = (event: object, step: object) =>
  JSON.stringify({ on: event, jobs: { a: { steps: [step] } } });
const record = { if: 'always()', run: 'npx nx-invariants victory --record run.jsonl' };
const gate = (workflows: Files): Files =>
  owned(everything, { 'nx.json': nxJson({ victoryGate: true }), ...workflows });
const noPullRequests =
  'error .github/workflows no workflow that a pull request starts records its run, so none counts for the victory gate';
const noNights =
  'error .github/workflows no workflow that a schedule starts records its run, so none counts for the victory gate';

describe('governance', () => {
  it('holds where everything that the invariants rest on has an owner', async () => {
    const report = await judge(
      owned(
        [
          '/nx.json @shop/maintainers',
          '/invariants*.json @shop/maintainers ops@shop.example',
          '/coverage-*',
          '/coverage-config.json @shop/quality',
          '/contracts/ @shop/contracts',
          '/.github/ @shop/maintainers',
          '',
        ].join('\n'),
        {
          'coverage-config.json': {},
          'contracts/schemas/job.json': '{}',
          'contracts/schemas/v1/job.json': '{}',
          '.github/workflows/ci.yml': 'on: push\n',
        },
      ),
    );
    const maintainers = ['@shop/maintainers'];
    expect(report).toMatchObject({
      verdict: 'holds',
      subjects: [
        '.github/CODEOWNERS',
        '.github/workflows',
        'contracts/schemas',
        'coverage-config.json',
        'invariants.json',
        'invariants.waivers.json',
        'nx.json',
      ],
      findings: [],
      details: {
        file: '.github/CODEOWNERS',
        owners: {
          '.github/CODEOWNERS': maintainers,
          '.github/workflows': maintainers,
          'contracts/schemas': ['@shop/contracts'],
          'coverage-config.json': ['@shop/quality'],
          'invariants.json': ['@shop/maintainers', 'ops@shop.example'],
          'invariants.waivers.json': ['@shop/maintainers', 'ops@shop.example'],
          'nx.json': maintainers,
        },
      },
    });
  });

  it.each<[string, Files, readonly string[]]>([
    [
      'nobody owns the waivers, which are yet to be written',
      owned(`${everything}/invariants.waivers.json`),
      [
        'error .github/CODEOWNERS:2 invariants.waivers.json has no code owner: the last rule that matches it names nobody',
      ],
    ],
    [
      'no rule matches the catalogue',
      owned('/nx.json @a\n/invariants.waivers.json @a\n/.github/ @a\n'),
      ['error .github/CODEOWNERS invariants.json has no code owner: no rule matches it'],
    ],
    [
      'a contract is left out',
      owned(`${everything}/contracts/schemas/v1/`, {
        'contracts/schemas/v1/job.json': '{}',
        'contracts/schemas/a.json': '{}',
      }),
      [
        'error .github/CODEOWNERS:2 contracts/schemas/v1/job.json has no code owner: the last rule that matches it names nobody',
      ],
    ],
    [
      'a check of the workspace is left out',
      owned(`${everything}/tools/`, {
        'nx.json': { plugins: [{ plugin: 'nx-invariants', options: { customChecks: ['tools/check.mjs'] } }] },
        'tools/check.mjs': 'export default {};\n',
      }),
      [
        'error .github/CODEOWNERS:2 tools/check.mjs has no code owner: the last rule that matches it names nobody',
      ],
    ],
    [
      'a path of the options is left out',
      owned('* @a\n/infra/\n', { 'nx.json': nxJson({ paths: ['infra'] }), 'infra/a/b.yml': '' }),
      [
        'error .github/CODEOWNERS:2 infra/a/b.yml has no code owner: the last rule that matches it names nobody',
      ],
    ],
    [
      'a path of the options is not there',
      owned(everything, { 'nx.json': nxJson({ paths: ['./ifra/'] }) }),
      ['error nx.json the option "paths" of governance names ifra, but there is no such file or folder'],
    ],
    [
      'a line is none that GitHub reads',
      owned('* @a\n/nx.json maintainers\n'),
      [
        'warning .github/CODEOWNERS:2 GitHub skips this line: maintainers is no @user, @org/team or mail address',
      ],
    ],
    [
      'there are two files',
      owned(everything, { 'docs/CODEOWNERS': everything }),
      ['warning docs/CODEOWNERS docs/CODEOWNERS is not read, since there is .github/CODEOWNERS'],
    ],
    [
      'the file is too large for GitHub',
      owned(`${everything}${'#'.repeat(3 * 1024 * 1024)}`),
      [
        'error .github/CODEOWNERS .github/CODEOWNERS cannot be read: it is larger than 3 MiB, and GitHub does not load it',
      ],
    ],
    [
      'nobody owns anything',
      owned(''),
      ['.github/CODEOWNERS', 'invariants.json', 'invariants.waivers.json', 'nx.json'].map(
        (file) => `error .github/CODEOWNERS ${file} has no code owner: no rule matches it`,
      ),
    ],
  ])('%s', async (_what, files, lines) => {
    expect(findingLines(await judge(files))).toEqual(lines);
  });

  it.each<[string, Files, readonly string[]]>([
    ['no workflow records', gate({}), [noPullRequests, noNights]],
    [
      'both are recorded',
      gate({
        '.github/workflows/ci.yml': workflow(['push', 'pull_request'] as never, record),
        '.github/workflows/nightly.yml': workflow({ schedule: [{ cron: '7 3 * * *' }] }, record),
      }),
      [],
    ],
    [
      'a step runs after green steps alone',
      gate({
        '.github/workflows/ci.yml': workflow({ pull_request: null, schedule: [] }, { run: record.run }),
      }),
      [
        noPullRequests,
        noNights,
        'error .github/workflows/ci.yml:1:72 the step records a run only where all steps before it passed, so no red run is recorded',
      ],
    ],
    [
      'what records is only named',
      gate({
        '.github/workflows/ci.yml': workflow(
          { pull_request: null, schedule: [] },
          {
            if: 'always()',
            run: '# nx-invariants victory --record a\necho "nx-invariants victory --record a"\nnx-invariants victory a',
          },
        ),
      }),
      [noPullRequests, noNights],
    ],
    [
      'the program is started by others, and by its path',
      gate({
        '.github/workflows/a.yml': workflow(
          { pull_request: null },
          {
            if: `\${{ !cancelled() }}`,
            run: 'mkdir -p out && yarn nx-invariants victory --record out/run.jsonl',
          },
        ),
        '.github/workflows/b.yml': workflow(
          { schedule: [] },
          {
            if: `\${{ always() }}`,
            run: './node_modules/.bin/nx-invariants victory run.jsonl --record',
          },
        ),
      }),
      [],
    ],
    [
      'a step has another condition beside always()',
      gate({
        '.github/workflows/ci.yml': workflow(
          { pull_request: null, schedule: [] },
          { ...record, if: 'always() && false' },
        ),
      }),
      [
        noPullRequests,
        noNights,
        'undecided .github/workflows/ci.yml:1:71 whether the step records each run cannot be told: it runs if always() && false',
      ],
    ],
    [
      'the job is not in every run',
      gate({
        '.github/workflows/a.yml': JSON.stringify({
          on: 'pull_request',
          jobs: { a: { needs: 'test', steps: [record] }, b: { needs: 'test', if: 'always()', steps: [] } },
        }),
        '.github/workflows/b.yml': JSON.stringify({
          on: 'schedule',
          jobs: { a: { if: "github.event_name == 'push'", steps: [record] } },
        }),
      }),
      [
        noPullRequests,
        noNights,
        'error .github/workflows/a.yml:1:34 the job records a run only where all jobs that it needs passed, so no red run is recorded',
        "undecided .github/workflows/b.yml:1:36 whether the job records each run cannot be told: it runs if github.event_name == 'push'",
      ],
    ],
    [
      'the job that records waits for others, whatever becomes of them',
      gate({
        '.github/workflows/ci.yml': JSON.stringify({
          on: ['pull_request', 'schedule'],
          jobs: { a: { needs: 'test', if: 'always()', steps: [record] } },
        }),
      }),
      [],
    ],
    [
      'a workflow is no YAML',
      gate({
        '.github/workflows/a.yml': 'on: [',
        '.github/workflows/b.yml': workflow({ pull_request: null, schedule: [] }, record),
      }),
      [expect.stringMatching(/^error \.github\/workflows\/a\.yml:1:\d+ the workflow is not YAML: /) as never],
    ],
    ['nobody asks for it', owned(everything), []],
  ])('of the victory gate: %s', async (_what, files, lines) => {
    expect(findingLines(await judge(files))).toEqual(lines);
  });

  it('sits on the workspace project, where somebody has written CODEOWNERS', async () => {
    const root = temporaryWorkspace(owned(everything, { 'apps/a/VERSION': '1.0.0' }));
    expect(await leafOf(root, 'a', 'governance')).toBeUndefined();
    expect((await leafOf(root, 'workspace', 'governance'))?.placement.parameters).toEqual({
      guarded: ['.github/CODEOWNERS', 'invariants.json', 'invariants.waivers.json', 'nx.json'],
      missing: [],
      workflows: ['.github/workflows'],
    });
    const without = temporaryWorkspace({ 'nx.json': nxJson() });
    expect(await leafOf(without, 'workspace', 'governance')).toBeUndefined();
  });
});
