import { describe, expect, it } from 'vitest';
import { type Files, temporaryWorkspace } from '../../testing/temporary-workspace';
import { defaultOptions } from '../config/plugin-options';
import type { ProjectFacts } from '../workspace/workspace-facts';
import { type CustomCheckReading, readCustomChecks } from './custom-checks';

const project = (name: string): ProjectFacts => ({
  name,
  root: name,
  isService: true,
  isWorkspace: false,
  languages: [],
  manifests: {},
  fileNames: ['VERSION'],
  ownTargets: [],
  nestedRoots: [],
});

/** A module whose check sits on every service, with code at its top and in its `applies`. */
const moduleWith = ({ top = '', applies = '' }: { top?: string; applies?: string }, id = 'mine') => `${top}
export default {
  id: '${id}', title: 'T', upholds: [], options: {}, run() {},
  applies(project, workspace) {
    ${applies}
    return { inputs: ['{projectRoot}/*'], parameters: { names: project.fileNames, text: workspace.text('a.txt') } };
  },
};`;

const onAll = {
  kind: 'placed',
  placement: { inputs: ['{projectRoot}/*'], parameters: { names: ['VERSION'], text: 'A' } },
};
const witness = moduleWith({}, 'witness');

/** What is read of a hostile module, and of one beside it. */
async function readBeside(hostile: string, deadlineSeconds = 60) {
  const root = temporaryWorkspace({ 'a.mjs': hostile, 'b.mjs': witness, 'a.txt': 'A' });
  const options = { ...defaultOptions, customChecks: ['a.mjs', 'b.mjs'] };
  const readings = await readCustomChecks(root, options, [project('x'), project('y')], deadlineSeconds);
  const [first, second] = readings.map(said);
  expect(second).toEqual({ x: onAll, y: onAll });
  return first;
}

function said(reading: CustomCheckReading): unknown {
  return reading.kind === 'problem'
    ? reading.problem.message.replace('the check module a.mjs: ', '')
    : Object.fromEntries(reading.check.placements);
}

const exited = (code: number) => `its code ended the process (exit code ${code})`;
const late = 'it did not finish within its deadline of 2 seconds';

