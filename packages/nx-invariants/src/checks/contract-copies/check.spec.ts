import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingLines, inferredProject, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, link, temporaryWorkspace } from '../../../testing/temporary-workspace';

const schema = (name: string, rest: object = {}) =>
  `${JSON.stringify(
    {
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: `https://example.com/contracts/${name}.json`,
      $version: '1.0.0',
      type: 'object',
      ...rest,
    },
    undefined,
    2,
  )}\n`;

const source = 'contracts/schemas/job.json';
const copy = 'apps/a/schemas/job.json';
const contracts: Files = {
  'contracts/project.json': { name: 'contracts' },
  [source]: schema('job'),
  'contracts/schemas/envelope.json': schema('envelope'),
  'contracts/schemas/events/created.json': schema('events/created'),
};
const service: Files = { 'apps/a/go.mod': 'module a\n', 'apps/a/VERSION': '1.0.0\n' };
const good: Files = { ...contracts, ...service, [copy]: schema('job') };

const optionsOf = (copies: object): Files => ({
  'nx.json': {
    plugins: [{ plugin: 'nx-invariants', options: { checks: { 'contract-copies': { copies } } } }],
  },
});
const judge = (files: Files) => judgeLeaf(temporaryWorkspace(files), 'a', 'contract-copies');
const leaf = (files: Files, project = 'a') => leafOf(temporaryWorkspace(files), project, 'contract-copies');

describe('contract-copies', () => {
  it('holds where each copy is its source', async () => {
    expect(
      await judge({ ...good, 'apps/a/src/created.schema.json': schema('events/created') }),
    ).toMatchObject({
      verdict: 'holds',
      invariants: ['C1', 'C2'],
      subjects: [copy, 'apps/a/src/created.schema.json'],
      findings: [],
      details: {
        copies: [
          { file: copy, sources: [source], equal: true },
          {
            file: 'apps/a/src/created.schema.json',
            sources: ['contracts/schemas/events/created.json'],
            equal: true,
          },
        ],
      },
    });
  });

  it('says which line differs, what stands there, and what to do', async () => {
    const { findings } = await judge({ ...good, [copy]: schema('job', { type: 'array' }) });
    expect(findings).toMatchObject([
      {
        severity: 'error',
        file: copy,
        line: 5,
        column: 12,
        message: `the copy differs from ${source}`,
        expected: `${copy} equals ${source}, byte for byte`,
        fix: `run nx sync, or cp ${source} ${copy}; a change that is meant is made in ${source} first`,
        evidence: 'line 5 is "  \\"type\\": \\"array\\"", in the source "  \\"type\\": \\"object\\""',
      },
    ]);
  });

  it.each<[string, Files, string[]]>([
    [
      'a copy without "$id"',
      { [copy]: schema('job', { $id: undefined }) },
      [`error ${copy}:3:5 the copy differs from ${source}`],
    ],
    [
      'a copy with another "$id"',
      { [copy]: schema('mine') },
      [`error ${copy}:3:41 the copy differs from ${source}`],
    ],
    [
      'a copy with another name',
      { [copy]: schema('job', { title: 'x' }), 'apps/a/testdata/work.json': schema('job', { title: 'y' }) },
      [
        `error ${copy}:5:19 the copy differs from ${source}`,
        `error apps/a/testdata/work.json:5:19 the copy differs from ${source}`,
      ],
    ],
    [
      'a copy of a contract in a folder, by its own name',
      { 'apps/a/contracts/created.json': '{}' },
      ['error apps/a/contracts/created.json:1:2 the copy differs from contracts/schemas/events/created.json'],
    ],
    [
      'a copy that is older',
      { [source]: schema('job', { $version: '1.1.0' }) },
      [`error ${copy}:4:18 the copy differs from ${source}: it is at version 1.0.0, the source at 1.1.0`],
    ],
    [
      'a copy that is newer',
      { [copy]: schema('job', { $version: '1.0.1' }) },
      [`error ${copy}:4:20 the copy is newer than ${source}: it is at version 1.0.1, the source at 1.0.0`],
    ],
    [
      'other line endings',
      { [copy]: schema('job').replaceAll('\n', '\r\n') },
      [`error ${copy} the copy differs from ${source} in its line endings alone (CRLF or LF)`],
    ],
    [
      'a contract that is gone',
      { 'apps/a/schemas/old.json': schema('old') },
      [
        'error apps/a/schemas/old.json the schema has the "$id" "https://example.com/contracts/old.json", which is that of no contract',
      ],
    ],
    [
      'a name and an "$id" that say two things',
      { [copy]: schema('envelope') },
      [
        `undecided ${copy} the file may be a copy of contracts/schemas/envelope.json or of ${source}: its "$id" and its name do not say one of them`,
      ],
    ],
    [
      'two contracts with one "$id", of which the name says which',
      { 'contracts/schemas/envelope.json': schema('job'), [copy]: schema('job', { title: 'x' }) },
      [`error ${copy}:5:19 the copy differs from ${source}`],
    ],
    ['a source that is no JSON', { [source]: '{' }, [`error ${copy}:1:2 the copy differs from ${source}`]],
    [
      'a file that the option names, which is not there',
      optionsOf({ 'apps/a/x.json': 'job' }),
      ['error apps/a/x.json apps/a/x.json does not exist'],
    ],
    [
      'a file that the option names as a copy of nothing',
      { ...optionsOf({ 'apps/a/x.json': 'gone' }), 'apps/a/x.json': '{}' },
      [
        'error apps/a/x.json the file is said to be a copy of contracts/schemas/gone.json, which does not exist',
      ],
    ],
    [
      'a file that only the option names',
      { ...optionsOf({ 'apps/a/x.yaml': 'events/created' }), 'apps/a/x.yaml': '{}' },
      ['error apps/a/x.yaml:1:2 the copy differs from contracts/schemas/events/created.json'],
    ],
    [
      'nothing of a file that is said to be no copy',
      { ...optionsOf({ 'apps/a/schemas/old.json': false }), 'apps/a/schemas/old.json': schema('old') },
      [],
    ],
  ])('finds %s', async (_, change, expected) => {
    expect(findingLines(await judge({ ...good, ...change }))).toEqual(expected);
  });

  const properties = (...names: string[]) => ({
    required: names,
    properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
  });
  const mine = 'apps/a/data/mine.json';
  const maybe = (sources: string) =>
    `undecided ${mine} the file says what ${sources} says, under another name and another "$id"`;

  it.each<[string, Files, string[]]>([
    [
      'by another name and another $id',
      { [source]: schema('job', properties('id', 'at')), [mine]: schema('x/mine', properties('id', 'at')) },
      [maybe(source)],
    ],
    [
      'without $id and $schema',
      {
        [source]: schema('job', properties('id', 'at')),
        [mine]: { type: 'object', ...properties('id', 'at') },
      },
      [maybe(source)],
    ],
    [
      'that has fallen behind besides',
      {
        [source]: schema('job', { ...properties('id', 'at', 'by'), additionalProperties: false }),
        [mine]: schema('x/mine', properties('id', 'at', 'by')),
      },
      [maybe(source)],
    ],
    [
      'of two contracts that say the same',
      {
        [source]: schema('job', properties('id', 'at')),
        'contracts/schemas/envelope.json': schema('envelope', properties('id', 'at')),
        [mine]: schema('x/mine', properties('id', 'at')),
      },
      [maybe(`contracts/schemas/envelope.json or ${source}`)],
    ],
  ])('asks what a copy is %s', async (_what, files, expected) => {
    expect(findingLines(await judge({ ...contracts, ...service, ...files }))).toEqual(expected);
  });

  it('takes no schema for a copy that only resembles one, nor one that the option says is none', async () => {
    const own = { [source]: schema('job', properties('id', 'at', 'by')) };
    const resembling = { [mine]: schema('x/mine', properties('id', 'at', 'of')) };
    expect(await leaf({ ...contracts, ...service, ...own, ...resembling })).toBeUndefined();
    const same = { [mine]: schema('x/mine', properties('id', 'at', 'by')) };
    expect(
      await leaf({ ...contracts, ...service, ...own, ...same, ...optionsOf({ [mine]: false }) }),
    ).toBeUndefined();
  });

  it('tells how to keep a change that was made in the copy', async () => {
    const { findings } = await judge({ ...good, [copy]: schema('job', { $version: '2.0.0' }) });
    expect(findings[0]?.fix).toBe(`make the change in ${source}, then run nx sync, or cp ${source} ${copy}`);
  });

  it('quotes a path for the shell, and shows the place in a long line', async () => {
    const file = "apps/a/it's mine/schemas/job.json";
    const line = 'x'.repeat(500);
    const { findings } = await judge({
      ...good,
      [source]: `${line}a`,
      [copy]: `${line}a`,
      [file]: `${line}b`,
    });
    expect(findings).toMatchObject([
      {
        column: 501,
        fix: expect.stringContaining(`cp ${source} 'apps/a/it'\\''s mine/schemas/job.json';`),
        evidence: `line 1 is …"${'x'.repeat(60)}b", in the source …"${'x'.repeat(60)}a"`,
      },
    ]);
  });

  it('reads its copies and their sources, and has an edge that build and test do not follow', async () => {
    const root = temporaryWorkspace({ ...good, 'apps/a/src/e.json': schema('envelope') });
    const { leaves, targets } = await inferredProject(root, 'a');
    expect(leaves.find(({ check }) => check.definition.id === 'contract-copies')?.placement).toEqual({
      inputs: [
        `{workspaceRoot}/${copy}`,
        '{workspaceRoot}/apps/a/src/e.json',
        '{workspaceRoot}/contracts/schemas/envelope.json',
        `{workspaceRoot}/${source}`,
      ],
      parameters: { contracts: 'contracts/schemas', named: [] },
      edges: [
        { path: 'contracts/schemas/envelope.json', readBy: 'check' },
        { path: source, readBy: 'check' },
      ],
    });
    expect(JSON.stringify(targets.build?.inputs)).not.toContain('contracts');
  });

  it.each<[string, Files, string?]>([
    ['a project without copies', { ...contracts, ...service, 'apps/a/job.json': '{}' }],
    [
      'the project of the contracts, its fixtures included',
      { ...good, 'contracts/old/job.json': schema('job') },
      'contracts',
    ],
    ['a workspace without contracts', { ...service, 'apps/a/data/job.json': schema('job') }],
    [
      "a schema of the service's own",
      { ...contracts, ...service, 'apps/a/schemas/own.json': { $id: 'own' } },
    ],
    [
      'what a build made',
      { ...contracts, ...service, '.gitignore': 'dist\n', 'apps/a/dist/schemas/job.json': '{}' },
    ],
    [
      'fixtures of a flat contracts folder',
      {
        ...service,
        'contracts/job.json': schema('job'),
        'contracts/fixtures/golden/job/minimal.json': '{}',
        'apps/a/schemas/minimal.json': '{}',
      },
    ],
    [
      'a check that is switched off',
      {
        ...good,
        'nx.json': {
          plugins: [{ plugin: 'nx-invariants', options: { checks: { 'contract-copies': false } } }],
        },
      },
    ],
  ])('does not sit on %s', async (_, files, project) => {
    expect(await leaf(files, project)).toBeUndefined();
  });

  it('sits on the project that has the copy, not on one around it', async () => {
    const files = {
      ...contracts,
      ...service,
      'apps/a/inner/project.json': { name: 'inner' },
      'apps/a/inner/schemas/job.json': '{}',
    };
    expect(await leaf(files)).toBeUndefined();
    expect(await leaf(files, 'inner')).toBeDefined();
  });

  it('sits on a project that owns the contracts too, for what lies elsewhere', async () => {
    const root = temporaryWorkspace({
      'contracts/schemas/job.json': schema('job'),
      'tools/schemas/job.json': '{}',
    });
    expect(findingLines(await judgeLeaf(root, 'workspace', 'contract-copies'))).toEqual([
      `error tools/schemas/job.json:1:2 the copy differs from ${source}`,
    ]);
  });
});

