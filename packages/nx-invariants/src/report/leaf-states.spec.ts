import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import { foundManifests, judgeLeaf } from '../../testing/judge-leaf';
import {
  type Files,
  git,
  temporaryFolder,
  temporaryWorkspace,
  writeFiles,
} from '../../testing/temporary-workspace';
import { workspaceStamp } from '../baseline/workspace-stamp';
import { inputsDigest } from '../check/inputs-digest';
import { type Report, writeReport } from '../check/report';
import { leafRequest } from '../executors/check/request';
import { inferWorkspace } from '../plugin/infer';
import { SourceTree } from '../workspace/source-tree';
import { evidenceOf, type Origin } from './leaf-state';
import { readLeafStates } from './read-leaf-states';
import { readReport } from './read-report';
import { writeRunRecord } from './run-record';

const report: Report = {
  version: 1,
  check: 'service-version',
  project: 'a',
  task: 'a:check-service-version',
  verdict: 'holds',
  invariants: ['B3'],
  subjects: ['apps/a/VERSION'],
  findings: [],
  details: null,
  inputsDigest: 'now',
};
const leaf = { project: 'a', check: 'service-version' };
const present = { inputsDigest: 'now', optOutReason: undefined };
const comparison = { base: 'main', state: 's' };
const unknown: Origin = { ending: undefined, comparison: undefined };
const never = () => {
  throw new Error('nobody asked');
};

describe('evidenceOf', () => {
  it.each<[string, Partial<Report>, Partial<typeof present> | { optOutReason: string }, string]>([
    ['the digest of now', {}, {}, 'current'],
    ['the digest of then', { inputsDigest: 'then' }, {}, 'stale'],
    ['no digest, of what could not judge', { verdict: 'error', inputsDigest: null }, {}, 'current'],
    ['no digest, of what claims to hold', { inputsDigest: null }, {}, 'stale'],
    ['a project that does without since', {}, { optOutReason: 'legacy' }, 'stale'],
    [
      'the opt-out of now',
      { verdict: 'opted-out', optedOut: 'legacy', inputsDigest: null },
      { optOutReason: 'legacy' },
      'current',
    ],
    [
      'an opt-out for another reason',
      { verdict: 'opted-out', optedOut: 'x', inputsDigest: null },
      { optOutReason: 'legacy' },
      'stale',
    ],
    ['an opt-out that is gone', { verdict: 'opted-out', optedOut: 'x', inputsDigest: null }, {}, 'stale'],
  ])('%s', (_what, rest, now, kind) => {
    const reading = { kind: 'read', report: { ...report, ...rest } } as const;
    const evidence = evidenceOf(leaf, reading, unknown, () => ({ ...present, ...now }));
    expect(evidence).toEqual({
      kind,
      report: reading.report,
      ...(kind === 'current' ? { isFromCache: false } : {}),
    });
  });

  it.each<[string, Origin, object]>([
    ['judged', { ...unknown, ending: 'judged' }, { isFromCache: false }],
    ['taken from a cache', { ...unknown, ending: 'cached' }, { isFromCache: true }],
    ['judged by a leaf that failed', { ...unknown, ending: 'failed' }, { isFromCache: false }],
  ])('knows a report that was %s', (_what, origin, expected) => {
    const evidence = evidenceOf(leaf, { kind: 'read', report }, origin, () => present);
    expect(evidence).toEqual({ kind: 'current', report, ...expected });
  });

  it.each<[string, Origin, object]>([
    ['no run reached for it', unknown, { kind: 'missing' }],
    ['it was deleted after a run', { ...unknown, ending: 'judged' }, { kind: 'missing' }],
    ['its leaf failed', { ...unknown, ending: 'failed' }, { kind: 'failed', isSkipped: false }],
    ['its leaf was skipped', { ...unknown, ending: 'skipped' }, { kind: 'failed', isSkipped: true }],
    ['the change leaves it alone', { ending: undefined, comparison }, { kind: 'unaffected', base: 'main' }],
    ['its leaf failed before', { ending: 'failed', comparison }, { kind: 'failed', isSkipped: false }],
  ])('says why there is no report: %s', (_what, origin, expected) => {
    expect(evidenceOf(leaf, { kind: 'missing' }, origin, never)).toEqual(expected);
  });

  it('is no evidence where the report is of another leaf, or none', () => {
    expect(evidenceOf({ ...leaf, project: 'b' }, { kind: 'read', report }, unknown, never)).toEqual({
      kind: 'malformed',
      reason: 'it is the report of a:service-version',
    });
    expect(evidenceOf(leaf, { kind: 'malformed', reason: 'x' }, unknown, never)).toEqual({
      kind: 'malformed',
      reason: 'x',
    });
  });
});

