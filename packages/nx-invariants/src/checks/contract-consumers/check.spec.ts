import { describe, expect, it } from 'vitest';
import { findingLines, inferredProject, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const schema = (name: string, version?: string) =>
  JSON.stringify({
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `https://e.com/${name}.json`,
    ...(version === undefined ? {} : { $version: version }),
  });
const contracts: Files = {
  'contracts/schemas/job.json': schema('job', '1.2.0'),
  'contracts/schemas/events/created.json': schema('events/created', '2.0.0'),
  'contracts/schemas/bare.json': schema('bare'),
};
const declaring = (needed: unknown): Files => ({
  ...contracts,
  'apps/a/project.json': `{\n  "name": "a",\n  "metadata": { "invariants": { "contracts":\n    ${JSON.stringify(needed)}\n  } }\n}`,
});
const at = 'error apps/a/project.json';

const found = async (files: Files) =>
  findingLines(await judgeLeaf(temporaryWorkspace(files), 'a', 'contract-consumers'));

describe('contract-consumers', () => {
  it('holds where each contract is in a version that is understood', async () => {
    const root = temporaryWorkspace(declaring({ job: '^1.0.0', 'events/created': '1 || 2' }));
    expect(await judgeLeaf(root, 'a', 'contract-consumers')).toMatchObject({
      verdict: 'holds',
      invariants: ['C6'],
      subjects: ['apps/a/project.json'],
      details: {
        contracts: [
          { name: 'job', range: '^1.0.0', version: '1.2.0' },
          { name: 'events/created', range: '1 || 2', version: '2.0.0' },
        ],
      },
    });
    expect((await leafOf(root, 'a', 'contract-consumers'))?.placement).toMatchObject({
      inputs: [
        '{workspaceRoot}/apps/a/project.json',
        '{workspaceRoot}/contracts/schemas/events/created.json',
        '{workspaceRoot}/contracts/schemas/job.json',
      ],
      edges: [
        { path: 'contracts/schemas/events/created.json', readBy: 'check' },
        { path: 'contracts/schemas/job.json', readBy: 'check' },
      ],
    });
  });

  it('sits on no project that declares nothing', async () => {
    const folder = temporaryWorkspace({
      ...contracts,
      'apps/a/project.json': { name: 'a', metadata: { invariants: {} } },
    });
    expect(await leafOf(folder, 'a', 'contract-consumers')).toBeUndefined();
    expect((await inferredProject(folder, 'a')).project.name).toBe('a');
  });

  it('reads package.json too', async () => {
    const nx = { metadata: { invariants: { contracts: { job: '^2.0.0' } } } };
    expect(await found({ ...contracts, 'apps/a/package.json': { name: 'a', nx } })).toEqual([
      expect.stringMatching(
        /^error apps\/a\/package.json:\d+:\d+ a needs the contract job in \^2.0.0, but it is at version 1.2.0$/,
      ),
    ]);
  });

  it.each<[string, unknown, string[]]>([
    [
      'a newer version',
      { job: '~1.1.0' },
      [`${at}:4:6 a needs the contract job in ~1.1.0, but it is at version 1.2.0`],
    ],
    ['no such contract', { jobs: '^1.0.0' }, [`${at}:4:6 a needs the contract jobs, which does not exist`]],
    [
      'a contract without a version',
      { bare: '^1.0.0' },
      [
        `undecided apps/a/project.json:4:6 the contract bare has no "$version" that can be read, so whether a understands it cannot be told`,
      ],
    ],
    ['no range', { job: 'one' }, [`${at}:4:6 "one" is no range of versions`]],
    ['any version', { job: '*' }, [`${at}:4:6 "*" takes every version to come, also one that breaks`]],
    [
      'an open end',
      { job: '>=1.0.0' },
      [`${at}:4:6 ">=1.0.0" takes every version to come, also one that breaks`],
    ],
    ['nothing', {}, [`${at}:3:33 metadata.invariants.contracts must NOT have fewer than 1 properties`]],
    ['no text', { job: 1 }, [`${at}:4:6 metadata.invariants.contracts.job must be string`]],
    ['a list', ['job'], [`${at}:3:33 metadata.invariants.contracts must be object`]],
    [
      'a name that leads elsewhere',
      { '../job': '^1.0.0' },
      [
        `${at}:4:6 metadata.invariants.contracts.../job must be the path of a schema in the folder of contracts, without .json`,
      ],
    ],
    [
      'a key of every object',
      { constructor: '^1.0.0' },
      [`${at}:4:6 a needs the contract constructor, which does not exist`],
    ],
  ])('%s', async (_what, needed, expected) => {
    expect(await found(declaring(needed))).toEqual(expected);
  });

  it('is red where the manifest is not what we read', async () => {
    const files = { ...declaring({ job: '^1.0.0' }) };
    files['apps/a/project.json'] = `${files['apps/a/project.json']}}`;
    expect(await found(files)).toEqual([
      expect.stringMatching(/^error apps\/a\/project.json:6:2 .*is not JSON, so which contracts/),
    ]);
  });

  it('counts a manifest that declares nothing for none that was judged', async () => {
    const root = temporaryWorkspace({
      ...declaring({ job: '^1.0.0' }),
      'apps/a/package.json': { name: 'a' },
    });
    expect(await judgeLeaf(root, 'a', 'contract-consumers')).toMatchObject({
      verdict: 'holds',
      subjects: ['apps/a/project.json'],
    });
  });

  it('says of a contract that is not JSON that its version cannot be read', async () => {
    expect(await found({ ...declaring({ job: '^1.0.0' }), 'contracts/schemas/job.json': '{' })).toEqual([
      'undecided apps/a/project.json:4:6 the contract job has no "$version" that can be read, so whether a understands it cannot be told',
    ]);
  });

  it('is red where there are no contracts', async () => {
    const files = { 'apps/a/project.json': declaring({ job: '^1.0.0' })['apps/a/project.json'] ?? '' };
    expect(await found(files)).toEqual([`${at}:4:6 a needs the contract job, which does not exist`]);
  });

  it('finds a copy of a contract that is not declared', async () => {
    const files = {
      ...declaring({ job: '^1.0.0' }),
      'apps/a/schemas/job.json': schema('job', '1.2.0'),
      'apps/a/schemas/created.json': schema('events/created', '2.0.0'),
    };
    expect(await found(files)).toEqual([
      'error apps/a/schemas/created.json a ships a copy of the contract events/created, and does not declare that it needs it',
    ]);
  });
});
