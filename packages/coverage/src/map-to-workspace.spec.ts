import { describe, expect, test } from 'vitest';
import { type CoverageReport, type Format, goModulePath, mapToWorkspace, type Workspace } from '.';
import { coverageOf, type FileCoverage } from './report';

const file = (path: string, lines: Record<number, number> = { 1: 1 }): FileCoverage => {
  const lineHits = new Map(Object.entries(lines).map(([line, hits]) => [Number(line), hits]));
  const covered = [...lineHits.values()].filter((hits) => hits > 0).length;
  return { path, counters: { lines: { covered, total: lineHits.size } }, lineHits, units: {} };
};

const reportOf = (paths: readonly (string | FileCoverage)[], format: Format = 'lcov'): CoverageReport => ({
  ...coverageOf(
    'lines',
    paths.map((path) => (typeof path === 'string' ? file(path) : path)),
  ),
  report: 'r',
  format,
  printing: '',
  printed: '',
  warnings: [],
});

const FILES = [
  'index.ts',
  'apps/gateway/src/index.ts',
  'apps/gateway/src/app.ts',
  'apps/gateway/plugins/auth/src/index.ts',
  'libs/shared/src/index.ts',
  'apps/engine/main.go',
  'apps/engine/validator/validator.go',
];

const place = (paths: readonly string[], workspace: Partial<Workspace> = {}, format: Format = 'lcov') => {
  const mapped = mapToWorkspace(reportOf(paths, format), {
    projectRoot: 'apps/gateway',
    files: FILES,
    ...workspace,
  });
  if (!mapped.ok) throw new Error(JSON.stringify(mapped.failure));
  return {
    files: mapped.value.files.map(({ path }) => path),
    unplaced: mapped.value.unplaced.map(
      ({ reported, reason, path }) => `${reported} ${reason} ${path ?? '-'}`,
    ),
  };
};

const APP = 'apps/gateway/src/app.ts';
const INDEX = 'apps/gateway/src/index.ts';

