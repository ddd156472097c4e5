import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runCommandLine } from '../run-command-line';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compat-'));
  mkdirSync(join(folder, 'old'));
  mkdirSync(join(folder, 'new'));
});

const run = (...argv: string[]) =>
  runCommandLine(['compat', ...argv], { cwd: folder, env: {}, isTerminal: false });

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
