import type { TargetConfiguration } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf } from '../../../testing/judge-leaf';
import { temporaryWorkspace } from '../../../testing/temporary-workspace';

const workspace = () =>
  temporaryWorkspace({
    '.gitignore': 'coverage/\n',
    'nx.json': { namedInputs: { production: ['default', '!{projectRoot}/**/*_test.go'] } },
    'coverage-config.json': { thresholds: { a: { min: 50 } } },
    'apps/a/go.mod': 'module x/a\n',
    'apps/a/main.go': 'package main\n\n',
    'apps/a/main_test.go': 'package main\n',
    'apps/a/validator/v.go': 'package validator\n\n',
    'apps/a/coverage/coverage.out': 'mode: set\nx/a/main.go:1.1,2.2 3 1\nx/a/validator/v.go:1.1,2.2 1 1\n',
  });

async function judgeWith(target: Partial<TargetConfiguration>) {
  const coverage = { executor: 'x', outputs: ['{projectRoot}/coverage'], cache: true, ...target };
  return judgeLeaf(workspace(), 'a', 'coverage', { targets: { coverage } });
}

describe('files that the coverage target is cached without', () => {
  it.each<[string, Partial<TargetConfiguration>]>([
    ['all inputs that Nx presumes', {}],
    ['no input, and never cached', { cache: false, inputs: [] }],
    ['no input, where nothing says that it is cached', { cache: undefined, inputs: [] }],
    ['every source and test', { inputs: ['{projectRoot}/**/*.go'] }],
    ['a name for them', { inputs: ['default'] }],
  ])('are none with %s', async (_, target) => {
    expect((await judgeWith(target)).findings).toEqual([]);
  });

  it.each<[string, TargetConfiguration['inputs'], string]>([
    ['no input', [], 'apps/a/main.go, apps/a/validator/v.go, apps/a/main_test.go'],
    [
      'the manifest alone',
      ['{projectRoot}/go.mod'],
      'apps/a/main.go, apps/a/validator/v.go, apps/a/main_test.go',
    ],
    ['a folder left out', ['{projectRoot}/*.go'], 'apps/a/validator/v.go'],
    ['a file taken out', ['default', '!{projectRoot}/main.go'], 'apps/a/main.go'],
    ['a name without tests', ['production', '^production'], 'apps/a/main_test.go'],
  ])('are an error with %s', async (_, inputs, evidence) => {
    const report = await judgeWith({ inputs });
    expect(report.verdict).toBe('violated');
    expect(findingLines(report)).toEqual([
      'error apps/a/coverage/coverage.out the target coverage of a is cached, and files that it measures are not among its inputs: when they change, the old report is restored',
    ]);
    expect(report.findings[0]).toMatchObject({
      evidence,
      expected: 'the sources and tests of a among the inputs of coverage',
      fix: 'add "{projectRoot}/**/*" to the inputs of coverage, or set its "cache" to false',
    });
  });
});
