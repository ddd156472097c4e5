import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const draft7 = 'http://json-schema.org/draft-07/schema#';
const schema = (name: string, rest: object = {}) => ({
  $schema: draft7,
  $id: `https://example.com/${name}.json`,
  $version: '1.0.0',
  type: 'object',
  ...rest,
});
const table = (...rows: string[]) =>
  `# Versions\n\n| Schema | Version |\n| --- | --- |\n${rows.join('\n')}\n`;
const good: Files = {
  'contracts/schemas/job.json': schema('job'),
  'contracts/VERSIONS.md': table('| `job.json` | 1.0.0 |'),
};

const judge = (files: Files) => judgeLeaf(temporaryWorkspace(files), 'workspace', 'contract-schemas');
const lines = async (files: Files) => findingLines(await judge(files));
const at = 'contracts/schemas/job.json';

describe('contract-schemas', () => {
  it('holds for a schema that compiles, is versioned and has its row', async () => {
    expect(await judge(good)).toMatchObject({
      verdict: 'holds',
      invariants: ['C3', 'C5'],
      subjects: [at],
      findings: [],
      details: { schemas: [{ file: at, name: 'job', draft: 'draft-07', version: '1.0.0' }] },
    });
  });

  it.each([
    ['http://json-schema.org/draft-04/schema#', { $id: undefined, id: 'https://example.com/job.json' }],
    ['http://json-schema.org/draft-06/schema#', {}],
    ['https://json-schema.org/draft/2019-09/schema', {}],
    ['https://json-schema.org/draft/2020-12/schema', {}],
  ])('understands %s', async ($schema, rest) => {
    expect(await lines({ ...good, [at]: schema('job', { $schema, ...rest }) })).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    ['no JSON', { [at]: '{\n  "a":\n}' }, [`error ${at}:3:1 the schema is not JSON: ValueExpected`]],
    [
      'too deep',
      { [at]: '['.repeat(100_000) },
      [`error ${at}:1:257 the schema is not JSON: values are nested deeper than 256 levels`],
    ],
    ['no object', { [at]: '[]' }, [`error ${at}:1:1 the schema is not a JSON object`]],
    [
      'no draft',
      { [at]: schema('job', { $schema: undefined }) },
      [`error ${at}:1:1 the schema names no draft`],
    ],
    [
      'an unknown draft',
      { [at]: schema('job', { $schema: 'x' }) },
      [`error ${at}:2:3 the schema names an unknown draft, "x"`],
    ],
    [
      'an unknown keyword',
      { [at]: schema('job', { requierd: [] }) },
      [`error ${at}:1:1 the schema does not compile: strict mode: unknown keyword: "requierd"`],
    ],
    [
      'a wrong keyword',
      { [at]: schema('job', { type: 'objekt' }) },
      [
        expect.stringMatching(
          /^error .*:1:1 the schema does not compile: schema is invalid/,
        ) as unknown as string,
      ],
    ],
    [
      'an unknown format',
      { [at]: schema('job', { properties: { a: { type: 'string', format: 'phone' } } }) },
      [expect.stringMatching(/does not compile: unknown format "phone"/) as unknown as string],
    ],
    [
      'a reference to nothing',
      { [at]: schema('job', { properties: { a: { $ref: 'gone.json' } } }) },
      [expect.stringMatching(/does not compile: can't resolve reference gone.json/) as unknown as string],
    ],
    ['no $id', { [at]: schema('job', { $id: undefined }) }, [`error ${at}:1:1 the schema has no "$id"`]],
    [
      'no $version',
      { [at]: schema('job', { $version: undefined }) },
      [`error ${at}:1:1 the schema has no "$version"`],
    ],
    [
      'no SemVer',
      { [at]: schema('job', { $version: 'v1.0' }) },
      [`error ${at}:4:3 the schema has the "$version" "v1.0"`],
    ],
    [
      'a version that is no text',
      { [at]: schema('job', { $version: 1 }) },
      [`error ${at}:4:3 the schema has the "$version" 1`],
    ],
    [
      'no table',
      { 'contracts/VERSIONS.md': 'nothing' },
      [`error ${at}:4:3 contracts/VERSIONS.md has no row for job`],
    ],
    [
      'another version in the table',
      { 'contracts/VERSIONS.md': table('| [job](x.md) | **2.0.0** |') },
      ['error contracts/VERSIONS.md:5:1 contracts/VERSIONS.md documents job at another version than 1.0.0'],
    ],
    [
      'a table in a comment',
      { 'contracts/VERSIONS.md': `<!--\n${table('| job | 1.0.0 |')}\n-->` },
      [`error ${at}:4:3 contracts/VERSIONS.md has no row for job`],
    ],
    [
      'a table in a comment that never ends',
      { 'contracts/VERSIONS.md': `<!--\n${table('| job | 1.0.0 |')}` },
      [`error ${at}:4:3 contracts/VERSIONS.md has no row for job`],
    ],
    [
      'a table in code',
      { 'contracts/VERSIONS.md': `~~~md\n\`\`\`\n${table('| job | 1.0.0 |')}\n~~~` },
      [`error ${at}:4:3 contracts/VERSIONS.md has no row for job`],
    ],
    [
      'a table after a comment and after code',
      {
        'contracts/VERSIONS.md': `<!-- a\nb -->\n\`\`\`\n| job | 9.9.9 |\n\`\`\`\n${table('| job | 2.0.0 |')}`,
      },
      ['error contracts/VERSIONS.md:10:1 contracts/VERSIONS.md documents job at another version than 1.0.0'],
    ],
  ])('%s', async (_what, change, expected) => {
    expect(await lines({ ...good, ...change })).toEqual(expected);
  });

  it.each(['package.json', 'orders/project.json', 'fixtures/order.json'])(
    'judges a contract that is called %s',
    async (name) => {
      const file = `contracts/schemas/${name}`;
      const report = await judge({ ...good, [file]: schema('other', { type: 'objekt' }) });
      expect([report.subjects, report.verdict]).toEqual([[file, at].sort(), 'violated']);
      expect(report.findings.some((finding) => finding.file === file)).toBe(true);
    },
  );

  it('refuses a link: at a base revision Git has no content for it', async () => {
    const root = temporaryWorkspace({ ...good, 'contracts/real.json': schema('linked') });
    symlinkSync('../real.json', join(root, 'contracts/schemas/linked.json'));
    expect(findingLines(await judgeLeaf(root, 'workspace', 'contract-schemas'))).toEqual([
      'error contracts/schemas/linked.json:1:1 the schema is a link',
    ]);
  });

  it('asks for the table where there is none', async () => {
    expect(await lines({ [at]: schema('job') })).toEqual([
      'error contracts/VERSIONS.md contracts/VERSIONS.md does not exist',
    ]);
  });

  it('blames a schema for its own faults, not for those of others', async () => {
    const files = {
      ...good,
      'contracts/schemas/broken.json': schema('broken', { type: 'objekt' }),
      'contracts/schemas/events/user.json': schema('user', {
        properties: { job: { $ref: 'https://example.com/job.json' } },
      }),
      'contracts/VERSIONS.md': table('| job | 1.0.0 |', '| broken | 1.0.0 |', '| events/user.json | 1.0.0 |'),
    };
    const report = await judge(files);
    expect(report.findings.map(({ file }) => file)).toEqual(['contracts/schemas/broken.json']);
    expect(report.subjects).toEqual([
      'contracts/schemas/broken.json',
      'contracts/schemas/events/user.json',
      at,
    ]);
  });

  it('finds an $id that two schemas have', async () => {
    const files = {
      ...good,
      'contracts/schemas/twin.json': schema('job'),
      'contracts/VERSIONS.md': table('| job | 1.0.0 |', '| twin | 1.0.0 |'),
    };
    expect(await lines(files)).toEqual([
      `error ${at}:3:3 the "$id" https://example.com/job.json is also that of contracts/schemas/twin.json`,
      expect.stringMatching(
        /twin.json:1:1 the schema does not compile: schema with key or id ".*" already exists/,
      ),
      `error contracts/schemas/twin.json:3:3 the "$id" https://example.com/job.json is also that of ${at}`,
    ]);
  });

  it('lets a workspace name keywords that assert nothing', async () => {
    const options = {
      plugins: [
        {
          plugin: 'nx-invariants',
          options: { checks: { 'contract-schemas': { annotations: ['x-owner'] } } },
        },
      ],
    };
    expect(await lines({ ...good, [at]: schema('job', { 'x-owner': 'a' }), 'nx.json': options })).toEqual([]);
  });

  it('is no pass where nothing is left to judge', async () => {
    const options = { plugins: [{ plugin: 'nx-invariants', options: { contracts: 'contracts/schemas' } }] };
    const report = await judge({
      'nx.json': options,
      'contracts/VERSIONS.md': table(),
      'contracts/schemas/package.json': { name: 'contracts' },
      'contracts/schemas/project.json.bak': '',
    });
    expect([report.verdict, report.findings.map(({ message }) => message)]).toEqual([
      'violated',
      ['the check contract-schemas found nothing to judge in workspace'],
    ]);
  });

  it('sits where the contracts are, and reads no more than schemas and the table', async () => {
    const files = { ...good, 'contracts/project.json': { name: 'contracts' } };
    expect(await leafOf(temporaryWorkspace(files), 'workspace', 'contract-schemas')).toBeUndefined();
    expect((await leafOf(temporaryWorkspace(files), 'contracts', 'contract-schemas'))?.placement).toEqual({
      inputs: ['{workspaceRoot}/contracts/schemas/**/*.json', '{workspaceRoot}/contracts/VERSIONS.md'],
      parameters: {
        schemas: 'contracts/schemas',
        fixtures: 'contracts/fixtures',
        versions: 'contracts/VERSIONS.md',
      },
    });
    expect(
      await leafOf(temporaryWorkspace({ 'a.txt': '' }), 'workspace', 'contract-schemas'),
    ).toBeUndefined();
  });

  it('takes a folder below one called fixtures, and one folder for all', async () => {
    const options = (contracts: string) => ({
      plugins: [{ plugin: 'nx-invariants', options: { contracts } }],
    });
    const below = {
      'nx.json': options('fixtures/api'),
      'fixtures/api/job.json': schema('job'),
      'fixtures/VERSIONS.md': table('| job | 1.0.0 |'),
    };
    expect((await judge(below)).subjects).toEqual(['fixtures/api/job.json']);
    const flat = {
      'nx.json': options('api'),
      'api/job.json': schema('job'),
      'api/VERSIONS.md': table('| job | 1.0.0 |'),
    };
    expect((await judge(flat)).verdict).toBe('holds');
  });
});
