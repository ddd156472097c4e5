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
    [
      '{ test: { projects: [{ extends: "./base.ts", test: { testTimeout: 1 } }] } }',
      [
        'undecided apps/a/vitest.config.mts:1:48 test.hookTimeout of Vitest cannot be told: it is not written out as a number',
      ],
    ],
  ])('%s', async (config, lines) => {
    expect(await judge(vitest(config))).toEqual(lines);
  });

  it('reads the configuration of Vite where it is that of Vitest', async () => {
    const vite = "/// <reference types='vitest' />\nexport default { test: { testTimeout: 1 } };\n";
    expect(await judge(service('vite.config.ts', vite))).toEqual([
      'error apps/a/vite.config.ts:2:16 Vitest has no test.hookTimeout: how long a hook may take is left to its default',
    ]);
  });

  it('reads that of Playwright', async () => {
    const config = 'export default defineConfig({ timeout: 30_000 });\n';
    expect(await judge(service('playwright.config.ts', config))).toEqual([
      'error apps/a/playwright.config.ts:1:29 Playwright has no expect.timeout: how long an expectation may take is left to its default',
    ]);
  });

  it.each<[string, readonly string[]]>([
    ['[{ name: "b", use: { ...devices.b } }, { timeout: 5, expect: { timeout: 5 } }]', []],
    [
      '[{ timeout: 0 }]',
      ['error apps/a/playwright.config.ts:1:76 timeout of Playwright is 0, which is no limit'],
    ],
    [
      '[{ name: "b" }, { expect: { toPass: {} } }]',
      [
        'error apps/a/playwright.config.ts:1:80 Playwright has no expect.timeout: how long an expectation may take is left to its default',
      ],
    ],
    [
      '[...more]',
      [
        'undecided apps/a/playwright.config.ts:1:65 expect.timeout of Playwright cannot be told: it is not written out as a number',
        'undecided apps/a/playwright.config.ts:1:65 timeout of Playwright cannot be told: it is not written out as a number',
      ],
    ],
    [
      'found()',
      [
        'undecided apps/a/playwright.config.ts:1:64 the projects of Playwright cannot be told: they are not written out',
      ],
    ],
  ])('a project of Playwright has what it does not say from the whole: %s', async (projects, lines) => {
    const config = `export default { timeout: 9, expect: { timeout: 9 }, projects: ${projects} };\n`;
    expect(await judge(service('playwright.config.ts', config))).toEqual(lines);
  });
});
