import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const judge = async (files: Files, project = 'workspace') =>
  findingLines(await judgeLeaf(temporaryWorkspace(files), project, 'time-budgets'));

const nxJson = (options: object = {}) => ({ plugins: [{ plugin: 'nx-invariants', options }] });

describe('where it sits', () => {
  it.each<[string, Files, string | undefined]>([
    ['nothing of the kind', { 'nx.json': nxJson(), 'package.json': {} }, undefined],
    ['a workflow', { 'nx.json': nxJson(), '.github/workflows/ci.yml': 'jobs: {}\n' }, 'workspace'],
    ['a Compose file', { 'nx.json': nxJson(), 'compose.yml': 'services: {}\n' }, 'workspace'],
    ['a configuration', { 'nx.json': nxJson(), 'tools/vitest.config.mts': '' }, 'workspace'],
    ['one among test data', { 'nx.json': nxJson(), 'tools/fixtures/vitest.config.mts': '' }, undefined],
    ['a command', { 'nx.json': nxJson(), 'package.json': { scripts: { t: 'pytest' } } }, 'workspace'],
    [
      'a runner that is not judged',
      { 'nx.json': nxJson(), 'package.json': { scripts: { t: 'jest' } } },
      undefined,
    ],
    [
      'a dependency that nothing starts',
      { 'nx.json': nxJson(), 'package.json': { devDependencies: { vitest: '4.1.12' } } },
      undefined,
    ],
    ['Vite without Vitest', { 'nx.json': nxJson(), 'vite.config.ts': 'export default {};' }, undefined],
  ])('%s', async (_what, files, project) => {
    const root = temporaryWorkspace(files);
    expect(await leafOf(root, 'workspace', 'time-budgets')).toEqual(
      project === undefined ? undefined : expect.anything(),
    );
  });

  it('a Go service that the plugin tests has none: its command is the limit', async () => {
    const root = temporaryWorkspace({ ...service('go.mod', 'module example.com/a\n\ngo 1.22\n') });
    expect(await leafOf(root, 'a', 'time-budgets')).toBeUndefined();
  });
});

const service = (manifest: string, text: Files[string], more: Files = {}): Files => ({
  'nx.json': nxJson({ services: ['apps/*'] }),
  'apps/a/project.json': { name: 'a' },
  [`apps/a/${manifest}`]: text,
  ...more,
});

describe('Vitest and Playwright', () => {
  const vitest = (config: string): Files => service('vitest.config.mts', `export default ${config};\n`);

  it('says what was judged', async () => {
    const root = temporaryWorkspace(vitest('{ test: { testTimeout: 1, hookTimeout: 1 } }'));
    expect(await judgeLeaf(root, 'a', 'time-budgets')).toMatchObject({
      verdict: 'holds',
      subjects: ['apps/a/vitest.config.mts'],
      findings: [],
    });
  });

  it.each<[string, readonly string[]]>([
    ['defineConfig({ test: { testTimeout: 60 * 1000, hookTimeout: 60_000 } })', []],
    [
      '{ test: { testTimeout: 5_000 } }',
      [
        'error apps/a/vitest.config.mts:1:16 Vitest has no test.hookTimeout: how long a hook may take is left to its default',
      ],
    ],
    [
      '{ test: { testTimeout: 0, hookTimeout: Infinity } }',
      [
        'error apps/a/vitest.config.mts:1:39 test.testTimeout of Vitest is 0, which is no limit',
        'error apps/a/vitest.config.mts:1:55 test.hookTimeout of Vitest is Infinity, which is no limit',
      ],
    ],
    [
      '{ test: { testTimeout: slow(), hookTimeout: 1 } }',
      [
        'undecided apps/a/vitest.config.mts:1:39 test.testTimeout of Vitest cannot be told: it is not written out as a number',
      ],
    ],
    [
      'mergeConfig(base, { test: { hookTimeout: 1 } })',
      [
        'undecided apps/a/vitest.config.mts:1:28 test.testTimeout of Vitest cannot be told: it is not written out as a number',
      ],
    ],
    ['mergeConfig(base, { test: { testTimeout: 1, hookTimeout: 1 } })', []],
    [
      '{ test: { testTimeout: 1, hookTimeout: 1, projects: found() } }',
      [
        'undecided apps/a/vitest.config.mts:1:68 the projects of Vitest cannot be told: they are not written out',
      ],
    ],
    [
      'make()',
      [
        'undecided apps/a/vitest.config.mts:1:16 test.hookTimeout of Vitest cannot be told: it is not written out as a number',
        'undecided apps/a/vitest.config.mts:1:16 test.testTimeout of Vitest cannot be told: it is not written out as a number',
      ],
    ],
    [
      '{ test: ',
      [
        expect.stringMatching(
          /^undecided apps\/a\/vitest\.config\.mts:\d+:\d+ the limits of Vitest cannot be told: its syntax/,
        ) as never,
      ],
    ],
    [
      '{ test: { testTimeout: 1, projects: ["b", { extends: true, test: { hookTimeout: 1 } }, { test: { testTimeout: 1 } }] } }',
      [
        'error apps/a/vitest.config.mts:1:103 Vitest has no test.hookTimeout: how long a hook may take is left to its default',
      ],
    ],
  ])('%s', async (config, lines) => {
    expect(await judge(vitest(config), 'a')).toEqual(lines);
  });

  it('reads the configuration of Vite where it is that of Vitest', async () => {
    const vite = "/// <reference types='vitest' />\nexport default { test: { testTimeout: 1 } };\n";
    expect(await judge(service('vite.config.ts', vite), 'a')).toEqual([
      'error apps/a/vite.config.ts:2:16 Vitest has no test.hookTimeout: how long a hook may take is left to its default',
    ]);
  });

  it('reads that of Playwright', async () => {
    const config = 'export default defineConfig({ timeout: 30_000 });\n';
    expect(await judge(service('playwright.config.ts', config), 'a')).toEqual([
      'error apps/a/playwright.config.ts:1:29 Playwright has no expect.timeout: how long an expectation may take is left to its default',
    ]);
  });
});

