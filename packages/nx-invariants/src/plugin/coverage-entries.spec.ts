import { describe, expect, it } from 'vitest';
import type { Language } from '../workspace/language';
import { coverageEntryInput, readCoverageEntries, reportPaths } from './coverage-entries';

describe('readCoverageEntries', () => {
  it.each<[string, object]>([
    ['{"thresholds":{}}', {}],
    ['{"thresholds":{"a":3,"b":null}}', { a: { reports: [] }, b: { reports: [] } }],
    ['{"thresholds":{"a":{"min":1}}}', { a: { reports: [] } }],
    ['{"thresholds":{"a":{"patch":{"min":1}}}}', { a: { reports: [], hasPatch: true } }],
    [
      '{"thresholds":{"a":{"tool":"c8","measurement":"--all","report":"x.json"}}}',
      { a: { tool: 'c8', measurement: '--all', reports: ['x.json'] } },
    ],
    [
      '{"thresholds":{"a":{"tool":3,"report":["x","{workspaceRoot}/y",4]}}}',
      { a: { reports: ['x', '{workspaceRoot}/y'] } },
    ],
    [
      '{"thresholds":{"a":{"report":["../x","/etc/x","{workspaceRoot}/../x","a/../../x","C:/x","..\\\\x","b/../c"]}}}',
      { a: { reports: [] } },
    ],
    ['{"thresholds":{"__proto__":{"tool":"c8"}}}', { ['__proto__']: { tool: 'c8', reports: [] } }],
  ])('%j', (text, expected) => {
    const reading = readCoverageEntries(text);
    expect(reading.ok && [...reading.entries]).toEqual(Object.entries(expected));
  });

  it.each<[string, string, number, number]>([
    ['{\n', 'it is not JSON: CloseBraceExpected', 2, 1],
    ['{"thresholds":{"a":{},"a":{}}}', 'it is not JSON: the key "a" stands twice', 1, 23],
    ['[]', 'it holds no object', 1, 1],
    ['{}', 'it has no object "thresholds"', 1, 1],
    ['{"thresholds":[]}', 'it has no object "thresholds"', 1, 2],
  ])('%j is broken', (text, message, line, column) => {
    expect(readCoverageEntries(text)).toEqual({ ok: false, message, position: { line, column } });
  });
});

describe('reportPaths', () => {
  it.each<[string, Language | undefined, object, string[]]>([
    ['apps/a', 'go', { reports: [] }, ['apps/a/coverage/coverage.out']],
    ['.', 'typescript', { reports: [] }, ['coverage/coverage-final.json']],
    ['apps/a', undefined, { reports: [] }, []],
    ['apps/a', undefined, { tool: 'cargo-llvm-cov', reports: [] }, ['apps/a/coverage/lcov.info']],
    ['apps/a', 'go', { tool: 'unheard-of', reports: [] }, []],
    [
      'apps/a',
      'go',
      { reports: ['x.out', '{workspaceRoot}/coverage/a.out'] },
      ['apps/a/x.out', 'coverage/a.out'],
    ],
  ])('of %s, %s, %j', (root, language, settings, expected) => {
    expect(reportPaths(root, language, settings as never)).toEqual(expected);
  });
});

it('coverageEntryInput is one entry, or the file where a name has a dot', () => {
  const json = '{workspaceRoot}/coverage-config.json';
  expect(coverageEntryInput('a', ['thresholds.*', 'ratchet'])).toEqual({
    json,
    fields: ['thresholds.a', 'ratchet'],
  });
  expect(coverageEntryInput('a.b', ['thresholds.*'])).toEqual({ json });
});
