import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { root, run, useCalmWorkspace, withChecks, withOption, write } from '../../../testing/calm-workspace';
import { plain } from '../../report/style';
import { examine } from '../doctor/examine';
import { renderDiagnosis } from '../doctor/render-diagnosis';

describe('doctor', () => {
  useCalmWorkspace();

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
      '  api services/api (service) by services/api/project.json\n    checks: tone\n    not here: configuration, contract-compat, contract-consumers, contract-copies, contract-fixtures, contract-schemas, coverage, deploy-parity, docker-context, governance, invariant-map, lockfiles, portable-scripts, service-version, single-entrypoint, time-budgets (why: see Checks)\n    no build: no manifest says its language\n',
    );
    expect(stdout).toContain('  service-version: switched off in nx.json\n');
    expect(stdout).toContain(
      '  docker-context: on no project (it sits on projects with a Dockerfile directly in their folder, or with one that a builder names)\n',
    );
    expect(stdout).toContain('  tone: api, web (it sits on what its applies() chooses)\n');
    expect(stdout).toMatch(/\n✔ no problem found\n$/);
  });

  it('says which image targets are given inputs, and why others are not', async () => {
    const command = 'docker build services/api';
    write('services/api/Dockerfile', 'FROM scratch\nCOPY a /a\n');
    write(
      'services/api/project.json',
      JSON.stringify({ name: 'api', targets: { image: { command }, both: { command: `make; ${command}` } } }),
    );
    const { stdout } = await run('doctor');
    expect(stdout).toContain('\n    inputs of: image\n');
    expect(stdout).toContain('\n    no inputs of both: it runs more than one command\n');
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
      ['workspace', ['configuration', 'invariant-map', 'portable-scripts']],
      ['api', []],
      ['web', ['lockfiles', 'portable-scripts', 'tone']],
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