describe('mapToWorkspace', () => {
  test.each<[string, string[], Partial<Workspace>, string[], string[]]>([
    ['relative to the project', ['src/app.ts', './src/../src/index.ts'], {}, [APP, INDEX], []],
    ['relative to the workspace', [APP], {}, [APP], []],
    [
      'the project before the workspace',
      ['src/index.ts'],
      { files: [...FILES, 'src/index.ts'] },
      [INDEX],
      [],
    ],
    ['with Windows separators', ['src\\app.ts', 'apps\\gateway\\src\\index.ts'], {}, [APP, INDEX], []],
    [
      'out of the project',
      ['../../libs/shared/src/index.ts'],
      {},
      [],
      ['../../libs/shared/src/index.ts foreign libs/shared/src/index.ts'],
    ],
    ['out of the workspace', ['../../../etc/passwd'], {}, [], ['../../../etc/passwd foreign -']],
    ['vanished', ['src/gone.ts'], {}, [], ['src/gone.ts unknown apps/gateway/src/gone.ts']],
    [
      'absolute and here',
      ['/ws/apps/gateway/src/app.ts', '/ws/libs/shared/src/index.ts'],
      { workspaceRoot: '/ws' },
      [APP],
      ['/ws/libs/shared/src/index.ts foreign libs/shared/src/index.ts'],
    ],
    [
      'absolute and here on Windows',
      ['c:\\ws\\apps\\gateway\\src\\app.ts'],
      { workspaceRoot: 'C:\\ws' },
      [APP],
      [],
    ],
    ['a file URL', ['file:///ws/apps/gateway/src/app.ts'], { workspaceRoot: '/ws' }, [APP], []],
    [
      'another machine',
      ['/ci/x/apps/gateway/src/app.ts', '/ci/x/apps/gateway/src/index.ts'],
      { workspaceRoot: '/ws' },
      [APP, INDEX],
      [],
    ],
    [
      'a container that holds the project alone',
      ['/app/src/app.ts', '/app/src/index.ts'],
      {},
      [APP, INDEX],
      [],
    ],
    [
      'another Windows machine',
      ['D:\\a\\repo\\apps\\gateway\\src\\app.ts', '\\\\?\\D:\\a\\repo\\apps\\gateway\\src\\index.ts'],
      {},
      [APP, INDEX],
      [],
    ],
    [
      'a dependency beside files that are here',
      ['/ws/apps/gateway/src/app.ts', '/usr/lib/node_modules/dep/src/index.ts'],
      { workspaceRoot: '/ws' },
      [APP],
      ['/usr/lib/node_modules/dep/src/index.ts foreign -'],
    ],
    [
      'a dependency whose name happens to end like a file of ours',
      [
        '/ci/x/apps/gateway/src/app.ts',
        '/ci/x/apps/gateway/src/index.ts',
        '/usr/lib/node_modules/dep/src/index.ts',
      ],
      {},
      [APP, INDEX],
      ['/usr/lib/node_modules/dep/src/index.ts foreign -'],
    ],
    [
      'another project on another machine',
      ['/ci/libs/shared/src/index.ts', '/ci/apps/gateway/src/app.ts'],
      {},
      [APP],
      ['/ci/libs/shared/src/index.ts foreign libs/shared/src/index.ts'],
    ],
    [
      'another project on another machine, with more of the names that are known here',
      ['/ci/libs/shared/src/index.ts', '/ci/libs/shared/src/app.ts', '/ci/apps/gateway/src/index.ts'],
      { files: [APP, INDEX] },
      [INDEX],
      [
        '/ci/libs/shared/src/app.ts foreign libs/shared/src/app.ts',
        '/ci/libs/shared/src/index.ts foreign libs/shared/src/index.ts',
      ],
    ],
    [
      'another project on another machine alone, with names that are known here',
      ['/ci/ws/libs/shared/src/index.ts'],
      { files: [APP, INDEX], otherProjectRoots: ['libs/shared'] },
      [],
      ['/ci/ws/libs/shared/src/index.ts foreign -'],
    ],
    [
      'a project at the root, and one in a container that is called as another project',
      ['/usr/src/app/index.ts'],
      { projectRoot: '.', files: ['index.ts'], otherProjectRoots: ['app', 'libs/shared'] },
      ['index.ts'],
      [],
    ],
    ['on a machine where folders nest without end', [`/${'d/'.repeat(100_000)}src/app.ts`], {}, [APP], []],
    ['on a machine where nothing is known', ['/opt/x/y.ts'], {}, [], ['/opt/x/y.ts foreign -']],
    ['climbing above the root of another machine', ['/../../x.ts'], {}, [], ['/../../x.ts foreign -']],
    [
      'a nested project',
      ['plugins/auth/src/index.ts', 'src/app.ts'],
      { otherProjectRoots: ['apps/gateway/plugins/auth'] },
      [APP],
      ['plugins/auth/src/index.ts foreign apps/gateway/plugins/auth/src/index.ts'],
    ],
    [
      'a project at the root',
      ['index.ts', 'libs/shared/src/index.ts'],
      { projectRoot: '.' },
      ['index.ts', 'libs/shared/src/index.ts'],
      [],
    ],
    [
      'a sibling whose name starts alike',
      ['../gateway-next/a.ts'],
      {},
      [],
      ['../gateway-next/a.ts foreign apps/gateway-next/a.ts'],
    ],
    [
      'names of prototypes',
      ['__proto__', 'constructor'],
      {},
      [],
      ['__proto__ unknown apps/gateway/__proto__', 'constructor unknown apps/gateway/constructor'],
    ],
  ])('%s', (_, paths, workspace, files, unplaced) => {
    expect(place(paths, workspace)).toEqual({ files, unplaced });
  });

  test.each<[string, string[], Partial<Workspace>, string[], string[]]>([
    [
      'import paths go through the module',
      ['example.com/engine/main.go', 'example.com/engine/validator/validator.go', 'example.com/other/x.go'],
      { goModules: [{ module: 'example.com/engine', root: 'apps/engine' }] },
      ['apps/engine/main.go', 'apps/engine/validator/validator.go'],
      ['example.com/other/x.go foreign -'],
    ],
    [
      'the longest module name wins',
      ['example.com/engine/validator/validator.go'],
      {
        goModules: [
          { module: 'example.com/engine', root: 'wrong' },
          { module: 'example.com/engine/validator', root: 'apps/engine/validator' },
        ],
      },
      ['apps/engine/validator/validator.go'],
      [],
    ],
    [
      'a module at the root of the workspace',
      ['example.com/w/apps/engine/main.go'],
      { goModules: [{ module: 'example.com/w', root: '' }] },
      ['apps/engine/main.go'],
      [],
    ],
  ])('Go: %s', (_, paths, workspace, files, unplaced) => {
    const mapped = place(paths, { projectRoot: 'apps/engine', ...workspace }, 'go-coverprofile');
    expect(mapped).toEqual({ files, unplaced });
  });

  test('foreign files do not lift the total', () => {
    const covered = Object.fromEntries(Array.from({ length: 1000 }, (_, line) => [line + 1, 1]));
    const report = reportOf([file('src/app.ts', { 1: 0 }), file('../../libs/shared/src/index.ts', covered)]);
    const mapped = mapToWorkspace(report, { projectRoot: 'apps/gateway', files: FILES });
    expect(mapped.ok && mapped.value.totals).toEqual({ lines: { covered: 0, total: 1 } });
  });

  test('one file under two names is one file', () => {
    const report = reportOf([
      file('src/app.ts', { 1: 0, 2: 1 }),
      file('/ws/apps/gateway/src/app.ts', { 1: 1, 2: 0 }),
    ]);
    const mapped = mapToWorkspace(report, {
      projectRoot: 'apps/gateway',
      files: FILES,
      workspaceRoot: '/ws',
    });
    expect(mapped.ok && mapped.value.totals).toEqual({ lines: { covered: 2, total: 2 } });
  });

  test('one file under two names with sums only is a failure', () => {
    const sums = (path: string) => ({ ...file(path), lineHits: new Map() });
    const mapped = mapToWorkspace(reportOf([sums('src/app.ts'), sums(APP)]), {
      projectRoot: 'apps/gateway',
      files: FILES,
    });
    expect(mapped).toEqual({ ok: false, failure: { kind: 'sums-only', path: APP, metric: 'lines' } });
  });
});

