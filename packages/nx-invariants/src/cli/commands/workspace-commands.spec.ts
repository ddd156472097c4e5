import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadRegistry } from '../../check/registry';
import { buildReport, optedOutReport, writeReport } from '../../check/report';
import { runLeaf } from '../../check/run-leaf';
import { readCatalogue, upheldBy } from '../../config/catalogue';
import { readPluginOptions } from '../../config/plugin-options';
import { optOutReason } from '../../executors/check/opt-out';
import { leafRequest } from '../../executors/check/request';
import { hookVariables } from '../../plugin/hooks';
import { inferWorkspace } from '../../plugin/infer';
import { checkExecutor, reportFile } from '../../plugin/leaves';
import { plain } from '../../report/style';
import { SourceTree } from '../../workspace/source-tree';
import { examine } from '../doctor/examine';
import { renderDiagnosis } from '../doctor/render-diagnosis';
import { runCommandLine } from '../run-command-line';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'workspace-commands-')));
  write('nx.json', JSON.stringify(nxJson));
  write('checks/tone/check.mjs', tone);
  write('services/api/project.json', '{ "name": "api" }');
  write('services/api/note.txt', 'calm');
  write('services/web/project.json', '{ "name": "web" }');
  write('services/web/note.txt', 'calm');
  write('invariants.json', JSON.stringify({ invariants: catalogue }, null, 2));
});

const nxJson = {
  plugins: [
    {
      plugin: 'nx-invariants',
      options: {
        customChecks: ['checks/tone/check.mjs'],
        checks: { 'service-version': false },
      },
    },
  ],
};

const catalogue = [
  { id: 'T1', statement: 'The api is calm', upheldBy: [{ check: 'tone', project: 'api' }] },
  {
    id: 'T2',
    statement: 'All are calm',
    upheldBy: [
      { check: 'tone', project: 'api' },
      { check: 'tone', project: 'web' },
    ],
  },
  {
    id: 'T3',
    statement: 'People are calm',
    documentedOnly: { owner: 'all', reviewBy: '2030-01-01', reason: 'no sensor' },
  },
  { id: 'T4', statement: 'Machines are calm', planned: { reason: 'later' } },
];

/** A check of the workspace's own: the word of a note decides. */
const tone = `export default {
  id: 'tone',
  title: 'Notes are calm',
  upholds: ['T1'],
  options: { type: 'object', properties: { exclamations: { type: 'boolean', default: false } } },
  applies: (project) => project.isService
    ? { inputs: ['{projectRoot}/note.txt', { json: '{workspaceRoot}/settings.json', fields: ['mood'] }] }
    : undefined,
  run({ project, files }) {
    const path = project.root + '/note.txt';
    const { text } = files.read(path);
    const finding = (severity, extra) =>
      ({ severity, file: path, line: 1, column: 1, message: 'the note is ' + text, fix: 'be calm', ...extra });
    const findings = text === 'angry' ? [finding('error')]
      : text === 'loud' ? [finding('warning')]
      : text === 'cryptic' ? [finding('error', { undecided: true })]
      : [];
    return { subjects: [path], findings, details: null };
  },
};
`;

