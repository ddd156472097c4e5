import fc from 'fast-check';
import { readTargetDefaultsForTarget } from 'nx/src/project-graph/utils/project-configuration/target-defaults';
import { describe, expect, it } from 'vitest';
import { readNxJson } from './nx-json';
import { defaultsOf, executorOf, type TargetPart } from './target-defaults';

const nxJson = (targetDefaults: unknown) => readNxJson('', () => JSON.stringify({ targetDefaults }, null, 2));
const marks = (ways: TargetPart[][]) => ways.map((parts) => parts.map(({ value }) => value.mark));
const waysOf = (targetDefaults: unknown, target: TargetPart['value'] = {}, name = 'build') =>
  marks(defaultsOf(nxJson(targetDefaults), name, target));

describe('defaultsOf', () => {
  const ofX = { filter: { projects: ['x'] }, mark: 'x' };
  const ofPlugin = { filter: { plugin: '@nx/js' }, mark: 'plugin' };

  it.each<[string, unknown, TargetPart['value'], unknown[][]]>([
    ['its name', { build: { mark: 1 }, lint: { mark: 2 } }, {}, [[1]]],
    ['its executor before its name', { build: { mark: 1 }, 'a:b': { mark: 2 } }, { executor: 'a:b' }, [[2]]],
    ['the executor of a command', { 'nx:run-commands': { mark: 1 } }, { command: 'x' }, [[1]]],
    ['the longest glob', { '*': { mark: 1 }, 'bui*': { mark: 2 } }, {}, [[2]]],
    ['a name before a glob', { '*': { mark: 1 }, build: { mark: 2 } }, {}, [[2]]],
    ['a list, in its order', { build: [{ mark: 1 }, { mark: 2 }] }, {}, [[1, 2]]],
    [
      'the filter of another executor, and the key after it',
      { build: [{ filter: { executor: 'a:b' }, mark: 1 }], '*': { mark: 2 } },
      { executor: 'c:d' },
      [[2]],
    ],
    [
      'the filter of its executor',
      { build: [{ filter: { executor: 'a:b' }, mark: 1 }] },
      { executor: 'a:b' },
      [[1]],
    ],
    ['what may apply', { build: [{ mark: 1 }, ofX, ofPlugin] }, {}, [[1, 'x'], [1, 'plugin'], [1]]],
    ['what alone may apply, and the key after it', { build: [ofX], '*': { mark: 2 } }, {}, [['x'], [2]]],
    ['what alone may apply', { build: [ofX] }, {}, [['x'], []]],
    [
      'another executor, which Nx does not merge',
      { build: { executor: 'a:b', mark: 1 } },
      { command: 'x' },
      [[]],
    ],
    ['a command for another executor', { build: { command: 'x', mark: 1 } }, { executor: 'a:b' }, [[]]],
    ['a command for a target without any', { build: { command: 'x', mark: 1 } }, {}, [[1]]],
    ['none', { lint: { mark: 1 } }, {}, [[]]],
    ['no targetDefaults', undefined, {}, [[]]],
    ['what is no record', [{ mark: 1 }], {}, [[]]],
    ['values that are none', { build: null, '*': [3, null] }, {}, [[]]],
  ])('takes %s', (_what, targetDefaults, target, expected) => {
    expect(waysOf(targetDefaults, target)).toEqual(expected);
  });

  it('is not asked for by names of objects', () => {
    expect(waysOf({ build: {} }, {}, 'constructor')).toEqual([[]]);
  });

  it('tells where a value stands', () => {
    const [[one] = [], [other] = []] = [
      ...defaultsOf(nxJson({ build: { command: 'x' } }), 'build', {}),
      ...defaultsOf(nxJson({ build: [{ command: 'x' }] }), 'build', {}),
    ];
    expect([one?.locate(['command']), other?.locate(['command']), other?.locate([])]).toEqual([
      { file: 'nx.json', line: 4, column: 7 },
      { file: 'nx.json', line: 5, column: 9 },
      { file: 'nx.json', line: 4, column: 7 },
    ]);
  });

  it('comes to what Nx takes without a project and a plugin', () => {
    const executors = ['a:b', 'c:d', 'nx:run-commands'];
    const options = fc.dictionary(fc.constantFrom('command', 'commands', 'cwd'), fc.constantFrom('x', 'y'));
    const filter = fc.record(
      { executor: fc.constantFrom(...executors), projects: fc.constant(['p']), plugin: fc.constant('q') },
      { requiredKeys: [] },
    );
    const entry = fc.record({ options, filter }, { requiredKeys: ['options'] });
    const keys = fc.constantFrom('build', 'b*', 'bui*', '*', 'lint', ...executors);
    const defaults = fc.dictionary(keys, fc.oneof(entry, fc.array(entry, { maxLength: 4 })));
    fc.assert(
      fc.property(defaults, fc.constantFrom(undefined, ...executors), (targetDefaults, executor) => {
        const taken = readTargetDefaultsForTarget('build', targetDefaults as never, executor);
        const parts = defaultsOf(nxJson(targetDefaults), 'build', { executor }).at(-1) ?? [];
        expect(Object.assign({}, ...parts.map(({ value }) => value.options))).toEqual(taken?.options ?? {});
      }),
      { numRuns: 500 },
    );
  });
});

describe('executorOf', () => {
  it.each<[TargetPart['value'], string | undefined]>([
    [{ executor: 'a:b' }, 'a:b'],
    [{ command: 'x' }, 'nx:run-commands'],
    [{ executor: 3 }, undefined],
    [{}, undefined],
  ])('of %j is %s', (target, executor) => {
    expect(executorOf(target)).toBe(executor);
  });
});
