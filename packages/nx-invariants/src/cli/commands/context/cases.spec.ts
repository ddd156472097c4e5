import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../run-command-line';
import type { CaseAnswer } from './cases';

const packages = join(__dirname, '../../../../..');
const program = join(packages, 'nx-invariants/bin/nx-invariants.js');
const fixtures = join(packages, 'docker-context/fixtures/buildkit');
const given = join(packages, '../../shared/testdata/docker-context');

interface Verdict {
  readonly id: string;
  readonly ok: boolean;
  readonly files: readonly string[] | null;
}

function readJsonLines<T>(path: string): T[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

async function answer(...chunks: (string | Uint8Array)[]) {
  let printed = '';
  const { stdout, stderr, exitCode } = await runCommandLine(['context', '--cases'], {
    cwd: __dirname,
    env: {},
    streams: {
      input: (async function* () {
        for (const chunk of chunks) yield Buffer.from(chunk as string);
      })(),
      print: async (text) => {
        printed += text;
      },
    },
  });
  expect(stdout).toBe('');
  const answers = printed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CaseAnswer);
  return { answers, stderr, exitCode };
}

const builds = {
  id: 'builds',
  dockerfile: 'Dockerfile',
  context: '.',
  target: null,
  buildArgs: null,
  files: [
    { path: 'Dockerfile', type: 'file', text: 'FROM scratch\nCOPY a l /x/\n' },
    { path: 'a', type: 'file', text: 'a' },
    { path: 'l', type: 'link', target: 'a' },
  ],
};
const withDockerfile = (id: string, text: string) => ({
  ...builds,
  id,
  files: [{ path: 'Dockerfile', type: 'file', text }],
});
const line = (value: unknown) => `${JSON.stringify(value)}\n`;

describe('context --cases', () => {
  it.each([
    ['the committed cases', fixtures, 150],
    ['the given cases', given, 600],
  ])('answers %s as a real builder did', (name, folder, least) => {
    if (!existsSync(folder)) {
      console.log(`${folder} is absent: ${name} were not compared`);
      return;
    }
    const { stdout, stderr, status } = spawnSync(process.execPath, [program, 'context', '--cases'], {
      input: readFileSync(join(folder, 'cases.jsonl')),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const answers = new Map(
      stdout
        .split('\n')
        .filter((text) => text !== '')
        .map((text) => JSON.parse(text) as CaseAnswer)
        .map((told) => [told.id, told]),
    );
    const verdicts = readJsonLines<Verdict>(join(folder, 'verdicts.jsonl')).filter(({ id }) =>
      answers.has(id),
    );
    expect(verdicts.length).toBeGreaterThanOrEqual(least);
    expect(verdicts.length).toBe(answers.size);
    expect(verdicts.map(({ id, ok, files }) => ({ id, ok, files: files && [...files].sort() }))).toEqual(
      verdicts.map(({ id, files }) => {
        const { ok, files: told } = answers.get(id) ?? {};
        return { id, ok, files: files === null ? null : told };
      }),
    );
  });

  it('says of each build whether it succeeds, what its image holds or why it fails', async () => {
    expect(
      await answer(
        line(builds),
        line(withDockerfile('fails', 'FROM scratch\n\nCOPY gone /\n')),
        line(withDockerfile('wrong', 'FROM scratch\nCOPPY a b\n')),
        line(withDockerfile('unknown', 'FROM a\nRUN x\nFROM scratch\nCOPY --from=0 /x /\n')),
        line({ ...builds, id: 'gone', dockerfile: 'x/Dockerfile' }),
        line({
          ...builds,
          id: 'lower',
          files: [{ path: 'dockerfile', type: 'file', text: 'FROM scratch\n' }],
        }),
        JSON.stringify(withDockerfile('image', 'FROM node\n')),
      ),
    ).toEqual({
      answers: [
        { id: 'builds', ok: true, files: ['x/', 'x/a', 'x/l'] },
        { id: 'fails', ok: false, error: expect.stringContaining('"/gone": not found'), line: 3 },
        { id: 'wrong', ok: false, error: expect.stringContaining('unknown instruction'), line: 2 },
        { id: 'unknown', ok: null, unknown: expect.stringMatching(/^external-image: /), line: 4 },
        {
          id: 'gone',
          ok: false,
          error: 'failed to read dockerfile: there is no file x/Dockerfile',
          line: 1,
        },
        { id: 'lower', ok: true, files: [] },
        { id: 'image', ok: true, unknown: expect.stringMatching(/^external-image: /) },
      ],
      stderr: '',
      exitCode: 0,
    });
  });

  it('answers each line as soon as it is read', async () => {
    const order: string[] = [];
    await runCommandLine(['context', '--cases'], {
      cwd: __dirname,
      env: {},
      streams: {
        input: (async function* () {
          for (const id of ['1', '2']) {
            order.push(`asked ${id}`);
            yield Buffer.from(line({ ...builds, id }));
          }
        })(),
        print: async (text) => void order.push(`answered ${JSON.parse(text).id}`),
      },
    });
    expect(order).toEqual(['asked 1', 'answered 1', 'asked 2', 'answered 2']);
  });

  it.each([
    ['no JSON', '{', null, 'it is not JSON'],
    ['no object', '[]', null, 'it is no object'],
    ['nested deeply', `${'['.repeat(200_000)}`, null, 'it is not JSON'],
    ['no text', Buffer.from([0x22, 0xff, 0x22]), null, 'it is not UTF-8'],
    ['without an id', '{"dockerfile":"a","context":"."}', null, 'id must be a string'],
    ['without a context', '{"id":"x","dockerfile":"a"}', 'x', 'context must be a string'],
    ['with an odd target', line({ ...builds, target: 1 }).trim(), 'builds', 'target must be'],
    ['with odd arguments', line({ ...builds, buildArgs: { a: 1 } }).trim(), 'builds', 'buildArgs must be'],
    ['without files', line({ ...builds, files: undefined }).trim(), 'builds', 'files must be an array'],
    [
      'with an odd file',
      line({ ...builds, files: [...builds.files, { path: 'x', type: 'fifo' }] }).trim(),
      'builds',
      'files[3] must have',
    ],
  ])('answers a line that is %s with an error, and the next as ever', async (_, text, id, reason) => {
    const { answers, exitCode } = await answer(text, '\n\n', line(builds));
    expect(exitCode).toBe(2);
    expect(answers).toEqual([
      { id, ok: null, error: expect.stringContaining(`line 1 is not answered: ${reason}`) },
      { id: 'builds', ok: true, files: ['x/', 'x/a', 'x/l'] },
    ]);
  });

  it('refuses to read nothing, and other options', async () => {
    expect(await answer('\n')).toEqual({
      answers: [],
      exitCode: 2,
      stderr: expect.stringContaining('no case'),
    });
    const machine = { cwd: __dirname, env: {} };
    for (const more of [['Dockerfile'], ['--target', 'x']]) {
      const { stderr, exitCode } = await runCommandLine(['context', '--cases', ...more], machine);
      expect({ stderr, exitCode }).toEqual({
        stderr: expect.stringContaining('standard input'),
        exitCode: 2,
      });
    }
  });
});
