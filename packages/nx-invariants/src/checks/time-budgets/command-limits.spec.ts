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

describe('commands', () => {
  const command = (text: string): Files =>
    service('README.md', '', { 'apps/a/project.json': { name: 'a', targets: { test: { command: text } } } });
  const at = 'apps/a/project.json:5:7';
  const nothingJudged = ['error apps/a the check time-budgets found nothing to judge in a'];

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
    [
      'go test -timeout=-1s ./...',
      [`error ${at} the target test: -timeout of go test is -1s, which is no limit`],
    ],
    [
      'go test -timeout=5m -timeout 0 ./...',
      [`error ${at} the target test: -timeout of go test is 0, which is no limit`],
    ],
    ['go test -timeout=0 -timeout=5m ./...', []],
    ['node --test --test-timeout=1000', []],
    ['node --test', [`error ${at} the target test: node --test runs without --test-timeout`]],
    ['npx vitest run', [`error ${at} the target test: vitest runs without --testTimeout`]],
    ['npx vitest run --testTimeout 500', []],
    ['npx playwright test', [`error ${at} the target test: playwright test runs without --timeout`]],
    [
      'npx vitest run --config vitest.e2e.config.ts',
      [
        `undecided ${at} the target test: whether vitest has a limit cannot be told: its configuration vitest.e2e.config.ts is not read`,
      ],
    ],
    [
      'npx playwright test -c "$CONFIG"',
      [
        `undecided ${at} the target test: whether playwright test has a limit cannot be told: its configuration is not read`,
      ],
    ],
    ['npx vitest run --config vitest.e2e.config.ts --testTimeout 500', []],
    ['pnpm vitest run', [`error ${at} the target test: vitest runs without --testTimeout`]],
    ['yarn vitest --testTimeout=500', []],
    ['npm exec -- vitest run', [`error ${at} the target test: vitest runs without --testTimeout`]],
    ["bash -c 'go test ./...'", [`error ${at} the target test: go test runs without -timeout`]],
    ['for d in a b; do go test ./$d; done', [`error ${at} the target test: go test runs without -timeout`]],
    ['go test -timeout=5m ./... && echo "pytest"', []],
    ['echo "pytest"', nothingJudged],
    ['docker compose run app pytest', nothingJudged],
    [
      'cd a && (go test ./...',
      [expect.stringMatching(/^undecided .* whether its tests have a limit cannot be told: /) as never],
    ],
  ])('%s', async (text, lines) => {
    expect(await judge(command(text))).toEqual(lines);
  });

  it('a configuration of a name that is judged wherever it lies', async () => {
    const files = {
      ...command('vitest run --config e2e/vitest.config.ts'),
      'apps/a/e2e/vitest.config.ts': 'export default { test: { testTimeout: 1, hookTimeout: 1 } };\n',
    };
    expect(await judge(files)).toEqual([]);
  });
});
