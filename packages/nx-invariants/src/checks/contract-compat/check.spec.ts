import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf } from '../../../testing/judge-leaf';
import { type Files, git, temporaryWorkspace, writeFiles } from '../../../testing/temporary-workspace';

const at = 'contracts/schemas/job.json';
const schema = ($version: unknown, rest: object = {}) => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://example.com/job.json',
  $version,
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: { id: { type: 'string' }, status: { enum: ['A', 'B'] } },
  ...rest,
});

/** Judges the files of a workspace against others at the base. */
async function judge(before: Files, after: Files, options: object = {}) {
  const root = temporaryWorkspace(before);
  git(root, 'init', '-q');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'base');
  const tree =
    Object.keys(before).length === 0 ? undefined : git(root, 'rev-parse', 'HEAD:contracts/schemas').trim();
  for (const path of Object.keys(before)) git(root, 'rm', '-q', path);
  writeFiles(root, {
    ...after,
    'nx.json': {
      plugins: [
        {
          plugin: 'nx-invariants',
          options: { contracts: 'contracts/schemas', checks: { 'contract-compat': options } },
        },
      ],
    },
  });
  return await judgeLeaf(root, 'workspace', 'contract-compat', {
    env: { NX_INVARIANTS_CONTRACTS_BASE: tree === undefined ? 'absent' : `tree:${tree}` },
  });
}

const narrowed = { properties: { id: { type: 'string' }, status: { enum: ['A'] } } };
const widened = { properties: { id: { type: 'string' }, status: { enum: ['A', 'B', 'C'] } } };

