import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryWorkspace } from '../../testing/temporary-workspace';
import type { LeafRequest } from './leaf-request';
import { LeafRunner } from './leaf-runner';

const misbehaving = `import { existsSync } from 'node:fs';
export default {
  id: 'mine', title: 'Mine', upholds: [], options: {}, applies: () => undefined,
  async run({ parameters: { does } }) {
    const fine = { subjects: ['it'], findings: [], details: null };
    switch (does) {
      case 'nothing': return fine;
      case 'exit': process.exit(0);
      case 'exit 3': process.exit(3);
      case 'throw': throw new Error('boom');
      case 'reject later': setTimeout(() => Promise.reject(new Error('late')), 0); return new Promise(() => {});
      case 'throw after': setInterval(() => { if (existsSync(new URL('answered', import.meta.url))) throw new Error('afterwards'); }, 5); return fine;
      case 'loop': for (;;);
      case 'wait': return new Promise(() => setInterval(() => {}, 1000));
      case 'print': console.log('out'); console.error('err'); process.stdout.write('more\\n'); return fine;
      case 'print without end': for (;;) console.log('x'.repeat(1000));
      case 'print much': console.log('y'.repeat(100_000)); return fine;
      case 'memory': { const all = []; for (;;) all.push(new Array(1_000_000).fill(all.length)); }
      case 'cycle': { const details = {}; details.self = details; return { ...fine, details }; }
      case 'bigint': return { ...fine, details: 1n };
      case 'huge': return { ...fine, details: 'z'.repeat(70_000_000) };
      case 'throw null': setTimeout(() => { throw null; }, 0); return new Promise(() => {});
      case 'functions': return { ...fine, details: { kept: 1, dropped: () => {} } };
    }
  },
};`;

function requestIn(root: string, does: string): LeafRequest {
  return {
    task: `a:check-mine`,
    workspaceRoot: root,
    check: 'mine',
    project: { name: 'a', root: '.' },
    parameters: { does },
    options: {},
    inputs: [],
    ownInputs: [],
    otherProjectRoots: [],
    dependencyOutputs: [],
    cachedDependencies: [],
    modulePath: 'check.mjs',
    knownChecks: { ids: [], problems: [] },
    graph: undefined,
  };
}

const runners: LeafRunner[] = [];
afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.stop();
});

function runnerIn(
  root = temporaryWorkspace({ 'check.mjs': misbehaving }),
): (does: string, deadlineSeconds?: number) => ReturnType<LeafRunner['run']> {
  const runner = new LeafRunner();
  runners.push(runner);
  return (does, deadlineSeconds = 20) => {
    return runner.run(requestIn(root, does), deadlineSeconds);
  };
}

const fine = {
  kind: 'ran',
  result: { subjects: ['it'], findings: [], details: null },
  inputsDigest: expect.any(String),
};

