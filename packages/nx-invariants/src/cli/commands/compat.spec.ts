import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { git } from '../../../testing/temporary-workspace';
import { runCommandLine } from '../run-command-line';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compat-'));
  mkdirSync(join(folder, 'old'));
  mkdirSync(join(folder, 'new'));
});

const run = (...argv: string[]) => runCommandLine(['compat', ...argv], { cwd: folder, env: {} });

function write(path: string, schema: unknown) {
  writeFileSync(join(folder, path), typeof schema === 'string' ? schema : JSON.stringify(schema, null, 2));
}

const $schema = 'http://json-schema.org/draft-07/schema#';
const closed = {
  $schema,
  type: 'object',
  additionalProperties: false,
  properties: { id: { type: 'integer' } },
};

describe('compat', () => {
  it('proves that an added optional member is compatible', async () => {
    write('old/job.json', closed);
    write('new/job.json', { ...closed, properties: { ...closed.properties, note: { type: 'string' } } });
    expect(await run('old/job.json', 'new/job.json')).toEqual({
      stdout:
        '✔ compatible old/job.json → new/job.json\n  every document valid under the old schema is valid under the new one\n',
      stderr: '',
      exitCode: 0,
    });
  });

  it('shows a witness of a break, with its place in both files', async () => {
    write('old/job.json', closed);
    write('new/job.json', { ...closed, required: ['id'] });
    expect(await run('old/job.json', 'new/job.json')).toEqual({
      stdout: [
        '✖ breaking old/job.json → new/job.json',
        '  "required" of the new schema fails at the document itself',
        '  new: new/job.json:10:3 /required',
        '  old: old/job.json:1:1 (the schema itself)',
        '  a document that the old schema accepts and the new one rejects:',
        '    {}',
        '  fix: accept such documents, or raise the major version of the contract',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 1,
    });
  });

  it('does not take two files for the same that refer to what nobody looked at', async () => {
    const referring = { $schema, properties: { id: { $ref: 'parts/id.json' } } };
    for (const [side, type] of [
      ['old', 'integer'],
      ['new', 'string'],
    ] as const) {
      mkdirSync(join(folder, side, 'parts'));
      write(`${side}/parts/id.json`, { $schema, type });
      write(`${side}/job.json`, referring);
    }
    const { stdout, exitCode } = await run('old/job.json', 'new/job.json');
    expect([exitCode, stdout.split('\n')[1]]).toEqual([
      2,
      '  new/job.json:5:7 "parts/id.json" leads to nothing in this schema document nor in those it was given',
    ]);
  });

  it('gives the same as JSON', async () => {
    write('old/job.json', closed);
    write('new/job.json', { ...closed, required: ['id'] });
    const { stdout, exitCode } = await run('old/job.json', 'new/job.json', '--json');
    const answer = {
      direction: 'backward',
      verdict: 'breaking',
      grade: 'breaking',
      message: '"required" of the new schema fails at the document itself',
      witness: {},
      instancePath: '',
      keyword: 'required',
      oldSchema: { file: 'old/job.json', pointer: '', line: 1, column: 1 },
      newSchema: { file: 'new/job.json', pointer: '/required', line: 10, column: 3 },
    };
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      command: 'compat',
      exitCode: 1,
      result: { mode: 'backward', old: 'old/job.json', new: 'new/job.json', ...answer, answers: [answer] },
    });
  });

  it('follows references to schemas beside each file', async () => {
    for (const version of ['old', 'new']) {
      write(`${version}/accepted.json`, {
        $schema,
        type: 'object',
        properties: { job: { $ref: 'job.json' } },
      });
    }
    write('old/job.json', closed);
    write('new/job.json', { ...closed, properties: { id: { type: 'string' } } });
    const { stdout, exitCode } = await run('old/accepted.json', 'new/accepted.json');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('"type" of the new schema fails at /job/id\n');
    expect((await run('old/accepted.json', 'old/accepted.json')).exitCode).toBe(0);
  });

  it('cannot tell where a schema that is referred to is missing', async () => {
    write('old/a.json', { $schema, type: 'object' });
    write('new/a.json', { $schema, type: 'object', properties: { job: { $ref: 'job.json' } } });
    const { stdout, exitCode } = await run('old/a.json', 'new/a.json');
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^\? undecided old\/a\.json → new\/a\.json\n {2}new\/a\.json:/);
    expect(stdout).toMatch(/schemas that one refers to must lie beside it\n$/);
    const json = JSON.parse((await run('old/a.json', 'new/a.json', '--json')).stdout);
    expect(json.result.verdict).toBe('undecided');
    expect(json.result.reasons[0].place.file).toBe('new/a.json');
  });

  it.each([
    ['{', 'new/job.json:1:2 '],
    ['[]', 'new/job.json is no JSON Schema: it is an array.'],
    ['3', 'new/job.json is no JSON Schema: it is a number.'],
    ['null', 'new/job.json is no JSON Schema: it is null.'],
    ['{"a":1,"a":2}', 'new/job.json:1:8 key "a" appears twice'],
  ])('refuses %s', async (text, message) => {
    write('old/job.json', closed);
    write('new/job.json', text);
    const { stdout, stderr, exitCode } = await run('old/job.json', 'new/job.json');
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(`nx-invariants compat: ${message}`);
  });

  it('knows the boolean schemas', async () => {
    write('old/job.json', 'true');
    write('new/job.json', 'false');
    expect((await run('old/job.json', 'new/job.json')).exitCode).toBe(1);
    expect((await run('new/job.json', 'old/job.json')).exitCode).toBe(0);
  });

  it.each([
    ['gone.json', 'There is no file gone.json.'],
    ['old', 'old is not a file.'],
    ['old/job.json/x', 'There is no file old/job.json/x.'],
  ])('refuses the operand %s', async (path, message) => {
    write('old/job.json', closed);
    const { stderr, exitCode } = await run('old/job.json', path);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('compat --mode', () => {
  const opened = { ...closed, properties: { ...closed.properties, note: { type: 'string' } } };

  it('asks in the forward direction', async () => {
    write('old/job.json', closed);
    write('new/job.json', opened);
    expect(await run('old/job.json', 'new/job.json', '--mode', 'forward')).toEqual({
      stdout: [
        '✖ breaking old/job.json → new/job.json (forward)',
        '  "additionalProperties" of the old schema fails at the document itself',
        '  new: new/job.json:9:5 /properties/note',
        '  old: old/job.json:4:3 /additionalProperties',
        '  a document that the new schema accepts and the old one rejects:',
        '    {',
        '      "note": "a"',
        '    }',
        '  fix: never send such documents, or raise the major version of the contract',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 1,
    });
  });

  it.each([
    ['backward', 0, ['compatible']],
    ['forward', 1, ['breaking']],
    ['full', 1, ['compatible', 'breaking']],
  ])('%s ends with %i', async (mode, exitCode, verdicts) => {
    write('old/job.json', closed);
    write('new/job.json', opened);
    const { stdout, ...rest } = await run('old/job.json', 'new/job.json', `--mode=${mode}`, '--json');
    expect(rest).toEqual({ stderr: '', exitCode });
    const { result } = JSON.parse(stdout);
    expect([
      result.mode,
      result.verdict,
      result.answers.map((answer: { verdict: string }) => answer.verdict),
    ]).toEqual([mode, exitCode === 0 ? 'compatible' : 'breaking', verdicts]);
  });

  it('says plainly that only undeclared members break', async () => {
    const open = { $schema, type: 'object', properties: { id: { type: 'integer' } } };
    write('old/job.json', open);
    write('new/job.json', { ...open, properties: { ...open.properties, note: { type: 'string' } } });
    expect((await run('old/job.json', 'new/job.json')).stdout).toContain(
      'only a document that already carried an undeclared "note" of another type breaks',
    );
  });

  it.each([
    [['a.json'], 'It needs OLD NEW, and got a.json.'],
    [[], 'It needs OLD NEW, and got nothing.'],
    [['a', 'b', 'c'], 'It needs OLD NEW, and got a b c.'],
    [['a', 'b', '--mode', 'transitive'], 'There is no mode transitive.'],
    [['--pairs', 'a'], '--pairs reads standard input and writes JSON lines'],
    [['--pairs', '--json'], '--pairs reads standard input and writes JSON lines'],
    [['--pairs', '--git', 'HEAD'], '--pairs reads standard input and writes JSON lines'],
    [['--pairs'], 'There is no pair on standard input.'],
  ])('refuses %j', async (argv, message) => {
    const { stderr, exitCode } = await run(...argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('compat --format-assertion', () => {
  it.each([
    [[], 0],
    [['--format-assertion'], 1],
  ])('with %j a new format ends with %i', async (argv, exitCode) => {
    write('old/job.json', { $schema, type: 'string' });
    write('new/job.json', { $schema, type: 'string', format: 'date' });
    expect((await run('old/job.json', 'new/job.json', ...argv)).exitCode).toBe(exitCode);
  });
});

describe('compat --pairs', () => {
  it('streams', async () => {
    const written: string[] = [];
    async function* input() {
      yield Buffer.from('{"id":1,"a":{"type":"string"},"b":{"type":"string"}}\n');
    }
    const print = async (text: string) => {
      written.push(text);
    };
    const machine = { cwd: folder, env: {}, streams: { input: input(), print } };
    expect(await runCommandLine(['compat', '--pairs'], machine)).toEqual({
      stdout: '',
      stderr: '',
      exitCode: 0,
    });
    expect(written.map((line) => JSON.parse(line))).toEqual([
      { id: 1, verdict: 'compatible', ms: expect.any(Number) },
    ]);
  });
});

describe('compat --git', () => {
  const tightened = { ...closed, required: ['id'] };
  const lines = ({ stdout }: { stdout: string }) => stdout.split('\n').filter((line) => /^\S/.test(line));

  function commit() {
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '--allow-empty', '-m', 'c');
  }

  beforeEach(() => {
    git(folder, 'init', '-q');
    write('new/job.json', closed);
    write('new/text.json', { $schema, type: 'string' });
    write('package.json', { name: 'x' });
    commit();
    git(folder, 'tag', 'v1');
  });

  it('compares the schemas of the working tree with those of a revision', async () => {
    write('new/job.json', tightened);
    commit();
    write('new/fresh.json', { $schema, type: 'string' });
    const { stdout, exitCode } = await run('--git', 'v1');
    expect(exitCode).toBe(1);
    expect(stdout).toBe(
      [
        '✔ new new/fresh.json',
        '✖ breaking v1:new/job.json → new/job.json',
        '  "required" of the new schema fails at the document itself',
        '  new: new/job.json:10:3 /required',
        '  old: v1:new/job.json:1:1 (the schema itself)',
        '  a document that the old schema accepts and the new one rejects:',
        '    {}',
        '  fix: accept such documents, or raise the major version of the contract',
        '✔ compatible v1:new/text.json → new/text.json',
        '  every document valid under the old schema is valid under the new one',
        '',
      ].join('\n'),
    );
  });

  it('knows renamed, removed and unreadable schemas', async () => {
    write('new/named.json', { ...closed, $id: 'https://example.com/named.json' });
    write('new/bad.json', { $schema });
    commit();
    renameSync(join(folder, 'new/named.json'), join(folder, 'old/renamed.json'));
    rmSync(join(folder, 'new/text.json'));
    write('new/bad.json', `{"$schema": "${$schema}"`);
    const output = await run('--git', 'HEAD');
    expect([output.exitCode, lines(output)]).toEqual([
      2,
      [
        '✔ compatible HEAD:new/job.json → new/job.json',
        '✔ compatible HEAD:new/named.json → old/renamed.json',
        '✖ removed HEAD:new/text.json',
        expect.stringMatching(/^\? unreadable new\/bad\.json:1:\d+ /),
      ],
    ]);
    const { result } = JSON.parse((await run('--git', 'HEAD', '--json')).stdout);
    expect(result).toMatchObject({
      mode: 'backward',
      base: 'HEAD',
      schemas: [
        { change: 'compared', new: 'new/job.json', verdict: 'compatible' },
        { change: 'compared', old: 'HEAD:new/named.json', new: 'old/renamed.json' },
        { change: 'removed', old: 'HEAD:new/text.json' },
        { change: 'unreadable', place: expect.stringMatching(/^new\/bad\.json:1:/) },
      ],
    });
  });

  it('ends with 1 where a schema was removed', async () => {
    rmSync(join(folder, 'new/text.json'));
    expect((await run('--git', 'HEAD')).exitCode).toBe(1);
  });

  it.each<[string[], string[]]>([
    [['new/job.json'], ['new/job.json']],
    [
      ['new/text.json', 'new/job.json'],
      ['new/job.json', 'new/text.json'],
    ],
    [['./new/'], ['new/job.json', 'new/text.json']],
    [[], ['new/job.json', 'new/text.json']],
    [['package.json'], ['package.json']],
  ])('compares what lies in %j', async (paths, files) => {
    const output = await run('--git', 'v1', ...paths);
    expect(lines(output)).toEqual(files.map((file) => `✔ compatible v1:${file} → ${file}`));
  });

  it('follows references to schemas beside the named one, as they were and as they are', async () => {
    write('new/order.json', { $schema, properties: { job: { $ref: 'job.json' } } });
    commit();
    write('new/job.json', tightened);
    const { stdout, exitCode } = await run('--git', 'HEAD', 'new/order.json');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      '"required" of the new schema fails at /job\n  new: new/job.json:10:3 /required\n',
    );
  });

  it('starts at the current folder, and passes over links', async () => {
    write('new/job.json', tightened);
    symlinkSync('job.json', join(folder, 'new/link.json'));
    const cwd = join(folder, 'new');
    const machine = { cwd, env: {} };
    const output = await runCommandLine(['compat', '--git', 'v1'], machine);
    expect(lines(output)).toEqual([
      '✖ breaking v1:job.json → job.json',
      '✔ compatible v1:text.json → text.json',
    ]);
  });

  it.each([
    [['gone'], [], 'There is no revision gone here.'],
    [['--output=x'], [], 'There is no revision --output=x here.'],
    [['v1'], ['gone'], 'There is no JSON Schema in gone, neither now nor at v1.'],
    [['v1'], ['old'], 'There is no JSON Schema in old, neither now nor at v1.'],
    [['v1'], ['new', 'gone.json'], 'There is no JSON Schema in gone.json, neither now nor at v1.'],
    [['v1'], ['..'], 'cannot be read: '],
  ])('refuses --git=%j with %j', async ([base], paths, message) => {
    const { stderr, exitCode } = await run(`--git=${base}`, ...paths);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  it('refuses a folder that is no repository', async () => {
    rmSync(join(folder, '.git'), { recursive: true });
    expect(await run('--git', 'HEAD')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('HEAD'),
    });
  });
});
