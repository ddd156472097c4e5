import { expect, test } from 'vitest';
import { differences } from './node-packages.mjs';

const lock = {
  packages: {
    '': { name: 'workspace' },
    'packages/coverage': { version: '0.1.0' },
    'node_modules/@nx-invariants/coverage': { resolved: 'packages/coverage', link: true },
    'node_modules/ajv': { version: '8.20.0' },
    'apps/gateway/node_modules/ajv': { version: '6.0.0' },
    'node_modules/fsevents': { version: '2.3.3', optional: true },
  },
};
const complete = {
  'packages/coverage': { version: '0.1.0' },
  'node_modules/@nx-invariants/coverage': { resolved: 'packages/coverage', link: true },
  'node_modules/ajv': { version: '8.20.0' },
  'apps/gateway/node_modules/ajv': { version: '6.0.0' },
};

test.each([
  ['all is installed but what other platforms need', complete, []],
  [
    'a package has another version',
    { ...complete, 'node_modules/ajv': { version: '8.19.0' } },
    ['node_modules/ajv'],
  ],
  [
    'an optional package has another version',
    { ...complete, 'node_modules/fsevents': { version: '2.3.2' } },
    ['node_modules/fsevents'],
  ],
  [
    'a package of this workspace got a command',
    { ...complete, 'packages/coverage': { version: '0.1.0', bin: { coverage: 'main.js' } } },
    ['packages/coverage'],
  ],
  [
    'packages are absent',
    { 'node_modules/ajv': { version: '8.20.0' } },
    ['packages/coverage', 'node_modules/@nx-invariants/coverage', 'apps/gateway/node_modules/ajv'],
  ],
])('%s', (_name, packages, expected) => {
  expect(differences(lock, { packages })).toEqual(expected);
});
