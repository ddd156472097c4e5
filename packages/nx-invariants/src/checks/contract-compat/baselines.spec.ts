import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf } from '../../../testing/judge-leaf';
import { type Files, git, temporaryFolder, writeFiles } from '../../../testing/temporary-workspace';
import { hookVariables } from '../../plugin/hooks';

const at = 'contracts/schemas/job.json';
const schema = ($version: string, maxLength: number, $id = 'https://example.com/job.json') => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id,
  $version,
  type: 'string',
  maxLength,
});
const broken = (from: number, to: number) =>
  `error ${at}:6:3 breaking change of job at /maxLength: maxLength changed from ${from} to ${to}`;

function settings(options: object): Files {
  const plugin = {
    plugin: 'nx-invariants',
    options: { contracts: 'contracts/schemas', checks: { 'contract-compat': options } },
  };
  return { 'nx.json': { plugins: [plugin] } };
}

function repository(options: object = {}): string {
  const root = temporaryFolder();
  git(root, 'init', '-q');
  writeFiles(root, settings(options));
  return root;
}

function commit(root: string, files: Files, ...tags: readonly string[]): string {
  writeFiles(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'c');
  for (const tag of tags) git(root, 'tag', tag);
  return git(root, 'rev-parse', 'HEAD').trim();
}

function clone(origin: string, ...options: readonly string[]): string {
  const root = join(temporaryFolder(), 'clone');
  git(origin, 'clone', '-q', ...options, `file://${origin}`, root);
  return root;
}

/** Judges a repository as a run of Nx would: the hook first, then the leaf. */
async function judge(root: string, env: { [name: string]: string } = {}) {
  const report = await judgeLeaf(root, 'workspace', 'contract-compat', {
    env: await hookVariables(root, [], env),
  });
  return [report.verdict, ...findingLines(report)];
}

describe('the merge base', () => {
  it.each<[string, () => string]>([
    [
      'a branch of a clone',
      () => {
        const origin = repository();
        commit(origin, { [at]: schema('1.0.0', 3) });
        const root = clone(origin);
        git(root, 'checkout', '-q', '-b', 'feature');
        return root;
      },
    ],
    [
      'a fork, whose own default branch lags behind',
      () => {
        const upstream = repository();
        commit(upstream, { [at]: schema('0.9.0', 9) });
        const fork = clone(upstream, '--bare');
        commit(upstream, { [at]: schema('1.0.0', 3) });
        const root = clone(fork);
        git(root, 'remote', 'add', 'upstream', `file://${upstream}`);
        git(root, 'fetch', '-q', 'upstream');
        git(root, 'checkout', '-q', '-b', 'feature', 'upstream/main');
        return root;
      },
    ],
    [
      'a branch where there is no remote',
      () => {
        const root = repository();
        commit(root, { [at]: schema('1.0.0', 3) });
        git(root, 'checkout', '-q', '-b', 'feature');
        return root;
      },
    ],
    [
      'the default branch itself',
      () => {
        const root = repository();
        commit(root, { [at]: schema('1.0.0', 3) });
        return root;
      },
    ],
  ])('of %s', async (_what, make) => {
    const root = make();
    commit(root, { [at]: schema('1.0.0', 3) });
    expect(await judge(root)).toEqual(['holds']);
    commit(root, { [at]: schema('1.1.0', 2) });
    expect(await judge(root)).toEqual(['violated', broken(3, 2)]);
    commit(root, { [at]: schema('2.0.0', 2) });
    expect(await judge(root, { NX_BASE: 'HEAD~2' })).toEqual(['holds']);
  });

  it('is none at the first commit, where every contract is new', async () => {
    const root = repository();
    commit(root, { [at]: schema('1.0.0', 3) });
    expect(await judge(root)).toEqual(['holds']);
  });

  it('cannot be told in a shallow clone', async () => {
    const origin = repository();
    for (const maxLength of [3, 2]) commit(origin, { [at]: schema('1.0.0', maxLength) });
    expect(await judge(clone(origin, '--depth=1'))).toEqual([
      'undecided',
      'undecided contracts/schemas the contracts cannot be compared with what they were: this is a shallow clone, so the base revision is not in it; fetch the history (git fetch --unshallow)',
    ]);
  });

  it('shows a renamed and a deleted contract, and another one in the place of the renamed', async () => {
    const root = repository();
    const gone = 'contracts/schemas/gone.json';
    commit(root, { [at]: schema('1.0.0', 3), [gone]: schema('1.0.0', 3, 'https://example.com/gone.json') });
    for (const path of [at, gone]) rmSync(join(root, path));
    const moved = 'contracts/schemas/moved/work.json';
    commit(root, { [moved]: schema('1.1.0', 2), [at]: schema('1.0.0', 1, 'https://example.com/new.json') });
    expect(await judge(root)).toEqual([
      'violated',
      `error ${gone} the contract gone was removed`,
      `error ${at}:6:3 breaking change of job at /maxLength: maxLength changed from 3 to 1`,
      `error ${moved}:6:3 breaking change of moved/work at /maxLength: maxLength changed from 3 to 2`,
    ]);
  });
});

