import { describe, expect, it } from 'vitest';
import { inferredProject } from '../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../testing/temporary-workspace';

const manifests: { readonly [language: string]: Files } = {
  go: { 'apps/a/go.mod': 'module x/a\n' },
  python: { 'apps/a/pyproject.toml': '[project]\nname = "a"\n' },
  rust: { 'apps/a/Cargo.toml': '[package]\nname = "a"\n' },
  typescript: { 'apps/a/package.json': { name: 'a' }, 'apps/a/tsconfig.json': '{}' },
};

async function targetsOf(files: Files) {
  const { targets } = await inferredProject(temporaryWorkspace(files), 'a');
  return targets;
}

const thresholds = (entry: object): Files => ({ 'coverage-config.json': { thresholds: { a: entry } } });

describe('native targets', () => {
  it.each([
    ['go', ['{projectRoot}/dist'], 'coverage/coverage.out'],
    ['python', [], 'coverage/coverage.json'],
    ['typescript', ['{projectRoot}/dist'], 'coverage/coverage-final.json'],
  ])('of %s', async (language, built, report) => {
    const targets = await targetsOf({ ...manifests[language], ...thresholds({ min: 1 }) });
    expect(
      ['build', 'test', 'coverage'].map((action) => [targets[action]?.executor, targets[action]?.options]),
    ).toEqual(['build', 'test', 'coverage'].map((action) => ['nx-invariants:native', { language, action }]));
    expect(['build', 'test', 'coverage'].map((action) => targets[action]?.outputs)).toEqual([
      built,
      [],
      ['{projectRoot}/coverage', `{workspaceRoot}/apps/a/${report}`],
    ]);
    expect(['build', 'test', 'coverage'].map((action) => targets[action]?.cache)).toEqual([true, true, true]);
  });

  it('of Rust leave what a build makes, and read the toolchain', async () => {
    const { build, coverage } = await targetsOf({ ...manifests.rust, ...thresholds({ min: 1 }) });
    expect(build?.outputs).toEqual(['{workspaceRoot}/apps/a/target/debug/a']);
    expect(coverage?.outputs).toEqual([
      '{projectRoot}/coverage',
      '{workspaceRoot}/apps/a/coverage/tarpaulin-report.json',
    ]);
    expect(build?.inputs).toEqual(
      expect.arrayContaining(['{workspaceRoot}/rust-toolchain.toml', '{workspaceRoot}/rust-toolchain']),
    );
    expect(build?.inputs).not.toContain('{workspaceRoot}/Cargo.lock');
    const anonymous = await inferredProject(
      temporaryWorkspace({ 'apps/a/Cargo.toml': '[workspace]\n' }),
      'a',
    );
    expect(anonymous.targets.build?.outputs).toEqual([]);
  });

  it.each(Object.keys(manifests))(
    'of %s read what else the projects hold that its image takes from',
    async (language) => {
      const targets = await targetsOf({
        ...manifests[language],
        ...thresholds({ min: 1 }),
        'contracts/project.json': { name: 'the-contracts' },
        'contracts/schemas/job.json': {},
        'apps/a/Dockerfile': 'FROM scratch\nCOPY contracts/schemas ./schemas\n',
        'compose.yaml': 'services:\n  a: { build: { context: ., dockerfile: apps/a/Dockerfile } }\n',
      });
      for (const action of ['build', 'test', 'coverage']) {
        expect(targets[action]?.inputs, action).toEqual(
          expect.arrayContaining([
            '{projectRoot}/**/*',
            '!{projectRoot}/Dockerfile*',
            '{workspaceRoot}/contracts/schemas/**/*',
            { input: 'default', projects: ['the-contracts'] },
          ]),
        );
        expect(targets[action]?.inputs?.includes('^default'), action).toBe(language === 'typescript');
      }
    },
  );

  it('of a crate in a Cargo workspace read the crates it is compiled with, and build where the workspace does', async () => {
    const { build } = await targetsOf({
      'Cargo.toml': '[workspace]\nmembers = ["apps/*", "libs/*"]\n',
      'apps/a/Cargo.toml': '[package]\nname = "a"\n[dependencies]\nb = { path = "../../libs/b" }\n',
    });
    expect(build?.outputs).toEqual(['{workspaceRoot}/target/debug/a']);
    expect(build?.inputs).toEqual(
      expect.arrayContaining([
        '{workspaceRoot}/Cargo.toml',
        '{workspaceRoot}/Cargo.lock',
        '{workspaceRoot}/libs/b/**/*',
      ]),
    );
  });

  it('of a module in a go.work read the modules beside it', async () => {
    const { test } = await targetsOf({ ...manifests.go, 'go.work': 'use (\n\t./apps/a\n\t./lib\n)\n' });
    expect(test?.inputs).toEqual(
      expect.arrayContaining(['{workspaceRoot}/go.work', '{workspaceRoot}/lib/**/*']),
    );
  });

  it('of a module read a go.work above it that does not name it, since Go does and refuses', async () => {
    const { build } = await targetsOf({ ...manifests.go, 'go.work': 'use ./lib\n' });
    expect(build?.inputs).toEqual(
      expect.arrayContaining(['{workspaceRoot}/go.work', '{workspaceRoot}/go.work.sum']),
    );
    expect(build?.inputs).not.toContain('{workspaceRoot}/lib/**/*');
  });

  it('are inputs of one entry of the coverage configuration alone', async () => {
    const { coverage, test } = await targetsOf({ ...manifests.go, ...thresholds({ min: 1 }) });
    const fields = ['thresholds.a.tool', 'thresholds.a.measurement', 'thresholds.a.report'];
    expect(coverage?.inputs).toContainEqual({ json: '{workspaceRoot}/coverage-config.json', fields });
    expect(JSON.stringify(test?.inputs)).not.toContain('coverage-config');
  });

  it('are none where the project has its own of that name', async () => {
    const own = {
      'apps/a/project.json': { name: 'a', targets: { build: {}, invariants: {} } },
      'apps/a/package.json': { name: 'a', scripts: { test: 'x' } },
    };
    const targets = await targetsOf({ ...own, ...thresholds({ min: 1 }) });
    expect(Object.keys(targets).filter((name) => !name.startsWith('check-'))).toEqual(['coverage']);
  });

  it.each<[string, Files, string[]]>([
    ['no service and no floor', { 'libs/a/project.json': { name: 'a' }, 'libs/a/go.mod': 'module a\n' }, []],
    [
      'a floor, but no service',
      { 'libs/a/project.json': { name: 'a' }, 'libs/a/go.mod': 'module a\n', ...thresholds({ min: 1 }) },
      ['test', 'coverage'],
    ],
    ['no floor', manifests.go ?? {}, ['build', 'test']],
    [
      'a tool of another language',
      { ...manifests.go, ...thresholds({ min: 1, tool: 'vitest' }) },
      ['build', 'test'],
    ],
    [
      'a tool that is not run',
      { ...manifests.typescript, ...thresholds({ min: 1, tool: 'jest' }) },
      ['build', 'test'],
    ],
    ['JavaScript, which is not built', { 'apps/a/package.json': { name: 'a' } }, ['test']],
    ['Vite', { 'apps/a/package.json': { name: 'a' }, 'apps/a/vite.config.mts': '' }, ['build', 'test']],
    ['no language', { 'apps/a/VERSION': '1.0.0' }, []],
  ])('with %s', async (_what, files, expected) => {
    const targets = await targetsOf(files);
    expect(
      Object.entries(targets)
        .filter(([, { executor }]) => executor === 'nx-invariants:native')
        .map(([name]) => name),
    ).toEqual(expected);
  });

  it('run the scripts of a package that Nx does not read, as Nx would', async () => {
    const scripts = { build: 'webpack', test: 'jest', lint: 'eslint' };
    const targets = await targetsOf({
      'apps/a/package.json': { name: 'a', scripts },
      ...thresholds({ min: 1 }),
    });
    expect(targets.build).toEqual({
      executor: 'nx:run-script',
      options: { script: 'build' },
      metadata: { technologies: ['typescript'], description: 'Runs the script build of package.json' },
    });
    expect(targets.test?.options).toEqual({ script: 'test' });
    expect(targets.coverage?.executor).toBe('nx-invariants:native');
    expect(targets.lint).toBeUndefined();
  });

  it('run no script of a package.json beside the manifest of another language', async () => {
    const { test } = await targetsOf({
      'apps/a/package.json': { name: 'tools', scripts: { test: 'jest' } },
      ...manifests.go,
    });
    expect(test?.options).toEqual({ language: 'go', action: 'test' });
  });

  it('have the names of the options, and read what the Dockerfile takes from elsewhere', async () => {
    const targets = await targetsOf({
      ...manifests.typescript,
      'nx.json': {
        plugins: [{ plugin: 'nx-invariants', options: { targets: { build: 'compile', test: 'unit' } } }],
      },
      'apps/a/Dockerfile': 'FROM scratch\nCOPY contracts /c\nCOPY apps/a /a\n',
      'contracts/x.json': '{}',
    });
    expect([targets.compile?.options, targets.unit?.dependsOn, targets.compile?.dependsOn]).toEqual([
      { language: 'typescript', action: 'build' },
      ['^compile'],
      undefined,
    ]);
    expect(targets.compile?.inputs).toEqual(
      expect.arrayContaining(['{workspaceRoot}/contracts', '{workspaceRoot}/contracts/**/*']),
    );
  });
});

describe('the aggregate', () => {
  it('reads the reports of exactly the leaves it depends on', async () => {
    const { invariants, ...others } = await targetsOf({
      ...manifests.go,
      'apps/a/Dockerfile': 'FROM scratch\n',
    });
    expect(invariants).toEqual({
      executor: 'nx:noop',
      cache: true,
      dependsOn: [
        'check-docker-context',
        'check-lockfiles',
        'check-portable-scripts',
        'check-service-version',
      ],
      inputs: [
        { dependentTasksOutputFiles: '.invariants/**/*.json', transitive: true },
        { externalDependencies: [] },
      ],
      metadata: expect.anything(),
    });
    expect(
      Object.keys(others)
        .filter((name) => name.startsWith('check-'))
        .sort(),
    ).toEqual(invariants?.dependsOn);
  });

  it('leaves out a leaf whose name the project uses itself', async () => {
    const { invariants } = await targetsOf({
      'apps/a/project.json': { name: 'a', targets: { 'check-docker-context': {} } },
      'apps/a/Dockerfile': 'FROM scratch\n',
    });
    expect(invariants?.dependsOn).toEqual([
      'check-lockfiles',
      'check-portable-scripts',
      'check-service-version',
    ]);
  });
});