describe('a user-written check', () => {
  it('is placed by its code, on facts of the workspace', async () => {
    expect(await readBeside(moduleWith({}))).toEqual({ x: onAll, y: onAll });
  });

  it.each([
    ['exits', 'process.exit(0);', exited(0)],
    ['exits with an error', 'process.exit(7);', exited(7)],
    ['throws', "throw new Error('boom');", 'boom'],
    ['throws what is no error', 'throw null;', 'null'],
    [
      'throws while it waits',
      "setTimeout(() => { throw new Error('late') }, 0); await new Promise((done) => setTimeout(done, 5000));",
      'late',
    ],
    [
      'throws no error while it waits',
      'setTimeout(() => { throw null }, 0); await new Promise((done) => setTimeout(done, 5000));',
      'it threw null',
    ],
    [
      'rejects while it waits',
      "Promise.reject(new Error('rejected')); await new Promise((done) => setTimeout(done, 5000));",
      'rejected',
    ],
    ['exhausts the memory', 'const all = []; for (;;) all.push(new Array(1e6).fill(all.length));', /memory/],
    [
      'answers in the place of the frame',
      "import { parentPort } from 'node:worker_threads'; parentPort.postMessage({ kind: 'declared' }); await new Promise(() => setInterval(() => {}, 1000));",
      'its code answered in the place of the frame',
    ],
    [
      'answers what is no answer',
      "import { parentPort } from 'node:worker_threads'; parentPort.postMessage('null');",
      'its code answered in the place of the frame',
    ],
    [
      'answers what is no JSON',
      "import { parentPort } from 'node:worker_threads'; parentPort.postMessage('{');",
      /^it cannot be loaded: what it returned is not JSON: /,
    ],
  ])('that %s when it is loaded is a problem, and the others are placed', async (_what, top, reason) => {
    const message = await readBeside(moduleWith({ top }));
    expect(message).toEqual(
      typeof reason === 'string' ? `it cannot be loaded: ${reason}` : expect.stringMatching(reason),
    );
  });

  it.each([
    ['loops', 'for (;;);'],
    ['never ends to load', 'await new Promise(() => setInterval(() => {}, 1000));'],
    ['prints without end', "for (;;) console.log('x'.repeat(1000));"],
    ['waits for a process', "(await import('node:child_process')).execSync('sleep 4');"],
  ])('that %s when it is loaded is a problem in time, and the others are placed', async (_what, top) => {
    expect(await readBeside(moduleWith({ top }), 2)).toBe(`it cannot be loaded: ${late}`);
  });

  it.each([
    ['exits', 'process.exit(0);', exited(0)],
    ['loops', 'for (;;);', late],
    [
      'returns what is huge',
      "return { inputs: ['{projectRoot}/*'], parameters: { a: 'x'.repeat(2e6) } };",
      /^what it returned is 2\d{6} characters of JSON, more than 1048576$/,
    ],
  ])('that %s on a project fails there and on those that are left', async (_what, applies, reason) => {
    const code = `if (project.name === 'y') { ${applies} }`;
    const placed = (await readBeside(moduleWith({ applies: code }), reason === late ? 2 : 60)) as object;
    expect(placed).toEqual({ x: onAll, y: { kind: 'failed', reason: expect.any(String) } });
    const { y } = placed as { y: { reason: string } };
    const what = y.reason.replace('when it was asked about y: ', '');
    expect(what).toMatch(reason);
    const first = await readBeside(moduleWith({ applies }), reason === late ? 2 : 60);
    const failed = { kind: 'failed', reason: `when it was asked about x: ${what}` };
    expect(first).toEqual({ x: failed, y: failed });
  });

  it.each([
    ['throws', "throw new Error('boom')", 'boom'],
    ['throws what is no error', "throw 'boom'", 'boom'],
    ['returns a cycle', 'const a = {}; a.a = a; return a;', /circular/],
    ['returns what JSON has not', 'return { inputs: [1n] };', /BigInt/],
    ['returns a promise', 'return Promise.resolve({ inputs: [] });', /^it returned no list of inputs/],
    ['returns what turns into no JSON', 'return { toJSON() { throw new Error("no") } };', 'no'],
    [
      'returns what is nested without end',
      'let a = 1; for (let i = 0; i < 2000; i++) a = { a }; return { inputs: [], parameters: { a } };',
      'the parameters it returned are nested more than 32 deep',
    ],
  ])('that %s fails on each project by itself', async (_what, applies, reason) => {
    const failed = { kind: 'failed', reason: expect.stringMatching(reason) };
    const code = `if (project.name === 'x') { ${applies} }`;
    expect(await readBeside(moduleWith({ applies: code }))).toEqual({ x: failed, y: onAll });
  });

  it.each([
    ['a prototype', 'Array.prototype.every = () => true; Array.prototype.map = () => [];'],
    ['JSON', "JSON.stringify = () => '[]'; JSON.parse = () => null;"],
    ['a module of Node', "import fs from 'node:fs'; fs.readFileSync = () => 'B'; fs.statSync = () => null;"],
    ['the environment', "process.env.PATH = ''; delete process.env.HOME;"],
    [
      'the facts it is given',
      '',
      "project.name = 'z'; project.fileNames.push('z'); workspace.text = () => 'B';",
    ],
  ])('alters nothing for others by patching %s', async (_what, top, applies = '') => {
    const before = { ...process.env };
    await readBeside(moduleWith({ top, applies }));
    expect({ ...process.env }).toEqual(before);
    expect([1].map(String)).toEqual(['1']);
  });

  it('prints to nobody', async () => {
    const written: unknown[] = [];
    const streams = [process.stdout, process.stderr].map((stream) => [stream, stream.write] as const);
    for (const [stream] of streams) stream.write = (chunk: unknown) => written.push(chunk) > 0;
    try {
      await readBeside(
        moduleWith({ top: "console.log('loaded'); console.error('e');", applies: "console.log('asked');" }),
      );
    } finally {
      for (const [stream, write] of streams) stream.write = write;
    }
    expect(written.join('')).not.toMatch(/loaded|asked|\be\b/);
  });

  it('is not asked where it is switched off, and fails where a field of it is malformed', async () => {
    const files: Files = { 'a.mjs': moduleWith({ applies: 'process.exit(0)' }) };
    const read = async (text: Files, checks: { readonly mine?: false }) => {
      const options = { ...defaultOptions, customChecks: ['a.mjs'], checks };
      return (await readCustomChecks(temporaryWorkspace(text), options, [project('x')])).map(said);
    };
    expect(await read(files, { mine: false })).toEqual([{}]);
    const fields = [
      'upholds: 3',
      'packages: [3]',
      "cache: 'no'",
      'readsGraph: 1',
      'deadlineSeconds: -1',
      'sitsOn: 3',
    ];
    for (const field of fields) {
      const malformed = { 'a.mjs': moduleWith({}).replace('run() {}', `run() {}, ${field}`) };
      expect(await read(malformed, {})).toEqual([
        `it exports no check: its field "${field.split(':')[0]}" is missing or malformed`,
      ]);
    }
  });
});