describe('transitive modes', () => {
  const steps = [
    { [at]: schema('1.0.0', 5) },
    { [at]: schema('1.1.0', 6) },
    { [at]: schema('1.2.0', 6) },
    { [at]: schema('1.3.0', 4) },
  ];

  it.each<[string, string[]]>([
    ['backward', []],
    ['backward-transitive', [broken(5, 4)]],
  ])('%s', async (mode, expected) => {
    const root = repository({ mode });
    // The break was waved through once; whoever is still at 1.0.0 or 1.1.0 meets it all the same.
    for (const step of steps) commit(root, step);
    commit(root, { [at]: schema('1.4.0', 4) });
    expect((await judge(root)).slice(1)).toEqual(
      expected.length === 0 ? [] : [broken(6, 4), broken(5, 4)].sort(),
    );
  });

  it('compare with nothing before the last major version', async () => {
    const root = repository({ mode: 'full-transitive' });
    for (const step of steps) commit(root, step);
    commit(root, { [at]: schema('2.0.0', 3) });
    commit(root, { [at]: schema('2.0.0', 3) });
    expect(await judge(root)).toEqual(['holds']);
  });

  it('are for the schemas that the options say', async () => {
    const root = repository({ schemas: { other: { mode: 'backward-transitive' } } });
    for (const step of steps)
      commit(root, { ...step, 'contracts/schemas/other.json': schema('1.0.0', 3, 'urn:other') });
    commit(root, {});
    expect(await judge(root)).toEqual(['holds']);
    writeFiles(root, settings({ schemas: { gone: { mode: 'forward' } } }));
    expect(await judge(root)).toEqual([
      'violated',
      'error nx.json the rule of contract-compat for "gone" is for no schema',
    ]);
  });

  it('cannot be told without the history', async () => {
    const origin = repository({ mode: 'backward-transitive' });
    for (const step of steps) commit(origin, step);
    const [verdict, finding] = await judge(clone(origin, '--depth=3'));
    expect([verdict, finding]).toEqual(['undecided', expect.stringContaining('this is a shallow clone')]);
  });
});

describe('a tag pattern', () => {
  it('compares with the last tag before HEAD, whatever was committed since', async () => {
    const root = repository({ baseline: { tags: 'contracts-v*' } });
    commit(root, { [at]: schema('1.0.0', 3) }, 'contracts-v1.0.0');
    commit(root, { [at]: schema('1.0.0', 2) }, 'other-v2.0.0');
    commit(root, { [at]: schema('1.0.0', 2) });
    expect(await judge(root)).toEqual(['violated', broken(3, 2)]);
    commit(root, { [at]: schema('2.0.0', 2) }, 'contracts-v2.0.0');
    expect(await judge(root), 'at the release itself').toEqual(['holds']);
    commit(root, { [at]: schema('2.1.0', 1) });
    expect(await judge(root)).toEqual(['violated', broken(2, 1)]);
  });

  it('compares with every tag in a transitive mode', async () => {
    const root = repository({ baseline: { tags: 'v*' }, mode: 'backward-transitive' });
    commit(root, { [at]: schema('1.0.0', 5) }, 'v1');
    commit(root, { [at]: schema('1.1.0', 4) }, 'v2');
    commit(root, { [at]: schema('1.2.0', 4) });
    expect(await judge(root)).toEqual(['violated', broken(5, 4)]);
  });

  it('cannot be told where no tag matches', async () => {
    const root = repository({ baseline: { tags: 'v*' } });
    commit(root, { [at]: schema('1.0.0', 3) });
    const [verdict, finding] = await judge(root);
    expect([verdict, finding]).toEqual([
      'undecided',
      expect.stringContaining('no tag before HEAD matches "v*"'),
    ]);
  });
});