test.each<[string, string | undefined]>([
  ['module example.com/a\n\ngo 1.21\n', 'example.com/a'],
  ['// comment\nmodule "example.com/b" // why\n', 'example.com/b'],
  ['module `example.com/c`', 'example.com/c'],
  ['go 1.21\n', undefined],
  ['', undefined],
])('goModulePath(%j)', (text, expected) => {
  expect(goModulePath(text)).toBe(expected);
});

describe('paths below source folders', () => {
  const placeBelow = (
    sources: readonly string[],
    paths: readonly string[],
    workspace: Partial<Workspace> = {},
  ) => {
    const mapped = mapToWorkspace(
      { ...reportOf(paths, 'cobertura'), sources },
      { projectRoot: 'apps/gateway', files: FILES, ...workspace },
    );
    if (!mapped.ok) throw new Error(JSON.stringify(mapped.failure));
    return [
      ...mapped.value.files.map(({ path }) => path),
      ...mapped.value.unplaced.map(({ reported, reason, path }) => `${reported} ${reason} ${path ?? '-'}`),
    ];
  };

  test.each<[string, string[], string[], Partial<Workspace>, string[]]>([
    ['relative to the project', ['src'], ['app.ts'], {}, [APP]],
    ['the folder itself', ['.'], ['src/app.ts'], {}, [APP]],
    ['the one of several that holds it', ['lib', 'src'], ['app.ts'], {}, [APP]],
    ['here', ['/ws/apps/gateway/src'], ['app.ts'], { workspaceRoot: '/ws' }, [APP]],
    ['on another machine', ['/builds/x/apps/gateway/src'], ['app.ts', 'index.ts'], {}, [APP, INDEX]],
    ['on another Windows machine', ['D:\\a\\apps\\gateway\\src\\'], ['app.ts'], {}, [APP]],
    [
      'in another project: never taken for the file of that name here',
      ['/ws/libs/shared/src'],
      ['index.ts'],
      { workspaceRoot: '/ws' },
      ['index.ts foreign libs/shared/src/index.ts'],
    ],
    ['nowhere: as without them', ['/usr/lib/x'], ['src/app.ts'], { workspaceRoot: '/ws' }, [APP]],
    ['vanished', ['src'], ['gone.ts'], {}, ['gone.ts unknown apps/gateway/src/gone.ts']],
    ['in two of them', ['src', 'plugins/auth/src'], ['index.ts'], {}, ['index.ts ambiguous -']],
    ['an absolute path', ['src'], ['/ws/apps/gateway/src/app.ts'], { workspaceRoot: '/ws' }, [APP]],
  ])('%s', (_, sources, paths, workspace, expected) => {
    expect(placeBelow(sources, paths, workspace)).toEqual(expected);
  });
});