describe('LeafRunner', () => {
  it.each([
    ['exit', 'its code ended the process (exit code 0)'],
    ['exit 3', 'its code ended the process (exit code 3)'],
    ['throw', expect.stringMatching(/^Error: boom\n/)],
    ['reject later', expect.stringMatching(/^Error: late\n/)],
    ['loop', 'it did not finish within its deadline of 1 seconds'],
    ['wait', 'it did not finish within its deadline of 1 seconds'],
    ['print without end', 'it did not finish within its deadline of 1 seconds'],
    ['cycle', expect.stringMatching(/^its result is not JSON: Converting circular structure/)],
    ['throw null', 'it threw null'],
    ['huge', expect.stringMatching(/^what it returned is 70\d{6} characters of JSON, more than 67108864$/)],
    ['bigint', expect.stringMatching(/^its result is not JSON: Do not know how to serialize a BigInt/)],
  ])('a leaf that does %j fails alone', async (does, reason) => {
    const run = runnerIn();
    expect((await run('nothing')).outcome).toEqual(fine);
    const deadline = ['loop', 'wait', 'print without end'].includes(does) ? 1 : 20;
    expect((await run(does, deadline)).outcome).toEqual({ kind: 'failed', reason });
    expect((await run('nothing')).outcome).toEqual(fine);
  });

  it('a leaf that runs out of memory fails alone', async () => {
    const run = runnerIn();
    expect((await run('memory', 100)).outcome).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(/reached heap limit|out of memory/i),
    });
    expect((await run('nothing')).outcome).toEqual(fine);
  }, 120_000);

  it('what a leaf leaves running ends neither the process nor the next leaf', async () => {
    const root = temporaryWorkspace({ 'check.mjs': misbehaving });
    const run = runnerIn(root);
    expect((await run('throw after')).outcome).toEqual(fine);
    expect((await run('wait', 1)).outcome).toMatchObject({ kind: 'failed' });
    expect((await run('throw after')).outcome).toEqual(fine);
    writeFileSync(join(root, 'answered'), '');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect((await run('nothing')).outcome).toEqual(fine);
  });

  it('keeps what the leaf printed, its own and no more than fits', async () => {
    const run = runnerIn();
    const { outcome, printed } = await run('print');
    expect(outcome).toEqual(fine);
    expect(printed.split('\n').sort()).toEqual(['', 'err', 'more', 'out']);
    expect((await run('nothing')).printed).toBe('');
    expect((await run('print much')).printed).toBe('y'.repeat(20_000));
  });

  it.each([
    ['mine', 'other.mjs'],
    ['gone', undefined],
    ['service-version', 'check.mjs'],
  ])('fails where %s is no check of %s', async (check, modulePath) => {
    const runner = new LeafRunner();
    runners.push(runner);
    const root = temporaryWorkspace({ 'check.mjs': misbehaving, 'other.mjs': 'export default 1;' });
    const request = { ...requestIn(root, 'nothing'), check, modulePath };
    expect((await runner.run(request, 20)).outcome).toEqual({
      kind: 'failed',
      reason: `no check has the id "${check}"`,
    });
  });

  it('lets a user-written check alter no verdict but its own', async () => {
    const patch = `JSON.parse = () => ({}); JSON.stringify = () => '{}'; Array.prototype.some = () => false;
      Array.prototype.map = () => []; Map.prototype.get = () => undefined; String.prototype.endsWith = () => true;`;
    const root = temporaryWorkspace({
      'patching.mjs': `${patch}\nexport default { id: 'patching', options: {}, applies() {}, run() { return 1; } };`,
      'check.mjs': misbehaving,
      VERSION: 'one\n',
    });
    const runner = new LeafRunner();
    runners.push(runner);
    const mine = requestIn(root, 'nothing');
    const inputs = ['{projectRoot}/VERSION'];
    const builtIn = { ...mine, check: 'service-version', modulePath: undefined, inputs, ownInputs: inputs };
    const before = await runner.run(builtIn, 20);
    const mineBefore = await runner.run(mine, 20);
    await runner.run({ ...mine, check: 'patching', modulePath: 'patching.mjs' }, 20);
    expect(await runner.run(builtIn, 20)).toEqual(before);
    expect(await runner.run(mine, 20)).toEqual(mineBefore);
    expect(before.outcome).toMatchObject({ kind: 'ran', result: { findings: [{ file: 'VERSION' }] } });
    expect(mineBefore.outcome).toEqual(fine);
  });

  it('lets only data out', async () => {
    const { outcome } = await runnerIn()('functions');
    expect(outcome).toMatchObject({ result: { details: { kept: 1 } } });
  });

  it('refuses what cannot be sent to a thread', async () => {
    const runner = new LeafRunner();
    runners.push(runner);
    await expect(runner.run({ options: { a: () => {} } } as unknown as LeafRequest, 5)).rejects.toThrow(
      /could not be cloned/,
    );
  });
});