describe('a folder of releases', () => {
  const released = (version: string, maxLength: number) => ({
    [`contracts/releases/${version}/job.json`]: schema(version, maxLength),
  });
  const releases = { baseline: { releases: 'contracts/releases' } };

  it.each<[string, object, string[]]>([
    ['the highest one', releases, [broken(4, 3)]],
    ['all of them', { ...releases, mode: 'backward-transitive' }, [broken(4, 3), broken(9, 3)]],
  ])('compares with %s', async (_what, options, expected) => {
    const root = repository(options);
    commit(root, { ...released('1.9.0', 9), ...released('1.10.0', 4), ...released('0.1.0', 20) });
    commit(root, { [at]: schema('1.11.0', 3) });
    expect(await judge(root)).toEqual(['violated', ...expected]);
  });

  const second = 'contracts/releases/1.1.0/job.json';
  const was = 'released schema was';
  it.each<[string, object, (root: string) => void, string[]]>([
    [
      'changes one',
      releases,
      (root) => writeFiles(root, released('1.1.0', 3)),
      [broken(4, 3), `error ${second}:6:1 the ${was} changed`],
    ],
    [
      'adds words to one',
      releases,
      (root) => writeFiles(root, { [second]: { ...schema('1.1.0', 4), title: 'Job' } }),
      [broken(4, 3), `error ${second}:6:1 the ${was} changed`],
    ],
    [
      'removes the last one',
      releases,
      (root) => rmSync(join(root, second)),
      [broken(4, 3), `error ${second} the ${was} removed`],
    ],
    [
      'removes an earlier one',
      { ...releases, mode: 'backward-transitive' },
      (root) => rmSync(join(root, 'contracts/releases/1.0.0'), { recursive: true }),
      [broken(4, 3), broken(9, 3), `error contracts/releases/1.0.0/job.json the ${was} removed`],
    ],
    [
      'removes all',
      releases,
      (root) => rmSync(join(root, 'contracts/releases'), { recursive: true }),
      [
        broken(4, 3),
        `error contracts/releases/1.0.0/job.json the ${was} removed`,
        `error ${second} the ${was} removed`,
      ],
    ],
    [
      'puts a file into one',
      releases,
      (root) => writeFiles(root, { 'contracts/releases/1.1.0/a.json': schema('1.1.0', 3) }),
      [
        broken(4, 3),
        'error contracts/releases/1.1.0/a.json the file was added to the release 1.1.0, which was made before',
      ],
    ],
    [
      'makes it unreadable',
      releases,
      (root) => writeFiles(root, { [second]: '[' }),
      [
        broken(4, 3),
        `error ${second}:1:1 the ${was} changed`,
        `error ${second}:1:2 the schema is not JSON: CloseBracketExpected`,
      ],
    ],
    ['adds an earlier one', releases, (root) => writeFiles(root, released('0.9.0', 1)), [broken(4, 3)]],
    [
      'adds itself as the last one',
      releases,
      (root) => writeFiles(root, released('1.2.0', 3)),
      [broken(4, 3)],
    ],
    [
      'adds another one as the last one',
      releases,
      (root) =>
        writeFiles(root, {
          ...released('9.0.0', 1),
          'contracts/releases/9.0.0/b.json': schema('1.0.0', 1, 'urn:b'),
        }),
      [
        broken(4, 3),
        'error contracts/releases/9.0.0/b.json the new release differs from the contracts of today',
        'error contracts/releases/9.0.0/job.json the new release differs from the contracts of today',
      ],
    ],
    [
      'adds another one of the same version, which would come first',
      releases,
      (root) => writeFiles(root, { 'contracts/releases/1.1.0+a/job.json': schema('1.1.0', 1) }),
      [
        broken(4, 3),
        'error contracts/releases/1.1.0+a/job.json the new release differs from the contracts of today',
      ],
    ],
    [
      'adds one that lacks a contract',
      releases,
      (root) => writeFiles(root, { 'contracts/releases/1.2.0/VERSION.json': '{}' }),
      [
        broken(4, 3),
        'error contracts/releases/1.2.0/VERSION.json:1:1 the schema names no draft',
        'error contracts/releases/1.2.0/job.json the new release differs from the contracts of today',
      ],
    ],
    [
      'names another folder',
      releases,
      (root) => {
        renameSync(join(root, 'contracts/releases'), join(root, 'contracts/versions'));
        writeFiles(root, released('1.0.0', 3));
        writeFiles(root, settings({ baseline: { releases: 'contracts/versions' } }));
      },
      [broken(4, 3)],
    ],
    [
      'is written with other line ends',
      releases,
      (root) =>
        writeFiles(root, { [second]: readFileSync(join(root, second), 'utf8').replaceAll('\n', '\r\n') }),
      [broken(4, 3)],
    ],
  ])('takes the releases of the base where a change %s', async (_what, options, change, expected) => {
    const root = repository(options);
    commit(root, { ...released('1.0.0', 9), ...released('1.1.0', 4), [at]: schema('1.1.0', 4) });
    git(root, 'checkout', '-q', '-b', 'feature');
    writeFiles(root, { [at]: schema('1.2.0', 3) });
    change(root);
    commit(root, {});
    expect(await judge(root)).toEqual(['violated', ...expected.sort()]);
  });

  it('compares with the merge base until a release is merged', async () => {
    const root = repository({ ...releases, mode: 'backward-transitive' });
    for (const maxLength of [9, 4]) commit(root, { [at]: schema('1.0.0', maxLength) });
    git(root, 'checkout', '-q', '-b', 'feature');
    commit(root, { ...released('1.1.0', 3), [at]: schema('1.1.0', 3) });
    expect(await judge(root)).toEqual(['violated', broken(4, 3), broken(9, 3)]);
    git(root, 'branch', '-f', 'main');
    commit(root, { [at]: schema('1.2.0', 2) });
    expect(await judge(root)).toEqual(['violated', broken(3, 2)]);
  });

  it('cannot be told without the base revision', async () => {
    const root = temporaryFolder();
    writeFiles(root, { ...settings(releases), ...released('1.0.0', 3), [at]: schema('1.0.0', 3) });
    const [verdict, finding] = await judge(root);
    expect([verdict, finding]).toEqual([
      'undecided',
      expect.stringContaining('there is no git repository to take the base from'),
    ]);
  });

  it.each<[string, object, Files, string[]]>([
    [
      'holds none',
      releases,
      {},
      [
        'undecided',
        'undecided contracts/schemas the contracts cannot be compared with what they were: there is no release in contracts/releases',
      ],
    ],
    [
      'holds what is no release',
      releases,
      {
        ...released('1.0.0', 3),
        'contracts/releases/latest/job.json': schema('1.0.0', 3),
        'contracts/releases/job.json': schema('1.0.0', 3),
      },
      [
        'violated',
        'error contracts/releases/job.json the file belongs to no release',
        'error contracts/releases/latest/job.json the file belongs to no release',
      ],
    ],
    [
      'holds what is not JSON',
      releases,
      { ...released('1.0.0', 3), 'contracts/releases/1.0.0/b.json': '{' },
      ['violated', 'error contracts/releases/1.0.0/b.json:1:2 the schema is not JSON: CloseBraceExpected'],
    ],
    [
      'lies among the contracts',
      { baseline: { releases: 'contracts/schemas/releases' } },
      {},
      [
        'undecided',
        'undecided contracts/schemas the contracts cannot be compared with what they were: the releases in contracts/schemas/releases lie among the contracts of today',
      ],
    ],
  ])('that %s is an error', async (_what, options, files, expected) => {
    const root = repository(options);
    commit(root, { ...files, [at]: schema('1.0.0', 3) });
    expect(await judge(root)).toEqual(expected);
  });
});