function write(path: string, text: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const projectFiles = ['services/api/project.json', 'services/web/project.json'];

/** The services: the checks of the workspace have specs of their own. */
async function graphOf(): Promise<ProjectGraph> {
  const inferred = await inferWorkspace(root, projectFiles);
  const projects = inferred.projects.filter(({ project }) => project.isService);
  const nodes = Object.fromEntries(
    projects.map(({ project, targets }) => [
      project.name,
      { name: project.name, type: 'app' as const, data: { root: project.root, targets } },
    ]),
  );
  return { nodes, dependencies: {} };
}

/** Judges every leaf as the executor does, in this thread. */
async function judgeAll() {
  Object.assign(process.env, await hookVariables(root, [], {}));
  const { options } = readPluginOptions(readFileSync(join(root, 'nx.json'), 'utf8'));
  const registry = await loadRegistry(root, options.customChecks);
  const projectGraph = await graphOf();
  const projects = Object.fromEntries(
    Object.values(projectGraph.nodes).map(({ name, data }) => [name, data]),
  );
  const workspace = {
    context: { root, projectGraph, projectsConfigurations: { version: 2, projects } },
    options,
    registry,
  };
  const read = readCatalogue(readFileSync(join(root, 'invariants.json'), 'utf8'));
  for (const [project, { root: projectRoot, targets = {} }] of Object.entries(projects)) {
    for (const [target, { executor, options: leaf }] of Object.entries(targets)) {
      if (executor !== checkExecutor) continue;
      const task = { id: `${project}:${target}`, project, target };
      const request = leafRequest(workspace, task, leaf);
      const identity = {
        check: leaf.check,
        project,
        projectRoot,
        task: task.id,
        invariants: read.kind === 'read' ? upheldBy(read.value, leaf.check, project) : [],
      };
      const reason = optOutReason(request);
      const report =
        reason === undefined
          ? buildReport(identity, await runLeaf(request, registry, new SourceTree(root)), [], '')
          : optedOutReport(identity, reason);
      writeReport(join(root, reportFile(project, leaf.check)), report);
    }
  }
}

const run = (...argv: string[]) =>
  runCommandLine(argv, {
    cwd: join(root, 'services/api'),
    env: {},
    isTerminal: false,
    projectGraph: async () => ({ kind: 'read', graph: await graphOf() }),
  });

async function states(...argv: string[]) {
  const { stdout, exitCode } = await run('report', '--json', ...argv);
  const { checks } = JSON.parse(stdout).result;
  return [exitCode, ...checks.map(({ project, state }: Record<string, string>) => `${project} ${state}`)];
}

describe('report', () => {
  it('shows that all holds', async () => {
    await judgeAll();
    expect(await run('report')).toEqual({
      stdout: [
        'Invariants',
        '',
        '✔ T1   The api is calm',
        '✔ T2   All are calm',
        '○ documented only: T3',
        '○ planned, not enforced yet: T4',
        '',
        '2 checks: 2 holds',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 0,
    });
  });

  it('shows what is violated, where, and how to fix it', async () => {
    write('services/web/note.txt', 'angry');
    await judgeAll();
    expect(await run('report')).toEqual({
      stdout: [
        'Invariants',
        '',
        '✔ T1   The api is calm',
        '✖ T2   All are calm: violated (web:tone violated)',
        '○ documented only: T3',
        '○ planned, not enforced yet: T4',
        '',
        '✖ check-tone web: violated (T2)',
        '  error services/web/note.txt:1:1 the note is angry',
        '    fix: be calm',
        '  why and how: nx-invariants explain tone',
        '',
        '2 checks: 1 holds, 1 violated',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 1,
    });
  });

  it('never shows a stale report as holding', async () => {
    await judgeAll();
    write('services/web/note.txt', 'angry');
    expect(await run('report')).toEqual({
      stdout: [
        'Invariants',
        '',
        '✔ T1   The api is calm',
        '? T2   All are calm: cannot tell (web:tone stale)',
        '○ documented only: T3',
        '○ planned, not enforced yet: T4',
        '',
        '? check-tone web: stale; its inputs have changed since it was judged (then: holds)',
        '  run it: nx run-many -t invariants -p web',
        '',
        '2 checks: 1 holds, 1 stale',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 2,
    });
  });

  it('does not take a stale violation for a present one', async () => {
    write('services/web/note.txt', 'angry');
    await judgeAll();
    write('services/web/note.txt', 'calm');
    const { stdout, exitCode } = await run('report');
    expect(exitCode).toBe(2);
    expect(stdout).toContain('(then: violated, with 1 finding)');
    const { result } = JSON.parse((await run('report', '--json')).stdout);
    expect(result.checks[1]).toMatchObject({ project: 'web', state: 'stale', verdict: null });
  });

  it.each<[string, () => void]>([
    ['options of the check', () => write('nx.json', JSON.stringify(withOption('exclamations', true)))],
    ['the code of the check', () => write('checks/tone/check.mjs', `${tone}// more\n`)],
    ['the catalogue', () => write('invariants.json', `${JSON.stringify({ invariants: catalogue })}\n`)],
    ['the declared field of a JSON file', () => write('settings.json', '{ "mood": "low", "x": 1 }')],
  ])('takes a change of %s for what makes reports stale', async (_what, change) => {
    write('settings.json', '{ "mood": "high", "x": 1 }');
    await judgeAll();
    expect(await states()).toEqual([0, 'api current', 'web current']);
    change();
    expect(await states()).toEqual([2, 'api stale', 'web stale']);
  });

  it.each<[string, () => void]>([
    ['another field of a JSON file', () => write('settings.json', '{\n  "x": 2,\n  "mood": "high" }')],
    ['a file that is no input', () => write('services/api/other.txt', 'new')],
    ['a file that git ignores', () => write('services/api/dist/note.txt', 'new')],
  ])('does not mind a change of %s', async (_what, change) => {
    write('settings.json', '{ "mood": "high", "x": 1 }');
    write('.gitignore', 'dist\n');
    await judgeAll();
    change();
    expect(await states()).toEqual([0, 'api current', 'web current']);
  });

  it('says which checks have not run and which reports are no reports', async () => {
    await judgeAll();
    rmSync(join(root, '.invariants/api/tone.json'));
    write('.invariants/web/tone.json', '{ "version": 1 }');
    const { stdout, exitCode } = await run('report');
    expect(exitCode).toBe(2);
    expect(stdout).toContain(
      '? check-tone api: not run; there is no .invariants/api/tone.json\n  run it: nx run-many -t invariants -p api\n',
    );
    expect(stdout).toMatch(
      /\? check-tone web: \.invariants\/web\/tone\.json is no report: .*required property/,
    );
    expect(stdout).toContain(
      '? T2   All are calm: cannot tell (api:tone not run; web:tone report malformed)\n',
    );
  });

  it('does not take the report of another leaf', async () => {
    await judgeAll();
    write('.invariants/web/tone.json', readFileSync(join(root, '.invariants/api/tone.json'), 'utf8'));
    expect((await run('report')).stdout).toContain(
      '? check-tone web: .invariants/web/tone.json is no report: it is the report of api:tone\n',
    );
  });

  it('cannot tell what is undecided, and passes what warns', async () => {
    write('services/api/note.txt', 'cryptic');
    write('services/web/note.txt', 'loud');
    await judgeAll();
    const { stdout, exitCode } = await run('report');
    expect(exitCode).toBe(2);
    expect(stdout).toContain('? T1   The api is calm: cannot tell (api:tone undecided)\n');
    expect(stdout).toContain(
      '✔ check-tone web: holds, with warnings (T2)\n  warning services/web/note.txt:1:1',
    );
    write('services/api/note.txt', 'calm');
    await judgeAll();
    expect((await run('report')).exitCode).toBe(0);
  });

  it('shows an opt-out as long as the project states it', async () => {
    const optOut = (reason: string) =>
      JSON.stringify({ name: 'web', metadata: { invariants: { optOut: { tone: reason } } } });
    write('services/web/project.json', optOut('an artist'));
    await judgeAll();
    const { stdout, exitCode } = await run('report');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('- check-tone web: opted out (T2)\n');
    write('services/web/project.json', optOut('a critic'));
    expect(await states()).toEqual([2, 'api current', 'web stale']);
    write('services/web/project.json', '{ "name": "web" }');
    expect(await states()).toEqual([2, 'api current', 'web stale']);
    await judgeAll();
    write('services/web/project.json', optOut('an artist'));
    expect(await states()).toEqual([2, 'api current', 'web stale']);
  });

  it('says that a row names a leaf which the graph lacks', async () => {
    const row = { id: 'T5', statement: 'Gone', upheldBy: [{ check: 'tone', project: 'gone' }] };
    write('invariants.json', JSON.stringify({ invariants: [row] }));
    await judgeAll();
    const { stdout, exitCode } = await run('report');
    expect(exitCode).toBe(2);
    expect(stdout).toContain('? T5   Gone: cannot tell (gone:tone is not in the project graph)\n');
  });

  it('narrows to a project and a check', async () => {
    write('services/web/note.txt', 'angry');
    await judgeAll();
    expect(await run('report', '--project', 'api')).toEqual({
      stdout:
        'Invariants\n\n✔ T1   The api is calm\n✔ T2   All are calm (1 of its 2 checks)\n\n1 check: 1 holds\n',
      stderr: '',
      exitCode: 0,
    });
    expect(await states('--check', 'tone', '--project', 'web')).toEqual([1, 'web current']);
  });

  it.each([
    [['--project', 'ap'], 'No project ap has checks. Did you mean api?', 'name one of api, web'],
    [['--check', 'tones'], 'No project has the check tones. Did you mean tone?', 'name one of tone'],
  ])('refuses %j', async (args, message, fix) => {
    await judgeAll();
    expect(await run('report', ...args)).toEqual({
      stdout: '',
      stderr: `nx-invariants report: ${message}\n  fix: ${fix}\n`,
      exitCode: 2,
    });
  });

  it('holds nothing where the graph holds no check', async () => {
    write('nx.json', JSON.stringify(withChecks({ tone: false })));
    const { stdout, stderr, exitCode } = await run('report');
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain('The project graph holds no check, so nothing can be said to hold.');
  });

  it('says where the catalogue is malformed', async () => {
    await judgeAll();
    write('invariants.json', '{ "invariants": [\n  { "id": "T1" }\n] }');
    const { stderr, exitCode } = await run('report');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('The catalogue cannot be read: invariants.json:2:3 ');
  });

  it('gives JSON of a stable shape', async () => {
    write('services/web/note.txt', 'angry');
    await judgeAll();
    expect(JSON.parse((await run('report', '--json')).stdout)).toEqual({
      version: 1,
      command: 'report',
      exitCode: 1,
      result: {
        invariants: [
          {
            id: 'T1',
            statement: 'The api is calm',
            status: 'holds',
            isWhole: true,
            upheldBy: [{ project: 'api', check: 'tone', state: 'holds' }],
          },
          {
            id: 'T2',
            statement: 'All are calm',
            status: 'violated',
            isWhole: true,
            upheldBy: [
              { project: 'api', check: 'tone', state: 'holds' },
              { project: 'web', check: 'tone', state: 'violated' },
            ],
          },
          { id: 'T3', statement: 'People are calm', status: 'documented-only', isWhole: true, upheldBy: [] },
          { id: 'T4', statement: 'Machines are calm', status: 'planned', isWhole: true, upheldBy: [] },
        ],
        checks: [
          {
            project: 'api',
            check: 'tone',
            file: '.invariants/api/tone.json',
            state: 'current',
            verdict: 'holds',
            findings: [],
          },
          {
            project: 'web',
            check: 'tone',
            file: '.invariants/web/tone.json',
            state: 'current',
            verdict: 'violated',
            findings: [
              {
                severity: 'error',
                file: 'services/web/note.txt',
                line: 1,
                column: 1,
                message: 'the note is angry',
                fix: 'be calm',
                check: 'tone',
                invariants: ['T2'],
                fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
                page: 'docs/checks/tone.md',
              },
            ],
          },
        ],
      },
    });
  });
});

describe('explain', () => {
  it('prints the page of a check', async () => {
    write('docs/checks/tone.md', '# Tone\n\nBe calm.\n');
    expect(await run('explain', 'tone')).toEqual({ stdout: '# Tone\n\nBe calm.\n', stderr: '', exitCode: 0 });
  });

  it('says what it knows of a check without a page', async () => {
    expect(await run('explain', 'tone')).toEqual({
      stdout: 'tone: Notes are calm\n\nIt has no page.\n',
      stderr: '',
      exitCode: 0,
    });
    expect(JSON.parse((await run('explain', 'tone', '--json')).stdout).result).toEqual({
      kind: 'check',
      id: 'tone',
      title: 'Notes are calm',
      upholds: ['T1'],
      module: 'checks/tone/check.mjs',
      page: null,
    });
  });

  it('says how an invariant stands and what upholds it', async () => {
    write('docs/checks/tone.md', '# Tone\n');
    write('services/web/note.txt', 'angry');
    await judgeAll();
    expect(await run('explain', 'T2')).toEqual({
      stdout: [
        '✖ T2 All are calm',
        '',
        'Upheld by:',
        '  api:tone  holds',
        '  web:tone  violated',
        '',
        '# Tone',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 0,
    });
    expect(JSON.parse((await run('explain', 'T2', '--json')).stdout).result).toEqual({
      kind: 'invariant',
      id: 'T2',
      statement: 'All are calm',
      status: 'violated',
      upheldBy: [
        { project: 'api', check: 'tone', state: 'holds' },
        { project: 'web', check: 'tone', state: 'violated' },
      ],
      documentedOnly: null,
      planned: null,
      pages: [{ check: 'tone', page: '# Tone\n' }],
    });
  });

  it.each([
    [
      'T3',
      '○ T3 People are calm\n\nDocumented only: held by people, not by a check.\n  owner: all\n  to be reviewed by: 2030-01-01\n  reason: no sensor\n',
    ],
    ['T4', '○ T4 Machines are calm\n\nPlanned: not enforced yet.\n  reason: later\n'],
  ])('says of %s who holds it', async (id, stdout) => {
    expect(await run('explain', id)).toEqual({ stdout, stderr: '', exitCode: 0 });
  });

  it('names what there is', async () => {
    const { stderr, exitCode } = await run('explain', 't2');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('There is no check or invariant t2. Did you mean T2?\n');
    expect(stderr).toContain('invariants: T1, T2, T3, T4');
  });

  it('knows the built-in checks outside of a workspace', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    const machine = { cwd: outside, env: {}, isTerminal: false };
    expect((await runCommandLine(['explain', 'coverage'], machine)).exitCode).toBe(0);
    expect((await runCommandLine(['explain', 'T1'], machine)).exitCode).toBe(2);
  });
});

describe('doctor', () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: root });

  beforeEach(() => {
    write('node_modules/nx/package.json', '{ "version": "24.0.6" }');
    write('node_modules/@nx/devkit/package.json', '{ "version": "24.0.6" }');
    write('.gitignore', 'node_modules\n');
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'first');
  });

  it('finds nothing wrong, and says what is inferred and what not', async () => {
    const { stdout, stderr, exitCode } = await run('doctor');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toContain('  nx             24.0.6 ✔ supported: >=22.7.7 <23 || >=23.0.2 <25\n');
    expect(stdout).toContain('  none: HEAD is the first commit, so nothing came before it\n');
    expect(stdout).toContain('  ✔ checks/tone/check.mjs: tone\n');
    expect(stdout).toContain(
      '  api services/api (service) by services/api/project.json\n    checks: tone\n    not here: configuration, contract-compat, contract-copies, contract-fixtures, contract-schemas, coverage, deploy-parity, docker-context, invariant-map, service-version (why: see Checks)\n    no build: no manifest says its language\n',
    );
    expect(stdout).toContain('  service-version: switched off in nx.json\n');
    expect(stdout).toContain(
      '  docker-context: on no project (it sits on projects with a Dockerfile directly in their folder, or with one that a builder names)\n',
    );
    expect(stdout).toContain('  tone: api, web (it sits on what its applies() chooses)\n');
    expect(stdout).toMatch(/\n✔ no problem found\n$/);
  });

  it('says why a native target is not inferred', async () => {
    write('services/api/package.json', '{ "name": "api", "scripts": { "test": "x" } }');
    write('services/api/project.json', '{ "name": "api", "targets": { "build": {} } }');
    write('services/js/package.json', '{ "name": "js", "scripts": { "test": "x" } }');
    write('services/web/go.mod', 'module example.com/web\n');
    write('tools/lib/project.json', '{ "name": "lib" }');
    write('tools/lib/Cargo.toml', '[package]\nname = "lib"\n');
    const thresholds = { web: { min: 1, tool: 'gocov' }, lib: { min: 1 } };
    write('coverage-config.json', JSON.stringify({ thresholds }));
    const { projects } = await examine(root, {}, () => ({ kind: 'found', program: 'x', leading: [] }));
    const summary = Object.fromEntries(
      projects.map(({ name, nativeTargets, notInferred }) => [
        name,
        [nativeTargets, notInferred.map(({ target, because }) => `${target}: ${because}`)],
      ]),
    );
    expect(summary).toEqual({
      api: [
        [],
        [
          'build: services/api/project.json defines its own',
          'test: services/api/package.json has a script or a target of that name',
          'coverage: coverage-config.json has no entry for it',
        ],
      ],
      js: [
        [],
        [
          'build: it has no tsconfig.json and no Vite configuration',
          'test: it runs the script of that name in services/js/package.json',
          'coverage: coverage-config.json has no entry for it',
        ],
      ],
      web: [['build', 'test'], ['coverage: the plugin does not run gocov for go (it runs go-cover)']],
      lib: [['test', 'coverage'], ['build: it is no service']],
      workspace: [
        [],
        [
          'build: no manifest says its language',
          'test: no manifest says its language',
          'coverage: no manifest says its language',
        ],
      ],
    });
  });

  it('says which targets of a project stand in the place of a check or of the aggregate', async () => {
    write('services/api/project.json', '{ "name": "api",\n  "targets": { "check-tone": {} } }');
    write('services/web/package.json', '{\n  "scripts": { "invariants": "x" }\n}');
    const { problems, projects } = await examine(root, {}, () => ({
      kind: 'found',
      program: 'x',
      leading: [],
    }));
    expect(problems).toEqual([
      {
        file: 'services/api/project.json',
        line: 2,
        message: 'api defines a target "check-tone" of its own, so the check tone is not there',
        fix: "rename the target, or set targets.checkPrefix in the plugin's options in nx.json",
      },
      {
        file: 'services/web/package.json',
        line: 2,
        message: 'web defines a target "invariants" of its own, so its checks are not run by that name',
        fix: "rename the target, or set targets.aggregate in the plugin's options in nx.json",
      },
    ]);
    expect(projects.map(({ name, checks }) => [name, checks])).toEqual([
      ['workspace', ['configuration', 'invariant-map']],
      ['api', []],
      ['web', ['tone']],
    ]);
  });

  it('names missing tools with their remedies, once per tool', async () => {
    for (const name of ['api', 'web']) write(`services/${name}/go.mod`, `module example.com/${name}\n`);
    const asked: string[] = [];
    const { tools, problems } = await examine(root, {}, (tool) => {
      asked.push(tool.kind);
      return { kind: 'missing', what: 'go version', remedy: 'install Go' };
    });
    expect(asked).toEqual(['program']);
    expect(tools).toEqual([
      {
        language: 'go',
        tool: 'go',
        version: null,
        actions: ['build', 'test'],
        projects: ['api', 'web'],
        found: false,
        missing: 'go version',
        remedy: 'install Go',
      },
    ]);
    expect(problems).toEqual([
      {
        file: null,
        line: null,
        message: 'go version is missing: api, web cannot build, test',
        fix: 'install Go',
      },
    ]);
  });

  it('names what is wrong with versions, options and checks', async () => {
    write('node_modules/nx/package.json', '{ "version": "21.0.0" }');
    rmSync(join(root, 'node_modules/@nx'), { recursive: true });
    write('checks/tone/check.mjs', 'export default 3;\n');
    const { stdout, exitCode } = await run('doctor');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('  nx             21.0.0 ✖ supported: ');
    expect(stdout).toContain('  ✖ checks/tone/check.mjs: not loaded (');
    expect(stdout).toContain(
      '✖ package.json nx 21.0.0 is not supported\n    fix: install a version in the range ',
    );
    expect(stdout).toContain('✖ package.json @nx/devkit is not installed\n');
    expect(stdout).toMatch(/\n✖ 3 problems\n$/);

    write('nx.json', '{\n  "plugins": [{ "plugin": "nx-invariants", "options": { "servces": [] } }]\n}');
    const malformed = await run('doctor', '--json');
    const { problems } = JSON.parse(malformed.stdout).result;
    expect(malformed.exitCode).toBe(2);
    expect(problems).toContainEqual({
      file: 'nx.json',
      line: 2,
      message: 'plugins.0.options.servces is not a known key',
      fix: 'mend the option; the defaults stand in for all of them until then',
    });

    write('nx.json', '{}');
    expect((await run('doctor')).stdout).toContain('✖ nx.json nx.json does not name the plugin');
  });

  it.each<[string, string, string, number, RegExp]>([
    ['nx.json', 'nx.json', '{', 1, /^nx.json is not JSON: /],
    [
      'the options of a check',
      'nx.json',
      JSON.stringify(withOption('exclamations', 'no'), null, 1),
      11,
      /^the options of the check tone are wrong: exclamations must be boolean$/,
    ],
    [
      'the id of a check',
      'nx.json',
      JSON.stringify(withChecks({ tonne: false }), null, 1),
      11,
      /^there are options for the check "tonne", but there is no such check$/,
    ],
    ['a floor', 'coverage-config.json', '{ "thresholds": {\n "api": { "min": "x" } } }', 2, /min/],
    ['the catalogue', 'invariants.json', '{ "invariants": [\n{}] }', 2, /^invariants.0 /],
    ['the waivers', 'invariants.waivers.json', '\nx', 2, /^invariants.waivers.json is not JSON: /],
  ])('cannot tell what was meant where %s is malformed', async (_what, file, text, line, message) => {
    write(file, text);
    const { stdout, exitCode } = await run('doctor', '--json');
    expect(exitCode).toBe(2);
    const { problems, isMalformed } = JSON.parse(stdout).result;
    expect(isMalformed).toBe(true);
    expect(problems).toContainEqual({
      file,
      line: expect.any(Number),
      message: expect.stringMatching(message),
      fix: expect.any(String),
    });
    expect(problems.map((problem: { line: number }) => problem.line)).toContain(line);
  });

  it('looks each tool up in its own way', async () => {
    write('services/api/pyproject.toml', '[project]\nname = "api"\n');
    write('services/web/Cargo.toml', '[package]\nname = "web"\n');
    write('services/ui/package.json', '{ "name": "ui" }');
    write('services/ui/vite.config.ts', '');
    const thresholds = Object.fromEntries(['api', 'web', 'ui'].map((name) => [name, { min: 1 }]));
    write('coverage-config.json', JSON.stringify({ thresholds }));
    const diagnosis = await examine(root, {}, (tool) =>
      tool.kind === 'program' && tool.probe[0] === 'tarpaulin'
        ? { kind: 'missing', what: 'cargo tarpaulin', remedy: 'cargo install cargo-tarpaulin --locked' }
        : { kind: 'found', program: 'x', leading: [] },
    );
    expect(
      diagnosis.tools.map(({ language, tool, actions, found }) => [language, tool, actions, found]),
    ).toEqual([
      ['python', 'python', ['build'], true],
      ['python', 'python with pytest', ['test'], true],
      ['python', 'python with pytest, pytest_cov', ['coverage'], true],
      ['rust', 'cargo', ['build', 'test'], true],
      ['rust', 'cargo tarpaulin', ['coverage'], false],
      ['typescript', 'vite', ['build'], true],
      ['typescript', 'vitest', ['test', 'coverage'], true],
    ]);
    const text = renderDiagnosis(diagnosis, plain);
    expect(text).toContain('  ✖ rust       cargo tarpaulin missing: cargo tarpaulin (coverage of web)\n');
    expect(text).toContain('    targets: build, test, coverage\n');
    expect(text).toMatch(/ {4}fix: cargo install cargo-tarpaulin --locked\n✖ 1 problem\n$/);
  });

  it('says what the contracts were at the base revision', async () => {
    write('contracts/job.json', '{}');
    git('add', '.');
    git('commit', '-qm', 'second');
    expect((await examine(root, {})).base).toMatchObject({ contracts: 'contracts did not exist' });
    git('commit', '-qm', 'third', '--allow-empty');
    const { base } = await examine(root, {});
    const tree = String(git('rev-parse', 'HEAD:contracts')).trim();
    expect(base).toMatchObject({ kind: 'commit', contracts: `contracts is the tree ${tree}` });
    expect((await run('doctor')).stdout).toContain(`; contracts is the tree ${tree}\n`);
  });

  it('says what the base revision is', async () => {
    git('commit', '-qm', 'second', '--allow-empty');
    const base = String(git('rev-parse', 'HEAD^')).trim();
    const { base: found } = await examine(root, {});
    expect(found).toEqual({
      kind: 'commit',
      commit: base,
      contracts: 'the workspace has no contracts folder',
    });
    const unknown = await examine(root, { NX_BASE: 'nowhere' });
    expect(unknown.base.kind).toBe('unknown');
    expect(unknown.problems).toHaveLength(1);
  });
});

function withOption(name: string, value: unknown) {
  return withChecks({ tone: { [name]: value } });
}

function withChecks(checks: object) {
  const [{ plugin, options }] = nxJson.plugins as [(typeof nxJson.plugins)[0]];
  return { plugins: [{ plugin, options: { ...options, checks: { ...options.checks, ...checks } } }] };
}
