import { expect, test } from 'vitest';
import check from './check.mjs';

const file = 'packages/coverage/src/formats/lcov.ts';
const project = { name: 'coverage', root: 'packages/coverage' };

/** `line:column message` of what the check finds in a source of the engine `coverage`. */
async function findingsIn(text, read = { kind: 'read', text }) {
  const { findings, subjects } = await check.run({
    project,
    files: { list: () => [file], read: () => read },
  });
  expect(subjects).toEqual([file]);
  return findings.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

test.each([
  ['Nx', "import '@nx/devkit';", ['1:1 the engine imports @nx/devkit']],
  ['the plugin', "export * from 'nx-invariants';", ['1:1 the engine imports nx-invariants']],
  [
    'another engine by name',
    "\n  const t = import('@nx-invariants/topology');",
    ['2:13 the engine imports @nx-invariants/topology'],
  ],
  [
    'another engine by path',
    "import { compare } from '../../../topology/src/compare';",
    ['1:1 the engine imports ../../../topology/src/compare'],
  ],
  [
    'another engine whose name begins alike',
    "require('../../../coverage-more/src');",
    ['1:1 the engine imports ../../../coverage-more/src'],
  ],
  ['the folder of all packages', "export { x } from '../../..';", ['1:1 the engine imports ../../..']],
  [
    'a type by path',
    "type T = import('../../../topology/src/model').Model;",
    ['1:10 the engine imports ../../../topology/src/model'],
  ],
  [
    'by import and equals sign',
    "import t = require('../../../topology');",
    ['1:12 the engine imports ../../../topology'],
  ],
  ['its own files', "import '../lines'; import './x'; require('../../package.json'); import('../..');", []],
  ['a library', "import { parse } from 'jsonc-parser'; import fs from 'node:fs';", []],
])('an engine that imports %s', async (_what, text, expected) => {
  expect(await findingsIn(text)).toEqual(expected);
});

test.each([
  ["console.log('x')", ['1:1 the engine uses console.log']],
  ['if (x) process.exit(1)', ['1:8 the engine uses process.exit']],
  ['process.exitCode = 1', ['1:1 the engine uses process.exitCode']],
  ['process.platform', []],
])('%s', async (text, expected) => {
  expect(await findingsIn(text)).toEqual(expected);
});

test('a source that cannot be read is an error', async () => {
  expect(await findingsIn('', { kind: 'unreadable', reason: 'EACCES' })).toEqual([
    'undefined:undefined the source cannot be read',
  ]);
});
