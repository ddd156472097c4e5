import { readFileSync } from 'node:fs';
import { logger } from '@nx/devkit';
import { FsTree, flushChanges } from 'nx/src/generators/tree';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tone } from '../../../testing/calm-workspace';
import { foundManifests } from '../../../testing/judge-leaf';
import { graphOfProjects, judgeLeaves } from '../../../testing/judge-workspace';
import { type Files, git, temporaryFolder, writeFiles } from '../../../testing/temporary-workspace';
import { dayAfter, today } from '../../config/day';
import { inferWorkspace } from '../../plugin/infer';
import { readReport } from '../../report/read-report';
import { reportFile } from '../../report/report-file';
import adopt, { type AdoptOptions } from './adopt';

const nxJson = (checks: object = {}) => ({
  plugins: [
    {
      plugin: 'nx-invariants',
      options: { customChecks: ['checks/tone/check.mjs'], checks: { 'service-version': false, ...checks } },
    },
  ],
});

/** A report of 100 statements on lines of their own. */
const profile = (covered: number) =>
  [
    'mode: set',
    ...Array.from(
      { length: 100 },
      (_, index) => `x/api/main.go:${index + 1}.1,${index + 1}.2 1 ${index < covered ? 1 : 0}`,
    ),
    '',
  ].join('\n');

const files: Files = {
  '.gitignore': 'coverage/\n.invariants/\n',
  'nx.json': nxJson(),
  'checks/tone/check.mjs': tone,
  'invariants.json': { invariants: [{ id: 'T1', statement: 's', planned: { reason: 'r' } }] },
  'coverage-config.json': '{\n  "thresholds": {}\n}\n',
  'apps/api/go.mod': 'module x/api\n\ngo 1.26\n',
  'apps/api/main.go': `package main\n${'\n'.repeat(100)}`,
  'apps/api/note.txt': 'calm',
  '.nvmrc': '20\n',
};
const floor = (entry: object): Files => ({
  'coverage-config.json': `${JSON.stringify({ thresholds: { api: entry } }, null, 2)}\n`,
});

let root: string;
let said: string;
beforeEach(() => {
  root = temporaryFolder();
  git(root, 'init', '-q');
  said = '';
  vi.spyOn(logger, 'info').mockImplementation((line) => {
    said += line;
  });
});
afterEach(() => vi.restoreAllMocks());

function commit(more: Files = {}): void {
  writeFiles(root, { ...files, ...more });
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'c');
}

const graphOf = async () => graphOfProjects((await inferWorkspace(root, foundManifests(root))).projects);
const judge = async () => judgeLeaves(root, await graphOf());

/** Those that do not hold, as `project:check verdict`. */
async function notHolding(): Promise<string[]> {
  const { nodes } = await graphOf();
  const checks = Object.values(nodes).flatMap(({ name, data: { targets = {} } }) =>
    Object.values(targets).flatMap(({ options }) => (options?.check ? [[name, options.check]] : [])),
  );
  return checks.flatMap(([project, check]) => {
    const reading = readReport(`${root}/${reportFile(project, check)}`);
    const verdict = reading.kind === 'read' ? reading.report.verdict : reading.kind;
    return verdict === 'holds' ? [] : [`${project}:${check} ${verdict}`];
  });
}

function findingsOf(project: string, check: string) {
  const reading = readReport(`${root}/${reportFile(project, check)}`);
  return reading.kind === 'read' ? reading.report.findings : [];
}

const failing = async () => (await notHolding()).filter((leaf) => !leaf.endsWith(' warns'));

/** Runs the generator; returns the files that it changed. */
async function generate(options: Partial<AdoptOptions> = {}): Promise<{ [path: string]: string }> {
  const tree = new FsTree(root, false);
  const graph = await graphOf();
  await adopt(tree, { owner: '@team', ...options }, async () => ({ kind: 'read', graph }));
  const changes = tree.listChanges();
  flushChanges(root, changes);
  return Object.fromEntries(changes.map(({ path, content }) => [path, String(content)]));
}

const isFingerprint = expect.stringMatching(/^[0-9a-f]{16}$/);

