import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext, ProjectConfiguration, TaskGraph } from '@nx/devkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { foundManifests, inferredProject } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace, writeFiles } from '../../../testing/temporary-workspace';
import { inferWorkspace } from '../../plugin/infer';
import checkBatch from './batch.impl';
import check from './check.impl';
import type { CheckExecutorOptions } from './request';
import * as stale from './stale-build';

const { staleBuild } = stale;
beforeEach(() => {
  // What it finds is the state of this checkout, not of the test.
  vi.spyOn(stale, 'staleBuild').mockReturnValue(undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const service: Files = {
  'nx.json': { plugins: [{ plugin: 'nx-invariants', options: { customChecks: ['c.mjs'] } }] },
  'invariants.json': {
    invariants: [
      { id: 'B3', statement: 'Versioned', upheldBy: [{ check: 'service-version', project: 'a' }] },
    ],
  },
  'apps/a/VERSION': '1.0.0\n',
  'apps/b/VERSION': 'one\n',
  'c.mjs': `export default { id: 'mine', title: 'M', upholds: ['M1'], options: {},
    applies: (project) => (project.isService ? { inputs: ['{projectRoot}/*'] } : undefined),
    run({ project }) { if (project.name === 'b') process.exit(0); console.log('seen'); return { subjects: ['x'], findings: [], details: null }; } };`,
};

interface Run {
  readonly context: ExecutorContext;
  readonly options: Record<string, CheckExecutorOptions>;
  readonly taskGraph: TaskGraph;
}

/** What Nx would pass for the leaves of a workspace. */
async function runOf(root: string, targets: readonly string[]): Promise<Run> {
  const { projects } = await inferWorkspace(root, foundManifests(root));
  const configurations = Object.fromEntries(
    projects.map(({ project, targets: all }): [string, ProjectConfiguration] => [
      project.name,
      { name: project.name, root: project.root, targets: all },
    ]),
  );
  const nodes = Object.fromEntries(
    Object.entries(configurations).map(([name, data]) => [name, { name, type: 'app', data }]),
  );
  const context = {
    root,
    cwd: root,
    isVerbose: false,
    nxJsonConfiguration: {},
    projectsConfigurations: { version: 2, projects: configurations },
    projectGraph: { nodes, dependencies: {} },
  } as unknown as ExecutorContext;
  const tasks = targets.map((id) => {
    const [project = '', target = ''] = id.split(':');
    return { id, target: { project, target }, outputs: [], overrides: {} };
  });
  return {
    context,
    options: Object.fromEntries(
      targets.map((id) => {
        const [project = '', target = ''] = id.split(':');
        return [id, configurations[project]?.targets?.[target]?.options];
      }),
    ),
    taskGraph: { tasks: Object.fromEntries(tasks.map((task) => [task.id, task])) } as unknown as TaskGraph,
  };
}

async function batchOf({ taskGraph, options, context }: Run) {
  vi.stubEnv('NO_COLOR', '1');
  const results: { [task: string]: { success: boolean; text: string } } = {};
  for await (const { task, result } of checkBatch(taskGraph, options, {}, context)) {
    results[task] = { success: result.success, text: result.terminalOutput };
    expect(result.endTime).toBeGreaterThanOrEqual(result.startTime);
  }
  return results;
}

const reportAt = (root: string, project: string, id: string) =>
  JSON.parse(readFileSync(join(root, `.invariants/${project}/${id}.json`), 'utf8'));

describe('the check executor', () => {
  it('judges every leaf of a batch by itself and leaves a report for each', async () => {
    const root = temporaryWorkspace(service);
    const run = await runOf(root, [
      'a:check-service-version',
      'b:check-service-version',
      'a:check-mine',
      'b:check-mine',
    ]);
    const results = await batchOf(run);
    expect(Object.fromEntries(Object.entries(results).map(([task, { success }]) => [task, success]))).toEqual(
      {
        'a:check-service-version': true,
        'b:check-service-version': false,
        'a:check-mine': true,
        'b:check-mine': false,
      },
    );
    expect(results['a:check-mine']?.text).toBe('seen\n✔ check-mine a: holds (M1)\n'.replace(' (M1)', ''));
    expect(results['b:check-mine']?.text).toContain('its code ended the process (exit code 0)');
    expect(reportAt(root, 'a', 'service-version')).toMatchObject({
      verdict: 'holds',
      task: 'a:check-service-version',
      invariants: ['B3'],
    });
    expect(reportAt(root, 'b', 'service-version')).toMatchObject({
      verdict: 'violated',
      findings: [{ file: 'apps/b/VERSION', line: 1 }],
    });
    expect(reportAt(root, 'b', 'mine')).toMatchObject({ verdict: 'error', inputsDigest: null });
  });

  it('alone writes the same report, byte for byte', async () => {
    const root = temporaryWorkspace(service);
    const run = await runOf(root, ['a:check-service-version']);
    await batchOf(run);
    const inBatch = readFileSync(join(root, '.invariants/a/service-version.json'), 'utf8');
    let printed = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += text;
      return true;
    });
    const context = { ...run.context, projectName: 'a', targetName: 'check-service-version' };
    const result = await check(run.options['a:check-service-version'] as CheckExecutorOptions, context);
    vi.restoreAllMocks();
    expect([result, printed]).toEqual([{ success: true }, '✔ check-service-version a: holds (B3)\n']);
    expect(readFileSync(join(root, '.invariants/a/service-version.json'), 'utf8')).toBe(inBatch);
  });

  it.each<[string, object, RegExp]>([
    ['as it was inferred', {}, /does not stand for its checks: nx.json:4:7: targetDefaults.invariants sets/],
    [
      'with options of another check',
      { check: 'service-version', parameters: {} },
      /does not stand for its checks: targetDefaults in nx.json alter it/,
    ],
  ])('fails an aggregate that it is given, %s, and nobody opts out of that', async (_what, over, reason) => {
    const metadata = { invariants: { optOut: { 'service-version': 'x' } } };
    const root = temporaryWorkspace({
      'nx.json': { targetDefaults: { invariants: { dependsOn: [] } } },
      'apps/a/VERSION': '1.0.0\n',
      'apps/a/project.json': { name: 'a', metadata },
    });
    const run = await runOf(root, ['a:invariants']);
    Object.assign(run.options['a:invariants'] ?? {}, over);
    expect(await batchOf(run)).toEqual({
      'a:invariants': { success: false, text: expect.stringMatching(reason) },
    });
  });

  it.each([
    { inputs: [] },
    { defaultConfiguration: 'x', configurations: { x: {} } },
    { metadata: undefined },
  ])('fails a leaf that is not as it was inferred but has %j', async (over) => {
    const root = temporaryWorkspace(service);
    const run = await runOf(root, ['a:check-service-version']);
    const { targets = {} } = run.context.projectsConfigurations.projects.a ?? {};
    Object.assign(targets['check-service-version'] ?? {}, over);
    expect(await batchOf(run)).toEqual({
      'a:check-service-version': {
        success: false,
        text: expect.stringContaining('its target check-service-version is not as it was inferred'),
      },
    });
  });

  it('deletes the reports of all leaves before it judges the first', async () => {
    const root = temporaryWorkspace({ ...service, '.invariants/b/service-version.json': 'green' });
    const run = await runOf(root, ['a:check-service-version', 'b:check-service-version']);
    const batch = checkBatch(run.taskGraph, run.options, {}, run.context);
    await batch.next();
    expect(existsSync(join(root, '.invariants/b/service-version.json'))).toBe(false);
    await batch.return(undefined);
  });

  it.each<[string, (optOut: object) => Files]>([
    ['project.json', (optOut) => ({ 'apps/b/project.json': { name: 'b', ...optOut } })],
    ['package.json', (optOut) => ({ 'apps/b/package.json': { name: 'b', nx: optOut } })],
  ])('passes a leaf that its project does without in %s, and says why', async (_file, optingOut) => {
    const optOut = { metadata: { invariants: { optOut: { 'service-version': 'no release yet' } } } };
    const root = temporaryWorkspace({ ...service, ...optingOut(optOut) });
    const results = await batchOf(await runOf(root, ['b:check-service-version']));
    expect(results['b:check-service-version']?.success).toBe(true);
    expect(reportAt(root, 'b', 'service-version')).toMatchObject({
      verdict: 'opted-out',
      optedOut: 'no release yet',
    });
  });

  it.each([
    [{ optOut: { 'service-version': '  ' } }],
    [{ optOut: { 'service-version': true } }],
    [{ optOut: { coverage: 'other' } }],
    [{ optOut: [] }],
    ['x'],
  ])('takes no opt-out from %j', async (invariants) => {
    const root = temporaryWorkspace({
      ...service,
      'apps/b/project.json': { name: 'b', metadata: { invariants } },
    });
    const results = await batchOf(await runOf(root, ['b:check-service-version']));
    expect(results['b:check-service-version']?.success).toBe(false);
  });

  it('applies the waivers of the leaf until they expire', async () => {
    vi.stubEnv('NX_INVARIANTS_EXPIRED_WAIVERS', '');
    const root = temporaryWorkspace(service);
    const waiver = { scope: 'apps/b/VERSION', reason: 'r', owner: 'o', expires: '2999-01-01' };
    writeFiles(root, { 'invariants.waivers.json': { waivers: { b: { 'service-version': [waiver] } } } });
    await batchOf(await runOf(root, ['b:check-service-version']));
    expect(reportAt(root, 'b', 'service-version')).toMatchObject({
      verdict: 'holds',
      findings: [{ waivedBy: { owner: 'o' } }],
    });
    vi.stubEnv('NX_INVARIANTS_EXPIRED_WAIVERS', '2999-01-01');
    await batchOf(await runOf(root, ['b:check-service-version']));
    expect(reportAt(root, 'b', 'service-version').verdict).toBe('violated');
  });

  it('takes the ids a check upholds by default where the catalogue cannot be read', async () => {
    const root = temporaryWorkspace({ ...service, 'invariants.json': '{' });
    await batchOf(await runOf(root, ['a:check-service-version']));
    expect(reportAt(root, 'a', 'service-version').invariants).toEqual(['B3']);
  });

  it('fails the leaf alone whose report cannot be written', async () => {
    const root = temporaryWorkspace({ ...service, '.invariants/a': 'a file in the way' });
    const results = await batchOf(await runOf(root, ['a:check-service-version', 'b:check-service-version']));
    expect(results['a:check-service-version']).toEqual({
      success: false,
      text: expect.stringMatching(/^check-service-version of a failed: .*\.invariants\/a/),
    });
    expect(reportAt(root, 'b', 'service-version').verdict).toBe('violated');
  });

  it('writes and deletes nothing outside of its folder, whatever a project is called', async () => {
    const root = temporaryWorkspace({
      ...service,
      'apps/b/project.json': { name: '../precious' },
      'precious/service-version.json': 'mine',
    });
    const id = '../precious:check-service-version';
    const results = await batchOf(await runOf(root, [id]));
    expect(results[id]).toEqual({
      success: false,
      text: expect.stringContaining('no folder of reports can be called "../precious"; rename the project'),
    });
    expect(reportAt(root, '%2e%%2e%%2f%precious', 'service-version').verdict).toBe('error');
    expect(readFileSync(join(root, 'precious/service-version.json'), 'utf8')).toBe('mine');
  });

  it('fails with what to do where the check is unknown', async () => {
    const root = temporaryWorkspace(service);
    const run = await runOf(root, ['a:check-service-version']);
    const results = await batchOf({ ...run, options: { 'a:check-service-version': { check: 'gone' } } });
    expect(results['a:check-service-version']?.text).toContain('no check has the id "gone"');
  });

  it('refuses to go on where Nx passes no options', async () => {
    const run = await runOf(temporaryWorkspace(service), ['a:check-service-version']);
    await expect(batchOf({ ...run, options: {} })).rejects.toThrow(
      'nx passed no options for a:check-service-version',
    );
  });

  it('passes the graph to checks that read it', async () => {
    const root = temporaryWorkspace({
      ...service,
      'invariants.json': {
        invariants: [
          { id: 'B3', statement: 's', upheldBy: [{ check: 'service-version', project: 'a' }] },
          { id: 'B4', statement: 's', upheldBy: [{ check: 'service-version', project: 'gone' }] },
        ],
      },
    });
    await batchOf(await runOf(root, ['workspace:check-invariant-map']));
    expect(reportAt(root, 'workspace', 'invariant-map')).toMatchObject({
      verdict: 'violated',
      findings: [{ invariants: ['B4'], message: 'B4: there is no project "gone", so nothing upholds it' }],
    });
    expect((await inferredProject(root, 'workspace')).targets['check-invariant-map']?.cache).toBe(false);
  });
});

describe('a stale build', () => {
  it('fails the leaf', async () => {
    vi.spyOn(stale, 'staleBuild').mockReturnValue('the build is older');
    const root = temporaryWorkspace(service);
    const results = await batchOf(await runOf(root, ['a:check-service-version']));
    expect(results['a:check-service-version']).toMatchObject({ success: false });
    expect(reportAt(root, 'a', 'service-version')).toMatchObject({
      verdict: 'error',
      findings: [{ message: 'the check service-version could not judge a: the build is older' }],
    });
  });

  it('is noticed, with what to run', async () => {
    const folder = temporaryWorkspace({
      'src/a.ts': '1',
      'src/a.spec.ts': '',
      'src/cli/x.ts': '',
      'src/fixtures/x.ts': '',
    });
    const before = stale.sourceDigest(folder);
    for (const path of ['src/a.spec.ts', 'src/cli/x.ts', 'src/fixtures/x.ts'])
      writeFileSync(join(folder, path), 'changed');
    expect(stale.sourceDigest(folder)).toBe(before);
    mkdirSync(join(folder, 'src/b'));
    writeFileSync(join(folder, 'src/b/c.ts'), '');
    expect(stale.sourceDigest(folder)).not.toBe(before);
    const plugin = join(__dirname, '..', '..', '..');
    const stamp = readFileSync(join(plugin, 'dist', '.source-digest'), 'utf8').trim();
    expect(staleBuild(['no-such-engine' as never]) === undefined).toBe(stamp === stale.sourceDigest(plugin));
    expect(staleBuild([]) ?? 'the build of nx-invariants is older').toMatch(
      /^the build of nx-invariants is older/,
    );
  });
});