describe('packages of JaCoCo', () => {
  const java = [
    'apps/orders/src/main/java/com/a/Order.java',
    'apps/orders/src/main/java/com/a/Twice.java',
    'apps/orders/src/test/java/com/a/Twice.java',
    'apps/orders/web/src/com/a/Page.java',
    'apps/orders/admin/src/com/a/Page.java',
    'apps/billing/src/main/java/com/a/Order.java',
    'apps/billing/src/main/java/com/b/Invoice.java',
    'apps/orders/src/main/java/com/aa/Order.java',
    'apps/orders/Main.java',
    'apps/orders/src/main/kotlin/cart/Cart.kt',
    'apps/orders/src/test/kotlin/cart/Cart.kt',
    'apps/orders/src/main/kotlin/left/Both.kt',
    'apps/orders/src/main/kotlin/right/Both.kt',
    'apps/billing/src/main/kotlin/tax/Tax.kt',
  ];

  test.each<[string, string, string[], string[]]>([
    ['a file below any source root', 'com/a/Order.java', [java[0] ?? ''], []],
    ['the default package', 'Main.java', ['apps/orders/Main.java'], []],
    ['main before test', 'com/a/Twice.java', [java[1] ?? ''], []],
    ['the module of a group', 'admin:com/a/Page.java', ['apps/orders/admin/src/com/a/Page.java'], []],
    ['two modules and no group', 'com/a/Page.java', [], ['com/a/Page.java ambiguous -']],
    [
      'the file of another project',
      'com/b/Invoice.java',
      [],
      ['com/b/Invoice.java foreign apps/billing/src/main/java/com/b/Invoice.java'],
    ],
    ['a generated file', 'x:com/a/Gen.java', [], ['x:com/a/Gen.java unknown apps/orders/com/a/Gen.java']],
    [
      'a class without a source',
      'com/a/Gen.class',
      [],
      ['com/a/Gen.class unknown apps/orders/com/a/Gen.class'],
    ],
    [
      'Kotlin below the package that all files share',
      'com/a/cart/Cart.kt',
      ['apps/orders/src/main/kotlin/cart/Cart.kt'],
      [],
    ],
    [
      'Kotlin in a package that no folder is named after',
      'com/a/both/Both.kt',
      [],
      ['com/a/both/Both.kt ambiguous -'],
    ],
    [
      'Kotlin that only another project has below a part of its package',
      'com/a/tax/Tax.kt',
      [],
      ['com/a/tax/Tax.kt unknown apps/orders/com/a/tax/Tax.kt'],
    ],
    [
      'Java, whose folders are the whole package',
      'com/b/a/Order.java',
      [],
      ['com/b/a/Order.java unknown apps/orders/com/b/a/Order.java'],
    ],
    ['a climbing path', '../../../x.java', [], ['../../../x.java foreign -']],
  ])('%s', (_, path, files, unplaced) => {
    expect(place([path], { projectRoot: 'apps/orders', files: java }, 'jacoco')).toEqual({ files, unplaced });
  });
});