describe('contract-compat', () => {
  it.each<[string, object, object, string[]]>([
    ['no change', schema('1.0.0'), schema('1.0.0'), []],
    ['a break with a major', schema('1.0.0'), schema('2.0.0', narrowed), []],
    ['an addition with a minor', schema('1.0.0'), schema('1.1.0', widened), []],
    ['words with a patch', schema('1.0.0'), schema('1.0.1', { description: 'x' }), []],
    ['a new version of the same', schema('1.0.0'), schema('1.0.1'), []],
  ])('holds for %s', async (_what, before, after, expected) => {
    const report = await judge({ [at]: before }, { [at]: after });
    expect([report.verdict, findingLines(report), report.subjects]).toEqual(['holds', expected, [at]]);
  });

  it('shows a break with its place, the version it needs and a witness', async () => {
    const report = await judge({ [at]: schema('1.0.0') }, { [at]: schema('1.0.1', narrowed) });
    expect(report).toMatchObject({
      verdict: 'violated',
      invariants: ['C4'],
      details: {
        base: expect.stringMatching(/^[0-9a-f]{40}$/),
        contracts: [{ file: at, from: '1.0.0', to: '1.0.1', required: 'major' }],
      },
    });
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]).toMatchObject({
      severity: 'error',
      file: at,
      line: 15,
      message: 'breaking change of job at /properties/status/enum: allowed values "B" were removed',
      expected: 'version 2.0.0 (it is 1.0.1, and was 1.0.0)',
      fix: 'undo the change, or set "$version" to "2.0.0" here and in VERSIONS.md and tell the consumers',
      evidence: `was valid, is rejected at "/status" by enum: {"id":"a","status":"B"}; 1.0.0 said otherwise at ${at}:15:7`,
    });
  });

  it.each<[string, object, object, string[]]>([
    [
      'an addition without a minor',
      schema('1.0.0'),
      schema('1.0.1', widened),
      [`error ${at}:4:3 the change of job adds to the contract, but its version does not rise enough`],
    ],
    [
      'words without a patch',
      schema('1.0.0'),
      schema('1.0.0', { description: 'x' }),
      [
        `error ${at}:4:3 the change of job changes the contract's words, but its version does not rise enough`,
      ],
    ],
    [
      'a version that goes back',
      schema('1.1.0'),
      schema('1.0.0'),
      [`error ${at}:4:3 the version of job goes back from 1.1.0 to 1.0.0`],
    ],
    [
      'no version now',
      schema('1.0.0'),
      schema('one', narrowed),
      [`error ${at}:4:3 job has no SemVer "$version", so nothing says whether its changes are allowed`],
    ],
    [
      'no version then',
      schema('one'),
      schema('1.0.0', narrowed),
      [
        `warning ${at}:4:3 job had no SemVer "$version" at the base revision, so its changes since are not judged`,
      ],
    ],
    ['no version then, and no change', schema('one'), schema('1.0.0'), []],
  ])('%s', async (_what, before, after, expected) => {
    expect(findingLines(await judge({ [at]: before }, { [at]: after }))).toEqual(expected);
  });

  it('takes a new contract as it is, and a renamed one by its $id', async () => {
    const report = await judge({}, { [at]: schema('1.0.0') });
    expect([report.verdict, report.details]).toEqual([
      'holds',
      { base: 'absent', contracts: [{ file: at, change: 'new' }] },
    ]);
    const moved = await judge(
      { [at]: schema('1.0.0') },
      { 'contracts/schemas/jobs/job.json': schema('1.0.0', narrowed) },
    );
    expect(moved.findings.map(({ file, message }) => [file, message])).toEqual([
      [
        'contracts/schemas/jobs/job.json',
        'breaking change of jobs/job at /properties/status/enum: allowed values "B" were removed',
      ],
    ]);
  });

  it('finds a contract that was removed', async () => {
    const other = { ...schema('1.0.0'), $id: 'https://example.com/other.json' };
    const report = await judge(
      { [at]: schema('1.0.0'), 'contracts/schemas/other.json': other },
      { 'contracts/schemas/other.json': other },
    );
    expect(findingLines(report)).toEqual([`error ${at} the contract job was removed`]);
  });

  it('follows references into the other schemas of the folder', async () => {
    const status = (values: string[]) => ({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: 'https://example.com/status.json',
      $version: '1.0.0',
      enum: values,
    });
    const referring = schema('1.0.0', {
      properties: { id: { type: 'string' }, status: { $ref: 'status.json' } },
    });
    const report = await judge(
      { [at]: referring, 'contracts/schemas/status.json': status(['A', 'B']) },
      { [at]: referring, 'contracts/schemas/status.json': { ...status(['A']), $version: '2.0.0' } },
    );
    expect(findingLines(report)).toEqual([
      'error contracts/schemas/status.json:5:3 breaking change of job at /enum: allowed values "B" were removed',
    ]);
    expect(report.findings[0]?.evidence).toBe(
      'was valid, is rejected at "/status" by enum: {"id":"a","status":"B"}; 1.0.0 said otherwise at contracts/schemas/status.json:5:3',
    );
  });

  it.each([
    ['minor', 'holds'],
    ['major', 'violated'],
  ])('a break for undeclared members alone asks for a %s', async (undeclaredOnly, verdict) => {
    const open = { additionalProperties: true };
    const added = {
      ...open,
      properties: { id: { type: 'string' }, status: { enum: ['A', 'B'] }, note: { type: 'string' } },
    };
    const report = await judge(
      { [at]: schema('1.0.0', open) },
      { [at]: schema('1.1.0', added) },
      { undeclaredOnly },
    );
    expect(report.verdict).toBe(verdict);
  });

  it('cannot decide on a schema that was not JSON at the base, and passes on what it cannot read now', async () => {
    const report = await judge(
      { [at]: 'version https://git-lfs.github.com/spec/v1', 'contracts/schemas/project.json': '{}' },
      { [at]: schema('1.0.0'), 'contracts/schemas/b.json': '[]' },
    );
    expect(findingLines(report)).toEqual([
      'error contracts/schemas/b.json:1:1 the schema is not a JSON object',
      `undecided ${at}:1:1 at the base revision the schema is not JSON: InvalidSymbol; it cannot be compared`,
    ]);
  });

  it('warns of what was JSON and no contract at the base', async () => {
    const report = await judge({ [at]: { type: 'object' } }, { [at]: schema('1.0.0') });
    expect([report.verdict, findingLines(report)]).toEqual([
      'warns',
      [`warning ${at}:1:1 at the base revision the schema names no draft; it cannot be compared`],
    ]);
  });

  it.each([
    ['unknown:this is a shallow clone', 'this is a shallow clone'],
    [`tree:${'f'.repeat(40)}`, expect.anything()],
    ['', expect.stringContaining("the plugin's hook did not set")],
  ])('is undecided, never a pass, with the base %j', async (base, reason) => {
    const root = temporaryWorkspace({ [at]: schema('1.0.0') });
    git(root, 'init', '-q');
    const report = await judgeLeaf(root, 'workspace', 'contract-compat', {
      env: { NX_INVARIANTS_CONTRACTS_BASE: base },
    });
    expect([report.verdict, report.findings]).toMatchObject([
      'undecided',
      [{ undecided: true, file: 'contracts/schemas' }],
    ]);
    const message = report.findings[0]?.message.replace(
      'the contracts cannot be compared with what they were: ',
      '',
    );
    expect(message).toEqual(reason);
  });

  it('says what it cannot decide, unless a major makes it needless', async () => {
    const hard = (pattern: string) => ({
      properties: { id: { type: 'string', pattern }, status: { enum: ['A', 'B'] } },
    });
    const [before, after] = ['^(?=aa)a+$', '^aaa*$'];
    const report = await judge(
      { [at]: schema('1.0.0', hard(before)) },
      { [at]: schema('1.0.1', hard(after)) },
    );
    expect([report.verdict, report.findings]).toMatchObject([
      'undecided',
      [
        {
          undecided: true,
          message: 'it cannot be decided whether the change of job breaks documents (pattern-not-regular)',
          expected: 'a change that can be decided, or version 2.0.0',
          evidence: expect.stringMatching(/./),
        },
      ],
    ]);
    expect(
      (await judge({ [at]: schema('1.0.0', hard(before)) }, { [at]: schema('2.0.0', hard(after)) })).verdict,
    ).toBe('holds');
  });
});