describe('contract-copies, given hostile files', () => {
  it.each<[string, Files, string[]]>([
    ['no JSON', { [copy]: '{"$id": ' }, [`error ${copy}:1:2 the copy differs from ${source}`]],
    [
      'depth',
      { [copy]: `{"$id":${'['.repeat(200_000)}` },
      [`error ${copy}:1:2 the copy differs from ${source}`],
    ],
    [
      'an "$id" that every object has',
      {
        ...contracts,
        [source]: schema('x', { $id: '__proto__' }),
        'apps/a/schemas/y.json': schema('y', { $id: 'constructor' }),
      },
      [`error ${copy}:3:11 the copy differs from ${source}`],
    ],
    [
      'a key that every object has',
      { [copy]: '{"__proto__": {"$id": "https://example.com/contracts/envelope.json"}, "$schema": ""}' },
      [`error ${copy}:1:2 the copy differs from ${source}`],
    ],
    [
      'an "$id" that is no text',
      { [copy]: schema('job', { $id: {} }) },
      [`error ${copy}:3:10 the copy differs from ${source}`],
    ],
    [
      'more than 8 MiB',
      { [copy]: `${schema('job')}${' '.repeat(8 * 1024 * 1024)}` },
      [`error ${copy} ${copy} cannot be read: it is larger than 8 MiB`],
    ],
    [
      'entries of the option that are none',
      optionsOf({ __proto__x: 'job', '../b.json': 'job' }),
      [expect.stringContaining('its options in nx.json are wrong: copies') as unknown as string],
    ],
  ])('judges %s', async (_, change, expected) => {
    const report = await judge({ ...good, ...change });
    expect(
      report.verdict === 'error' ? report.findings.map(({ message }) => message) : findingLines(report),
    ).toEqual(expected);
  });

  it.each([
    ['to the contract', `../../../${source}`],
    ['out of the workspace', '../../../../elsewhere.json'],
    ['to nothing', 'gone.json'],
    ['to itself', 'job.json'],
  ])('refuses a link %s', async (_, target) => {
    const root = temporaryWorkspace({ ...contracts, ...service });
    link(root, copy, target);
    expect(findingLines(await judgeLeaf(root, 'a', 'contract-copies'))).toEqual([
      `error ${copy} ${copy} cannot be read: it is a link`,
    ]);
  });

  it('refuses a source that is a link', async () => {
    const root = temporaryWorkspace({ ...contracts, ...service, [copy]: '{}', 'real.json': '{}' });
    link(root, 'contracts/schemas/linked.json', '../../real.json');
    writeFileSync(join(root, 'apps/a/schemas/linked.json'), '{}');
    expect(findingLines(await judgeLeaf(root, 'a', 'contract-copies'))).toContain(
      'error contracts/schemas/linked.json contracts/schemas/linked.json cannot be read: it is a link',
    );
  });

  it('does not look like a pass where Nx would not hash the copy', async () => {
    const report = await judge({ ...contracts, ...service, 'apps/a/[id]/schemas/job.json': schema('job') });
    expect(report).toMatchObject({ verdict: 'error' });
    expect(report.findings[0]?.message).toContain(
      'the path apps/a/[id] holds characters that Nx reads as a pattern (*?{}()[]\\); rename it',
    );
  });
});
