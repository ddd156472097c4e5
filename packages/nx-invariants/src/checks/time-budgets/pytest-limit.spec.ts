import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const judge = async (files: Files) =>
  findingLines(await judgeLeaf(temporaryWorkspace(files), 'a', 'time-budgets'));

const service = (manifest: string, text: Files[string], more: Files = {}): Files => ({
  'nx.json': { plugins: [{ plugin: 'nx-invariants', options: { services: ['apps/*'] } }] },
  'apps/a/project.json': { name: 'a' },
  [`apps/a/${manifest}`]: text,
  ...more,
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
      'a limit that never comes',
      python('', { 'apps/a/pytest.ini': '[pytest]\ntimeout = Infinity\n' }),
      ['error apps/a/pytest.ini:2:1 the timeout of pytest is Infinity, which is no limit'],
    ],
    [
      'a flag that takes the limit back',
      python(`${table}timeout = 60\naddopts = "--timeout=0"\n`),
      ['error apps/a/pyproject.toml:5:1 the timeout of pytest is 0, which is no limit'],
    ],
    [
      'a flag that is given twice',
      python(`${table}addopts = "--timeout=60 --timeout 0"\n`),
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
    expect(await judge(files)).toEqual(lines);
  });

  it('a command with a limit needs none in the configuration', async () => {
    const files = (command: string) =>
      service('pytest.ini', '[pytest]\n', {
        'apps/a/project.json': { name: 'a', targets: { test: { command } } },
      });
    expect(await judge(files('pytest --timeout=60'))).toEqual([]);
    expect(await judge(files('python -m pytest'))).toEqual([never('apps/a/pytest.ini')]);
    expect(await judge(files('PYTEST_TIMEOUT=0 pytest --timeout=60'))).toEqual([]);
  });

  it.each([
    'PYTEST_TIMEOUT=0 pytest',
    'env PYTEST_ADDOPTS="--timeout=0" pytest',
    'export PYTEST_TIMEOUT=0; pytest',
  ])('what the environment says is no limit that can be told: %s', async (command) => {
    const files = service('pytest.ini', '[pytest]\ntimeout = 60\n', {
      'apps/a/project.json': { name: 'a', targets: { test: { command } } },
      'apps/a/requirements.txt': locked,
    });
    expect(await judge(files)).toEqual([
      `undecided apps/a/project.json:5:7 the target test: the timeout of pytest cannot be told: the command sets ${command.match(/PYTEST_[A-Z]+/)?.[0]}`,
    ]);
  });

  it('another configuration than the one that is judged', async () => {
    const files = service('pytest.ini', '[pytest]\ntimeout = 60\n', {
      'apps/a/project.json': { name: 'a', targets: { test: { command: 'pytest -c ci.ini' } } },
      'apps/a/requirements.txt': locked,
    });
    expect(await judge(files)).toEqual([
      'undecided apps/a/project.json:5:7 the target test: whether pytest has a limit cannot be told: its configuration ci.ini is not read',
    ]);
  });
});