describe('adopt', () => {
  it('accepts what fails today, so that it is green; what comes later is red', async () => {
    commit({
      'apps/api/note.txt': 'angry',
      'apps/web/package.json': { name: 'web' },
      'apps/web/note.txt': 'cryptic',
    });
    await judge();
    expect(await failing()).toEqual(['api:tone violated', 'web:tone undecided']);
    const waiver = {
      fingerprint: isFingerprint,
      owner: '@team',
      reason: `was there on ${today()}, when the checks came`,
      expires: dayAfter(today(), 90),
    };
    const changed = await generate();
    expect(Object.keys(changed)).toEqual(['invariants.waivers.json']);
    expect(JSON.parse(changed['invariants.waivers.json'] ?? '')).toEqual({
      $schema: './.nx/installation/node_modules/nx-invariants/schemas/invariants-waivers.json',
      waivers: { api: { tone: [waiver] }, web: { tone: [waiver] } },
    });
    await judge();
    expect(await failing()).toEqual([]);
    writeFiles(root, { 'apps/api/note.txt': 'cryptic' });
    await judge();
    expect(await failing()).toEqual(['api:tone violated']);
  });

  it('says what it found and did, and what comes next; a second run changes nothing', async () => {
    commit({ 'apps/api/note.txt': 'angry' });
    await judge();
    await generate({ reason: 'the move', expires: 10 });
    const day = dayAfter(today(), 10);
    expect(said).toBe(`
nx-invariants

Found
  - tone of api: 1 finding

Done
  - invariants.waivers.json: 1 waiver for tone of api, until ${day}

Next
  - ./nx run-many -t invariants
`);
    await judge();
    said = '';
    expect(await generate()).toEqual({});
    expect(said).toBe(
      '\nnx-invariants\n\nDone\n  - nothing: no check fails with what a waiver could accept\n',
    );
  });

  it('waives nothing twice when it is run again before the checks are', async () => {
    commit({ 'apps/api/note.txt': 'angry' });
    await judge();
    const written = await generate();
    await expect(generate({ expires: 300 })).rejects.toThrow('What fails today is not known');
    expect(readFileSync(`${root}/invariants.waivers.json`, 'utf8')).toBe(written['invariants.waivers.json']);
  });

  it('prolongs no waiver that has expired', async () => {
    commit({ 'apps/api/note.txt': 'angry' });
    await judge();
    await generate();
    const text = readFileSync(`${root}/invariants.waivers.json`, 'utf8');
    const expired = text.replace(/"expires": "[^"]*"/, '"expires": "2020-01-01"');
    writeFiles(root, { 'invariants.waivers.json': expired });
    await judge();
    expect(await generate()).toEqual({});
    expect(said).toContain('expired on 2020-01-01');
  });

  it('keeps the waivers that are there, and the comments', async () => {
    commit({
      'apps/api/note.txt': 'angry',
      'apps/web/package.json': { name: 'web' },
      'apps/web/note.txt': 'angry',
    });
    await judge();
    await generate();
    writeFiles(root, { 'apps/web/note.txt': 'cryptic' });
    const before = readFileSync(`${root}/invariants.waivers.json`, 'utf8');
    writeFiles(root, { 'invariants.waivers.json': `// ours\n${before}` });
    await judge();
    const changed = await generate({ owner: '@other' });
    const text = changed['invariants.waivers.json'] ?? '';
    expect(text).toMatch(/^\/\/ ours\n/);
    const { waivers } = JSON.parse(text.replace('// ours\n', ''));
    expect(waivers.api).toEqual(JSON.parse(before).waivers.api);
    expect(waivers.web.tone.map(({ owner }: { owner: string }) => owner)).toEqual(['@team', '@other']);
    expect(said).toContain(
      '  - tone of web: what is wrong with waivers cannot be waived: invariants.waivers.json',
    );
  });

  it('sets a missed floor to what is measured, and keeps the old one in sight', async () => {
    commit({ ...floor({ min: 80, tool: 'go-cover', packages: { 'main.go': { min: 90, warn: 95 } } }) });
    writeFiles(root, { 'apps/api/coverage/coverage.out': profile(62) });
    await judge();
    expect(await notHolding()).toEqual(['api:coverage violated']);
    const changed = await generate();
    expect(Object.keys(changed)).toEqual(['coverage-config.json']);
    expect(JSON.parse(changed['coverage-config.json'] ?? '').thresholds.api).toEqual({
      min: 62,
      warn: 80,
      tool: 'go-cover',
      packages: { 'main.go': { min: 62, warn: 95 } },
    });
    expect(said).toContain(
      'coverage-config.json: the floor of api/main.go is 62 % instead of 90 %, since 62.00% is measured',
    );
    await judge();
    expect(await notHolding()).toEqual(['api:coverage warns']);
    writeFiles(root, { 'apps/api/coverage/coverage.out': profile(61) });
    await judge();
    expect(await notHolding()).toEqual(['api:coverage violated']);
  });

  it('leaves a floor alone whose finding is waived already', async () => {
    commit(floor({ min: 80, tool: 'go-cover', packages: { 'main.go': { min: 90 } } }));
    writeFiles(root, { 'apps/api/coverage/coverage.out': profile(62) });
    await judge();
    const [own] = findingsOf('api', 'coverage').filter(({ message }) =>
      message.includes('coverage of api is'),
    );
    const waiver = { fingerprint: own?.fingerprint, reason: 'r', owner: 'o', expires: dayAfter(today(), 9) };
    writeFiles(root, { 'invariants.waivers.json': { waivers: { api: { coverage: [waiver] } } } });
    await judge();
    const changed = await generate();
    expect(Object.keys(changed)).toEqual(['coverage-config.json']);
    expect(JSON.parse(changed['coverage-config.json'] ?? '').thresholds.api).toEqual({
      min: 80,
      tool: 'go-cover',
      packages: { 'main.go': { min: 62, warn: 90 } },
    });
    await judge();
    expect(await failing()).toEqual([]);
  });

  it('waives what no floor can hold, and sets a further metric apart from the own one', async () => {
    commit({
      ...floor({ min: 80, tool: 'go-cover', metric: 'statements', metrics: { lines: { min: 70 } } }),
    });
    writeFiles(root, { 'apps/api/coverage/coverage.out': profile(0) });
    await judge();
    expect(Object.keys(await generate())).toEqual(['invariants.waivers.json']);
    await judge();
    expect(await notHolding()).toEqual([]);
  });

  it('gives a floor to a service that is measured and has none, and the catalogue a row', async () => {
    commit();
    writeFiles(root, { 'apps/api/coverage/coverage.out': profile(62) });
    await judge();
    const changed = await generate();
    expect(JSON.parse(changed['coverage-config.json'] ?? '').thresholds).toEqual({
      api: { min: 62, tool: 'go-cover' },
    });
    expect(JSON.parse(changed['invariants.json'] ?? '').invariants[1].upheldBy).toEqual([
      { check: 'coverage', project: 'api' },
    ]);
  });

  it('leaves the floor of changed lines alone, which the next commit ends', async () => {
    commit(floor({ min: 10, tool: 'go-cover', patch: { min: 90 } }));
    commit({
      ...floor({ min: 10, tool: 'go-cover', patch: { min: 90 } }),
      'apps/api/main.go': `package main\n${'\n'.repeat(61)}//\n//\n${'\n'.repeat(40)}`,
    });
    writeFiles(root, { 'apps/api/coverage/coverage.out': profile(62) });
    await judge();
    expect(await failing()).toEqual(['api:coverage violated']);
    expect(await generate()).toEqual({});
    expect(said).toMatch(
      /Left alone\n {2}- coverage of api: it compares with the base revision, and is gone with the next one: coverage-config.json:6:16 coverage of the changed lines of api is 0.00%/,
    );
  });

  it.each<[string, Files, RegExp]>([
    ['before a run', {}, /lockfiles of api is missing and \d+ more. Run "\.\/nx run-many -t invariants"/],
    [
      'after an edit',
      { 'apps/api/note.txt': 'loud' },
      /^What fails today is not known: tone of api is stale\. Run/,
    ],
    ['over a broken report', { '.invariants/api/tone.json': '{' }, /tone of api is malformed\. Run/],
    [
      'over what is no list of waivers',
      { 'invariants.waivers.json': '{ "waivers": [] }' },
      /^invariants.waivers.json:1:3 /,
    ],
  ])('writes nothing %s', async (what, edit, reason) => {
    commit({ 'apps/api/note.txt': 'angry' });
    if (what.endsWith('waivers')) writeFiles(root, edit);
    if (what !== 'before a run') await judge();
    writeFiles(root, edit);
    await expect(generate()).rejects.toThrow(reason);
  });
});
