import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import picomatch from 'picomatch';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { type Files, temporaryWorkspace } from '../../testing/temporary-workspace';
import type { TargetInput } from '../check/define-check';
import { builtInChecks } from '../checks';
import { defaultOptions } from '../config/plugin-options';
import { WorkspaceFacts } from '../workspace/workspace-facts';
import { CodeInputs } from './code-inputs';

const installedIn = (files: Files) =>
  new CodeInputs(new WorkspaceFacts(temporaryWorkspace(files), defaultOptions));
const linked = new CodeInputs(new WorkspaceFacts(join(__dirname, '..', '..', '..', '..'), defaultOptions));

const npm = (...names: string[]): Files => ({
  'package-lock.json': { packages: Object.fromEntries(names.map((name) => [`node_modules/${name}`, {}])) },
});

describe('installed', () => {
  it('stands for a built-in check by the plugin and its engines', () => {
    const code = installedIn(npm('nx-invariants', '@nx-invariants/coverage', 'ajv'));
    expect(code.ofBuiltInCheck('coverage', ['coverage', 'topology'], ['semver'])).toEqual([
      { externalDependencies: ['@nx-invariants/coverage', 'nx-invariants'] },
    ]);
    expect(code.ofNativeTarget()).toEqual([]);
  });

  it('stands for a user-written check by its module, what that imports and what it names', () => {
    const code = installedIn({
      ...npm('nx-invariants', 'semver'),
      'tools/checks/a.mjs': "import '../rules/b.mjs'; import semver from 'semver';",
      'tools/checks/other.mjs': '',
      'tools/rules/b.mjs': 'await import(process.env.RULES);',
    });
    expect(code.ofCustomCheck('tools/checks/a.mjs', [], ['semver', 'gone'])).toEqual([
      '{workspaceRoot}/tools/rules/**/*',
      '{workspaceRoot}/tools/checks/a.mjs',
      { externalDependencies: ['nx-invariants', 'semver'] },
    ]);
    const typed = installedIn({ ...npm('nx-invariants', 'jiti'), 'tools/one.ts': '' });
    expect(typed.ofCustomCheck('tools/one.ts', [], [])).toEqual([
      '{workspaceRoot}/tools/one.ts',
      { externalDependencies: ['jiti', 'nx-invariants'] },
    ]);
  });

  it('goes by a variable where no lockfile lists the plugin', () => {
    const code = installedIn({});
    expect(code.ofBuiltInCheck('coverage', ['coverage'], [])).toEqual([
      { env: 'NX_INVARIANTS_CODE_VERSION' },
      { externalDependencies: [] },
    ]);
    expect(code.ofNativeTarget()).toEqual([{ env: 'NX_INVARIANTS_CODE_VERSION' }]);
  });

  it.each<[string, Files, string[]]>([
    ['npm', npm('ajv', '@o/a'), ['@o/a', 'ajv']],
    ['pnpm 9', { 'pnpm-lock.yaml': "packages:\n\n  '@o/a@1.0.0':\n\n  ajv@8.0.0:\n" }, ['@o/a', 'ajv']],
    [
      'pnpm 8',
      { 'pnpm-lock.yaml': 'packages:\n\n  /@o/a@1.0.0:\n\n  /ajv@8.0.0(x@1.0.0):\n' },
      ['@o/a', 'ajv'],
    ],
    ['pnpm 7', { 'pnpm-lock.yaml': 'packages:\n\n  /@o/a/1.0.0:\n\n  /ajv/8.0.0:\n' }, ['@o/a', 'ajv']],
    [
      'yarn 1',
      { 'yarn.lock': '"@o/a@^1":\n  version "1.0.0"\n\najv@^8.0.0:\n  version "8.0.0"\n' },
      ['@o/a', 'ajv'],
    ],
    [
      'yarn 4',
      { 'yarn.lock': '"@o/a@npm:^1":\n  version: 1.0.0\n\n"ajv@npm:^8, ajv@npm:^8.1":\n' },
      ['@o/a', 'ajv'],
    ],
    [
      'bun',
      { 'bun.lock': '{ "packages": { "ajv": ["ajv@8.0.0"], "@o/a": ["@o/a@1.0.0"] } }' },
      ['@o/a', 'ajv'],
    ],
    [
      'pnpm, of names that only end so',
      { 'pnpm-lock.yaml': "packages:\n\n  '@p/ajv@8.0.0':\n\n  json-ajv@8.0.0:\n" },
      [],
    ],
    ['yarn, of names that only end so', { 'yarn.lock': 'json-ajv@^8.0.0:\n\n"@p/o/a@1":\n' }, []],
    ['none', {}, []],
  ])('knows what the lockfile of %s lists', (_what, files, expected) => {
    expect(installedIn(files).external(['ajv', '@o/a', 'ajv', 'gone'])).toEqual({
      externalDependencies: expected,
    });
  });
});

