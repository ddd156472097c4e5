import { describe, expect, it } from 'vitest';
import { temporaryWorkspace } from '../../testing/temporary-workspace';
import { SourceTree } from '../workspace/source-tree';
import type { CheckContext, CheckDefinition, CheckResult } from './define-check';
import type { LeafRequest } from './leaf-request';
import { runLeaf } from './run-leaf';

const fine: CheckResult = { subjects: ['a.txt'], findings: [], details: null };

function definitionOf(rest: Partial<CheckDefinition>): CheckDefinition {
  return {
    id: 'mine',
    title: 'Mine',
    upholds: [],
    options: {
      type: 'object',
      additionalProperties: false,
      properties: {
        limit: { type: 'integer', default: 3 },
        names: { type: 'array', items: { type: 'string' } },
      },
    },
    applies: () => undefined,
    run: () => fine,
    ...rest,
  };
}

function runWith(definition: Partial<CheckDefinition>, request: Partial<LeafRequest> = {}) {
  const root = temporaryWorkspace({ 'apps/a/a.txt': 'A', 'apps/a/b.txt': 'B' });
  const inputs = ['{projectRoot}/a.txt', { env: 'MINE' }];
  const whole: LeafRequest = {
    task: 'a:check-mine',
    workspaceRoot: root,
    check: 'mine',
    project: { name: 'a', root: 'apps/a' },
    parameters: { where: 'here' },
    options: {},
    inputs,
    ownInputs: inputs,
    otherProjectRoots: [],
    modulePath: undefined,
    knownChecks: { ids: ['mine'], problems: [] },
    dependencyOutputs: [],
    cachedDependencies: [],
    graph: { projects: {} },
    ...request,
  };
  const known = whole.check === 'mine' ? (definitionOf(definition) as CheckDefinition<never>) : undefined;
  return runLeaf(whole, known, new SourceTree(root));
}

/** The context a check is given. */
async function contextOf(definition: Partial<CheckDefinition>, request: Partial<LeafRequest> = {}) {
  let given: CheckContext<unknown> | undefined;
  const run = (context: CheckContext<unknown>) => {
    given = context;
    return fine;
  };
  await runWith({ ...definition, run }, request);
  return given as CheckContext<unknown>;
}

describe('runLeaf', () => {
  it('gives the check its options with defaults, parameters, declared files and environment', async () => {
    process.env.MINE = 'set';
    const context = await contextOf({});
    delete process.env.MINE;
    expect(context).toMatchObject({
      project: { name: 'a', root: 'apps/a' },
      options: { limit: 3 },
      parameters: { where: 'here' },
      env: { MINE: 'set' },
      graph: undefined,
      knownChecks: undefined,
      today: undefined,
    });
    expect(context.files.read('apps/a/a.txt')).toEqual({ kind: 'read', text: 'A' });
  });

  it('gives the graph, the known checks and the day to those that are not cached', async () => {
    const context = await contextOf({ cache: false, readsGraph: true });
    expect(context).toMatchObject({
      graph: { projects: {} },
      knownChecks: { ids: ['mine'], problems: [] },
      today: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    });
  });

  it('takes the result, with a digest of what it followed from', async () => {
    const outcome = await runWith({ run: async () => fine });
    expect(outcome).toEqual({
      kind: 'ran',
      result: fine,
      inputsDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  const failures: [string, Partial<CheckDefinition>, Partial<LeafRequest>, string | RegExp][] = [
    ['an unknown check', {}, { check: 'gone' }, 'no check has the id "gone"'],
    [
      'an unknown option',
      {},
      { options: { limits: 3 } },
      'its options in nx.json are wrong: limits is not a known key',
    ],
    [
      'wrong options',
      {},
      { options: { limit: 'x', names: [1] } },
      'its options in nx.json are wrong: limit must be integer; names.0 must be string',
    ],
    [
      'options that are no object',
      {},
      { options: 'x' as never },
      'its options in nx.json are wrong: they must be object',
    ],
    ['an options schema that does not compile', { options: { type: 'objekt' } }, {}, /schema is invalid/],
    [
      'a check that could not be placed',
      {},
      { parameters: { appliesFailed: 'boom' } },
      'it cannot be placed on the project: boom',
    ],
    [
      'a throw',
      {
        run: () => {
          throw new Error('boom');
        },
      },
      {},
      /^Error: boom\n/,
    ],
    ['a rejection', { run: () => Promise.reject(new Error('boom')) }, {}, /^Error: boom\n/],
    [
      'a throw of what is no error',
      {
        run: () => {
          throw 'boom';
        },
      },
      {},
      'it threw boom',
    ],
    [
      'an undeclared read',
      {
        run: ({ files }) => {
          files.read('apps/a/b.txt');
          return fine;
        },
      },
      {},
      /^UndeclaredRead: the check reads apps\/a\/b.txt, which is not among/,
    ],
    ['no result', { run: () => undefined as never }, {}, 'it returned no result'],
    [
      'no subjects',
      { run: () => ({ findings: [] }) as never },
      {},
      'its result has no list of subjects (the names of what it judged)',
    ],
    [
      'subjects that are no names',
      { run: () => ({ ...fine, subjects: [1] }) as never },
      {},
      'its result has no list of subjects (the names of what it judged)',
    ],
    ['no findings', { run: () => ({ subjects: [] }) as never }, {}, 'its result has no list of findings'],
    [
      'a finding that is none',
      { run: () => ({ ...fine, findings: [null] }) as never },
      {},
      'a finding lacks its severity (error, warning or note), message or file',
    ],
    [
      'a finding without severity',
      { run: () => ({ ...fine, findings: [{ file: 'a', message: 'b' }] }) as never },
      {},
      'a finding lacks its severity (error, warning or note), message or file',
    ],
  ];
  it.each(failures)('%s fails the leaf', async (_what, definition, request, reason) => {
    const outcome = await runWith(definition, request);
    expect(outcome).toEqual({
      kind: 'failed',
      reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
    });
  });

  it('says which modules could not be loaded where it does not know a check', async () => {
    const problems = [{ file: 'a.mjs', message: 'the check module a.mjs: it exports no check', fix: '' }];
    expect(await runWith({}, { check: 'gone', knownChecks: { ids: [], problems } })).toEqual({
      kind: 'failed',
      reason: 'no check has the id "gone"; the check module a.mjs: it exports no check',
    });
  });

  it('leaves the options it was asked with as they were', async () => {
    const options = {};
    await runWith({}, { options });
    expect(options).toEqual({});
  });

  it('has another digest for other options, parameters and days, not for another task', async () => {
    const digest = async (request: Partial<LeafRequest>) => {
      const outcome = await runWith({}, request);
      return outcome.kind === 'ran' ? outcome.inputsDigest : outcome.reason;
    };
    const all = await Promise.all([
      digest({}),
      digest({ task: 'other' }),
      digest({ options: { limit: 4 } }),
      digest({ parameters: { where: 'there' } }),
      digest({ inputs: ['{projectRoot}/*'] }),
    ]);
    expect(all[1]).toBe(all[0]);
    expect(new Set(all).size).toBe(4);
  });
});