describe('readReport', () => {
  it('reads what has the published shape', () => {
    const path = join(temporaryFolder(), 'r.json');
    writeReport(path, report);
    expect(readReport(path)).toEqual({ kind: 'read', report });
  });

  it.each<[string, unknown, object]>([
    ['no JSON', '{', { kind: 'malformed', reason: expect.stringMatching(/JSON/) }],
    ['no report', '[]', { kind: 'malformed', reason: 'it must be object' }],
    [
      'another version',
      { ...report, version: 2 },
      { kind: 'malformed', reason: '/version must be equal to constant' },
    ],
    [
      'an unknown verdict',
      { ...report, verdict: 'fine' },
      { kind: 'malformed', reason: expect.stringMatching(/^\/verdict /) },
    ],
  ])('refuses %s', (_what, content, expected) => {
    const root = temporaryWorkspace({ 'r.json': content });
    expect(readReport(join(root, 'r.json'))).toEqual(expected);
  });

  it('is missing where there is no file, malformed where there is something else', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'r.json'));
    writeFileSync(join(folder, 'large.json'), '');
    truncateSync(join(folder, 'large.json'), 64 * 1024 * 1024 + 1);
    const read = ['none.json', 'r.json', 'large.json'].map((name) => readReport(join(folder, name)));
    expect(read).toEqual([
      { kind: 'missing' },
      { kind: 'malformed', reason: 'it is no file' },
      { kind: 'malformed', reason: 'it is larger than 64 MiB' },
    ]);
  });
});

describe('readLeafStates', () => {
  const files: Files = { 'apps/a/VERSION': '1.0.0\n', 'apps/b/VERSION': '1.0.0\n' };

  async function sourceOf(root: string) {
    const { projects, registry, options } = await inferWorkspace(root, foundManifests(root));
    const nodes = Object.fromEntries(
      projects.map(({ project, targets }) => [
        project.name,
        { name: project.name, type: 'app', data: { root: project.root, targets } },
      ]),
    );
    const graph = { nodes, dependencies: {} } as unknown as ProjectGraph;
    return { root, graph, options: options.options, namedInputs: {}, registry, env: {}, today: '2026-01-01' };
  }

  /** Judges a leaf and leaves its report, with the digest that the executor would note. */
  async function judgeAndLeave(root: string, project: string): Promise<void> {
    const { graph, options, namedInputs, registry } = await sourceOf(root);
    const configurations = Object.fromEntries(
      Object.entries(graph.nodes).map(([name, { data }]) => [name, data]),
    );
    const target = 'check-service-version';
    const request = leafRequest(
      {
        context: {
          root,
          projectGraph: graph,
          projectsConfigurations: { version: 2, projects: configurations },
        },
        options,
        namedInputs,
        registry,
      },
      { id: `${project}:${target}`, project, target },
      configurations[project]?.targets?.[target]?.options,
    );
    const digest = inputsDigest(request, new SourceTree(root), { env: {}, today: undefined });
    const judged = await judgeLeaf(root, project, 'service-version');
    writeReport(join(root, '.invariants', project, 'service-version.json'), {
      ...judged,
      inputsDigest: digest,
    });
  }

  it('knows of every leaf of the graph whether its report is of this state', async () => {
    const root = temporaryWorkspace(files);
    await judgeAndLeave(root, 'a');
    await judgeAndLeave(root, 'b');
    writeFiles(root, { 'apps/b/VERSION': '2.0.0\n', '.invariants/workspace/configuration.json': 'x' });
    const states = await readLeafStates(await sourceOf(root));
    expect(states.map(({ project, check, path, kind }) => [project, check, path, kind])).toEqual([
      ['a', 'service-version', '.invariants/a/service-version.json', 'current'],
      ['b', 'service-version', '.invariants/b/service-version.json', 'stale'],
      ['workspace', 'configuration', '.invariants/workspace/configuration.json', 'malformed'],
      ['workspace', 'invariant-map', '.invariants/workspace/invariant-map.json', 'missing'],
      ['workspace', 'portable-scripts', '.invariants/workspace/portable-scripts.json', 'missing'],
    ]);
  });

  it('a report of checks that read the day is stale the day after', async () => {
    const root = temporaryWorkspace(files);
    const source = await sourceOf(root);
    const stateOn = async (today: string) =>
      (await readLeafStates({ ...source, today })).find(({ check }) => check === 'configuration');
    mkdirSync(join(root, '.invariants/workspace'), { recursive: true });
    const of = (inputsDigest: string) => ({
      ...report,
      check: 'configuration',
      project: 'workspace',
      task: 'x',
      inputsDigest,
    });
    writeFileSync(join(root, '.invariants/workspace/configuration.json'), JSON.stringify(of('x')));
    expect((await stateOn('2026-01-01'))?.kind).toBe('stale');
  });

  it('takes what nx affected left out for unaffected until the workspace changes', async () => {
    const root = temporaryWorkspace({ ...files, '.gitignore': '.invariants\n' });
    git(root, 'init', '-q');
    git(root, 'add', '-A');
    git(root, 'commit', '-q', '-m', 'one');
    const source = await sourceOf(root);
    const stamp = await workspaceStamp(root);
    writeRunRecord(root, {
      endings: { '.invariants/b/service-version.json': 'failed' },
      affected: { base: 'main', state: stamp?.digest ?? 'none' },
    });
    const kinds = async () => (await readLeafStates(source)).map(({ kind }) => kind);
    expect(await kinds()).toEqual(['unaffected', 'failed', 'unaffected', 'unaffected', 'unaffected']);
    writeFiles(root, { 'apps/a/VERSION': '1.0.1\n' });
    expect(await kinds()).toEqual(['missing', 'failed', 'missing', 'missing', 'missing']);
    writeFiles(root, { 'apps/a/VERSION': '1.0.0\n' });
    expect(await kinds()).toEqual(['unaffected', 'failed', 'unaffected', 'unaffected', 'unaffected']);
  });
});