describe('linked', () => {
  const plugin = 'packages/nx-invariants';
  const cached = builtInChecks.filter(({ cache }) => cache !== false);
  const matched = (inputs: readonly TargetInput[], path: string) => {
    const globs = inputs
      .filter((input) => typeof input === 'string')
      .map((input) => input.replace('{workspaceRoot}/', ''));
    const matches = (glob: string) => picomatch(glob, { dot: true })(path);
    return (
      globs.some((glob) => !glob.startsWith('!') && matches(glob)) &&
      !globs.some((glob) => glob.startsWith('!') && matches(glob.slice(1)))
    );
  };

  it.each([
    [`${plugin}/src/checks/coverage/check.ts`, true],
    [`${plugin}/src/checks/coverage/run.ts`, true],
    [`${plugin}/src/checks/index.ts`, true],
    [`${plugin}/src/check/run-leaf.ts`, true],
    [`${plugin}/src/config/validate.ts`, true],
    [`${plugin}/src/executors/check/judge.ts`, true],
    [`${plugin}/schemas/report.json`, true],
    ['packages/coverage/src/index.ts', true],
    [`${plugin}/src/checks/docker-context/check.ts`, false],
    [`${plugin}/src/cli/main.ts`, false],
    [`${plugin}/src/generators/init/init.ts`, false],
    [`${plugin}/src/executors/native/native.impl.ts`, false],
    [`${plugin}/src/check/run-leaf.spec.ts`, false],
    ['packages/coverage/src/fixtures/x.json', false],
    ['packages/topology/src/index.ts', false],
  ])('a leaf of coverage rests on %s: %j', (path, expected) => {
    expect(matched(linked.ofBuiltInCheck('coverage', ['coverage'], []), path)).toBe(expected);
  });

  it.each(cached.map(({ id, engines }) => [id, engines ?? []] as const))(
    'a cached leaf of %s rests on all that its code imports of the plugin',
    (id, engines) => {
      const root = join(__dirname, '..', '..', '..', '..');
      const imported = importsOf(join(__dirname, '..', 'checks', id, 'run.ts'));
      const inputs = linked.ofBuiltInCheck(id, engines, []);
      expect(imported.map((file) => relative(root, file)).filter((path) => !matched(inputs, path))).toEqual(
        [],
      );
      expect(imported.length).toBeGreaterThan(1);
    },
  );

  it('a native target rests on what starts tools', () => {
    const inputs = linked.ofNativeTarget();
    const of = (path: string) => matched(inputs, `${plugin}/src/${path}`);
    expect([
      of('native/command.ts'),
      of('executors/native/native.impl.ts'),
      of('native/command.spec.ts'),
      of('check/run-leaf.ts'),
    ]).toEqual([true, true, false, false]);
  });

  it('a user-written check rests on its modules and the core', () => {
    const folder = 'tools/checks/engine-boundaries';
    const inputs = linked.ofCustomCheck(`${folder}/check.mjs`, ['topology'], []);
    expect(
      [
        `${folder}/check.mjs`,
        `${folder}/judge-source.mjs`,
        `${folder}/check.spec.mjs`,
        `${plugin}/src/check/run-leaf.ts`,
        'packages/topology/src/index.ts',
        `${plugin}/src/checks/coverage/check.ts`,
      ].map((path) => matched(inputs, path)),
    ).toEqual([true, true, false, true, true, false]);
  });

  it('knows libraries, and not itself, as external', () => {
    expect(linked.external(['ajv', 'nx-invariants', '@nx-invariants/coverage'])).toEqual({
      externalDependencies: ['ajv'],
    });
  });
});

/** A module of the plugin and those that it loads by relative paths, all the way down; imports of types load nothing. */
function importsOf(start: string): string[] {
  const found = new Set([start]);
  for (const file of found) {
    const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    const code = ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions: options }).outputText;
    for (const { fileName } of ts.preProcessFile(code, true, true).importedFiles)
      if (fileName.startsWith('.')) found.add(sourceOf(join(dirname(file), fileName)));
  }
  return [...found];
}

function sourceOf(path: string): string {
  const candidates = [path.replace(/\.js$/, '.ts'), `${path}.ts`, join(path, 'index.ts')];
  const source = candidates.find((candidate) => candidate.endsWith('.ts') && existsSync(candidate));
  if (source === undefined) throw new Error(`no source of ${path}`);
  return source;
}