describe('pytest', () => {
  const locked = 'pytest==9.2.0 --hash=sha256:a\npytest-timeout==2.4.0 --hash=sha256:b\n';
  const python = (pyproject: string, more: Files = {}): Files =>
    service('pyproject.toml', `[project]\nname = "a"\n${pyproject}`, {
      'apps/a/tests/test_a.py': '',
      'apps/a/requirements-dev.txt': locked,
      ...more,
    });
  const never = (place: string) => `error ${place} pytest has no timeout: a test that hangs never ends`;
  const table = '[tool.pytest.ini_options]\n';

  it.each<[string, Files, readonly string[]]>([
    ['a limit that is kept', python(`${table}timeout = 60\n`), []],
    ['a flag that is always given', python(`${table}addopts = "-q --timeout=60"\n`), []],
    ['a list of flags', python(`${table}addopts = ["--timeout", "60"]\n`), []],
    ['nothing configures pytest', python(''), [never('apps/a/pyproject.toml')]],
    ['no limit', python(`${table}testpaths = ["tests"]\n`), [never('apps/a/pyproject.toml')]],
    [
      'a limit of 0',
      python(`${table}timeout = 0\n`),
      ['error apps/a/pyproject.toml:4:1 the timeout of pytest is 0, which is no limit'],
    ],
    [
      'a plugin that nobody installs',
      python(`${table}timeout = 60\n`, { 'apps/a/requirements-dev.txt': 'pytest==9.2.0 --hash=sha256:a\n' }),
      [
        'error apps/a/pyproject.toml:4:1 pytest has a timeout, but none of apps/a/requirements-dev.txt has pytest-timeout, so nothing keeps it',
      ],
    ],
    [
      'pytest.ini before pyproject.toml',
      python(`${table}timeout = 60\n`, { 'apps/a/pytest.ini': '' }),
      [never('apps/a/pytest.ini')],
    ],
    ['pytest.ini', python('', { 'apps/a/pytest.ini': '[pytest]\n# s\ntimeout = 60\n' }), []],
    ['setup.cfg', python('', { 'apps/a/setup.cfg': '[tool:pytest]\ntimeout: 60\n' }), []],
    [
      'tox.ini of the root',
      python('', { 'tox.ini': '[tox]\ntimeout = 1\n[pytest]\naddopts =\n  -q\n  --timeout 5\n' }),
      [],
    ],
    [
      'a lock of uv',
      python(`${table}timeout = 60\n`, {
        'apps/a/requirements-dev.txt': '',
        'uv.lock': '[[package]]\nname = "pytest_timeout"\n',
      }),
      [],
    ],
    [
      'a Pipfile.lock',
      python(`${table}timeout = 60\n`, {
        'apps/a/requirements-dev.txt': '',
        'apps/a/Pipfile.lock': { develop: { 'pytest-timeout': {} } },
      }),
      [],
    ],
    [
      'a file that does not parse',
      python('', { 'apps/a/pytest.toml': '[pytest\n' }),
      [expect.stringMatching(/^error apps\/a\/pytest\.toml:\d+:\d+ it cannot be read: /) as never],
    ],
  ])('%s', async (_what, files, lines) => {
    expect(await judge(files, 'a')).toEqual(lines);
  });

  it('a command with a limit needs none in the configuration', async () => {
    const files = (command: string) =>
      service('pytest.ini', '[pytest]\n', {
        'apps/a/project.json': { name: 'a', targets: { test: { command } } },
      });
    expect(await judge(files('pytest --timeout=60'), 'a')).toEqual([]);
    expect(await judge(files('python -m pytest'), 'a')).toEqual([never('apps/a/pytest.ini')]);
  });
});

describe('commands', () => {
  const command = (text: string): Files =>
    service('README.md', '', { 'apps/a/project.json': { name: 'a', targets: { test: { command: text } } } });
  const at = 'apps/a/project.json:5:7';

  it.each<[string, readonly string[]]>([
    ['go test -timeout 5m ./...', []],
    ['go test ./...', [`error ${at} the target test: go test runs without -timeout`]],
    [
      'go test -timeout=0 ./...',
      [`error ${at} the target test: -timeout of go test is 0, which is no limit`],
    ],
    [
      'go test -timeout "$T" ./...',
      [`undecided ${at} the target test: the value of -timeout of go test cannot be told`],
    ],
    ['node --test --test-timeout=1000', []],
    ['node --test', [`error ${at} the target test: node --test runs without --test-timeout`]],
    ['npx vitest run', [`error ${at} the target test: vitest runs without --testTimeout`]],
    ['npx vitest run --testTimeout 500', []],
    ['npx playwright test', [`error ${at} the target test: playwright test runs without --timeout`]],
    ['echo "pytest"', []],
    [
      'cd a && (go test ./...',
      [expect.stringMatching(/^undecided .* whether its tests have a limit cannot be told: /) as never],
    ],
  ])('%s', async (text, lines) => {
    expect(await judge(command(text), 'a')).toEqual(lines);
  });
});

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
    ['a job that runs no tests', ci({ a: { steps: [{ run: 'npx nx run-many -t build' }] } }), []],
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
      }),
      [
        'error .github/workflows/ci.yml:5:23 timeout-minutes is 0, which is no limit',
        `undecided .github/workflows/ci.yml:21:23 the time limit cannot be told: timeout-minutes is \${{ vars.LIMIT }}`,
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
});
