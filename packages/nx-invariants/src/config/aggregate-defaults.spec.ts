import { describe, expect, it } from 'vitest';
import { aggregateProblems } from './aggregate-defaults';
import { readNxJson } from './nx-json';

const nxJson = (text: string | undefined) => readNxJson('', () => text);
const problemsOf = (targetDefaults: unknown, aggregate = 'invariants') =>
  aggregateProblems(nxJson(JSON.stringify({ targetDefaults }, null, 2)), aggregate);
const rename = "or name the aggregate otherwise with targets.aggregate in the plugin's options";

describe('aggregateProblems', () => {
  it('says what alters the aggregate, where and what to do', () => {
    expect(problemsOf({ invariants: { dependsOn: [] } })).toEqual([
      {
        file: 'nx.json',
        line: 4,
        column: 7,
        message:
          'targetDefaults.invariants sets dependsOn of the aggregate "invariants", which could then pass without its checks',
        fix: `take dependsOn off targetDefaults.invariants, ${rename}`,
      },
    ]);
    expect(problemsOf({ 'nx:noop': { dependsOn: ['^build'] } }).map(({ fix }) => fix)).toEqual([
      'take dependsOn off targetDefaults.nx:noop',
    ]);
  });

  it.each<[string, unknown, string[]]>([
    ['its name', { invariants: { inputs: [], cache: false } }, ['4:7 inputs', '5:7 cache']],
    ['its executor', { 'nx:noop': { options: {}, outputs: [] } }, ['4:7 options', '5:7 outputs']],
    ['a glob', { 'inv*': { command: 'true' } }, ['4:7 command']],
    ['every target', { '*': { executor: 'a:b' } }, ['4:7 executor']],
    ['a list', { invariants: [{}, { dependsOn: [] }] }, ['6:9 dependsOn']],
    ['filter of projects', { '*': [{ filter: { projects: ['a'] }, dependsOn: [] }] }, ['10:9 dependsOn']],
    [
      'filter of what it is',
      { '*': [{ filter: { executor: 'nx:noop', plugin: 'nx-invariants' }, dependsOn: [] }] },
      ['9:9 dependsOn'],
    ],
    ['filter of another executor', { '*': [{ filter: { executor: 'a:b' }, dependsOn: [] }] }, []],
    ['filter of another plugin', { '*': [{ filter: { plugin: '@nx/js' }, dependsOn: [] }] }, []],
    ['what it is anyway', { invariants: { executor: 'nx:noop', cache: true } }, []],
    ['what decides nothing', { invariants: { metadata: {} } }, []],
    [
      'other targets',
      { build: { dependsOn: [] }, 'check-*': { dependsOn: [] }, 'a:b': { cache: false } },
      [],
    ],
    ['no record', [{ dependsOn: [] }], []],
    ['nothing', undefined, []],
    ['values that are none', { invariants: null, '*': [null, 'x'] }, []],
  ])('of %s', (_what, targetDefaults, expected) => {
    const lines = problemsOf(targetDefaults).map(
      ({ line, column, message }) => `${line}:${column} ${message.split(' ')[2]}`,
    );
    expect(lines).toEqual(expected);
  });

  it('goes by the name that the aggregate has', () => {
    expect(problemsOf({ invariants: { dependsOn: [] } }, 'guarantees')).toEqual([]);
  });

  it.each([undefined, '', '{', '[]'])('of %j says nothing: the options of the plugin are refused', (text) => {
    expect(aggregateProblems(nxJson(text), 'invariants')).toEqual([]);
  });
});