describe('references', () => {
  const order = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://example.com/order.json',
    $version: '1.0.0',
    properties: { job: { $ref: 'job.json' } },
  };

  it('make a change that of every contract that takes it in; its words alone are its own', async () => {
    const root = repository();
    const orderAt = 'contracts/schemas/order.json';
    commit(root, { [at]: schema('1.0.0', 3), [orderAt]: order });
    commit(root, { [at]: { ...schema('1.0.1', 3), title: 'Job' } });
    expect(await judge(root)).toEqual(['holds']);
    commit(root, { [at]: schema('1.1.0', 4) });
    expect(await judge(root)).toEqual([
      'violated',
      `error ${orderAt}:4:3 the change of order adds to the contract, but its version does not rise enough`,
    ]);
    commit(root, { [at]: schema('2.0.0', 3) });
    expect(await judge(root)).toEqual([
      'violated',
      `error ${at}:6:3 breaking change of order at /maxLength: maxLength changed from 4 to 3`,
    ]);
  });
});

describe('what a change hides behind a reference', () => {
  const otherAt = 'contracts/schemas/other.json';
  const job = ($ref: string) => ({
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://example.com/job.json',
    $version: '1.0.0',
    $ref,
  });
  const other = ($version: string, rest: object) => ({
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://example.com/other.json',
    $version,
    ...rest,
  });
  const embedding = (type: string) => ({ definitions: { inner: { $id: 'inner.json', type } } });

  it.each<[string, string, object, object, string]>([
    [
      'in the words of another schema',
      'other.json#/default',
      { default: { type: 'string' } },
      { default: { type: 'null' } },
      `error ${otherAt}:6:5 breaking change of job at /default/type: type changed from string to null`,
    ],
    [
      'in a schema that another one embeds',
      'inner.json',
      embedding('string'),
      embedding('null'),
      `error ${otherAt}:8:7 breaking change of job at /definitions/inner/type: type changed from string to null`,
    ],
    [
      'outside the folder',
      '../shared/type.json',
      {},
      {},
      `undecided ${at}:5:3 it cannot be decided whether job changes: its reference "../shared/type.json" leads to no contract`,
    ],
  ])('%s', async (_where, reference, before, after, expected) => {
    const root = repository();
    commit(root, { [at]: job(reference), [otherAt]: other('1.0.0', before) });
    commit(root, { [otherAt]: other('2.0.0', after) });
    expect((await judge(root)).slice(1)).toEqual([expected]);
  });
});

describe('the fingerprint of a finding', () => {
  it('stays the same across commits that move its place and the version', async () => {
    const root = repository();
    commit(root, { [at]: schema('1.0.0', 3) });
    git(root, 'checkout', '-q', '-b', 'feature');
    const fingerprints = async () => {
      const report = await judgeLeaf(root, 'workspace', 'contract-compat', {
        env: await hookVariables(root, [], {}),
      });
      return report.findings.map(({ fingerprint }) => fingerprint);
    };
    commit(root, { [at]: schema('1.0.0', 2) });
    const first = await fingerprints();
    commit(root, { [at]: { title: 'Moves all lines', ...schema('1.1.0', 2) } });
    expect([first.length, await fingerprints()]).toEqual([1, first]);
    const waivers = {
      workspace: {
        'contract-compat': [
          { fingerprint: first[0], reason: 'nobody sends it', owner: 'me', expires: '2999-01-01' },
        ],
      },
    };
    writeFiles(root, { 'invariants.waivers.json': { waivers } });
    expect((await judge(root))[0]).toBe('holds');
  });
});
