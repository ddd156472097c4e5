import { describe, expect, it } from 'vitest';
import { draftLines, readerOf, type Texts } from '../../../testing/lock-texts';
import { nodeLockFindings } from './node-locks';

const json = (value: unknown) => JSON.stringify(value, undefined, 1);

describe('package.json', () => {
  const manifest = 'apps/a/package.json';
  const own = { name: 'a', dependencies: { b: '^1.0.0' }, devDependencies: { c: '2.0.0' } };
  const npm = (entry: object, installed: object = {}) =>
    json({
      lockfileVersion: 3,
      packages: {
        '': entry,
        'node_modules/b': { version: '1.2.0' },
        'node_modules/c': { version: '2.0.0' },
        ...installed,
      },
    });
  const judge = (value: unknown, texts: Texts) => {
    const text = typeof value === 'string' ? value : json(value);
    return draftLines(nodeLockFindings(manifest, text, readerOf(texts)));
  };
  const pnpm = (specifier: string, more = '') =>
    `lockfileVersion: '9.0'\n${more}importers:\n  .: {}\n  apps/a:\n    dependencies:\n      b:\n        specifier: ${specifier}\n        version: 1.2.0\n    devDependencies:\n      c: { specifier: 2.0.0, version: 2.0.0 }\n`;
  const berry = (range: string) =>
    `__metadata:\n  version: 8\n\n"b@npm:${range}, b@npm:^1.1.0":\n  version: 1.2.0\n\n"c@npm:2.0.0":\n  version: 2.0.0\n`;
  const classic =
    '# yarn lockfile v1\n\n\nb@^1.0.0, b@^1.1.0:\n  version "1.2.0"\n\n"c@2.0.0":\n  version "2.0.0"\n';

  it.each<[string, unknown, Texts, string[]]>([
    ['in sync', own, { 'apps/a/package-lock.json': npm(own) }, []],
    ['in sync, in a lock above', own, { 'package-lock.json': npm({}, { 'apps/a': own }) }, []],
    [
      'in two locks, one of them stale',
      own,
      {
        'apps/a/package-lock.json': npm(own),
        'package-lock.json': npm({}, { 'apps/a': { dependencies: { b: '^1.0.0' } } }),
      },
      ['error apps/a/package.json:7 c 2.0.0 is asked for, and package-lock.json does not know it'],
    ],
    ['nothing to lock', { name: 'a' }, {}, []],
    [
      'no lock',
      own,
      {},
      [
        'error apps/a/package.json its dependencies have no lock: each install takes what is newest on the day',
      ],
    ],
    [
      'a lock that does not know it',
      own,
      { 'package-lock.json': npm({}, { 'apps/a': { link: true } }) },
      [
        'error apps/a/package.json its dependencies have no lock: each install takes what is newest on the day',
      ],
    ],
    [
      'another range',
      { ...own, dependencies: { b: '^1.3.0' } },
      { 'apps/a/package-lock.json': npm(own) },
      [
        'error apps/a/package.json:4 b ^1.3.0 is asked for, and apps/a/package-lock.json was written for ^1.0.0',
      ],
    ],
    [
      'a version that does not satisfy',
      own,
      { 'apps/a/package-lock.json': npm(own, { 'node_modules/b': { version: '2.0.0' } }) },
      ['error apps/a/package.json:4 b ^1.0.0 is asked for, and apps/a/package-lock.json locks 2.0.0'],
    ],
    [
      'an override',
      { ...own, overrides: { 'x>b': '2.0.0' } },
      { 'apps/a/package-lock.json': npm(own, { 'node_modules/b': { version: '2.0.0' } }) },
      [],
    ],
    [
      'no version, but an optional one',
      { ...own, optionalDependencies: { d: '1.0.0' } },
      {
        'apps/a/package-lock.json': npm(
          { ...own, optionalDependencies: { d: '1.0.0' } },
          { 'node_modules/b': null },
        ),
      },
      ['error apps/a/package.json:4 apps/a/package-lock.json locks no version of b'],
    ],
    [
      'one of the workspace, one nearby, one by an alias',
      { dependencies: { b: '*', c: '2.0.0', d: 'npm:x@^1.0.0' } },
      {
        'package-lock.json': npm(
          {},
          {
            'apps/a': { dependencies: { b: '*', c: '2.0.0', d: 'npm:x@^1.0.0' } },
            'node_modules/b': { link: true, resolved: 'b' },
            'node_modules/c': { version: '3.0.0' },
            'apps/a/node_modules/c': { version: '2.0.0' },
            'node_modules/d': { name: 'x', version: '1.0.0' },
          },
        ),
      },
      [],
    ],
    [
      'what is gone',
      { name: 'a', dependencies: { b: '^1.0.0' } },
      { 'apps/a/package-lock.json': npm(own) },
      ['error apps/a/package.json apps/a/package-lock.json knows c 2.0.0, which is not asked for'],
    ],
    [
      'other peers',
      { peerDependencies: { b: '1', c: '2' } },
      { 'apps/a/package-lock.json': npm({ peerDependencies: { b: '1', d: '3' } }) },
      [
        'error apps/a/package.json:4 of the peer c apps/a/package.json says 2, and apps/a/package-lock.json nothing',
        'error apps/a/package.json:2 of the peer d apps/a/package.json says nothing, and apps/a/package-lock.json 3',
      ],
    ],
    [
      'a lock of npm 6',
      own,
      { 'apps/a/package-lock.json': '{ "lockfileVersion": 1, "dependencies": {} }' },
      [
        'warning apps/a/package-lock.json whether it fits its manifest was not judged: it has the form of npm 6',
      ],
    ],
    [
      'a lock that holds nothing',
      own,
      { 'apps/a/package-lock.json': '{}' },
      ['error apps/a/package-lock.json it cannot be read: it has no list of packages'],
    ],
    [
      'a lock that does not parse',
      own,
      { 'apps/a/package-lock.json': '{' },
      ['error apps/a/package-lock.json:1 it cannot be read: CloseBraceExpected'],
    ],
    [
      'a manifest that does not parse',
      '{',
      {},
      ['error apps/a/package.json:1 it cannot be read: CloseBraceExpected'],
    ],
    [
      'a manifest that is no object',
      '[]',
      {},
      ['error apps/a/package.json:1 it cannot be read: it holds no object'],
    ],
    [
      'a lock of Bun',
      own,
      { 'apps/a/bun.lock': '{}', 'bun.lock': '{}' },
      ['warning apps/a/bun.lock whether it fits its manifest was not judged: locks of Bun are not read'],
    ],
    ['pnpm in sync', own, { 'pnpm-lock.yaml': pnpm('^1.0.0') }, []],
    [
      'pnpm out of sync',
      { ...own, devDependencies: { d: '1.0.0' } },
      { 'pnpm-lock.yaml': pnpm('^1.1.0') },
      [
        'error apps/a/package.json:4 b ^1.0.0 is asked for, and pnpm-lock.yaml was written for ^1.1.0',
        'error apps/a/package.json:7 d 1.0.0 is asked for, and pnpm-lock.yaml does not know it',
        'error apps/a/package.json pnpm-lock.yaml knows c 2.0.0, which is not asked for',
      ],
    ],
    ['pnpm with an override', own, { 'pnpm-lock.yaml': pnpm('2.0.0', "overrides: { 'x>b': 2.0.0 }\n") }, []],
    [
      'pnpm with peers that it installs',
      { devDependencies: { c: '2.0.0' }, peerDependencies: { b: '^1' } },
      { 'pnpm-lock.yaml': pnpm('^1') },
      [],
    ],
    [
      'pnpm 5 by itself',
      own,
      { 'apps/a/pnpm-lock.yaml': 'lockfileVersion: 5.3\nspecifiers:\n  b: ^1.0.0\n  c: 2.0.0\n' },
      [],
    ],
    [
      'a lock of pnpm that is a bomb',
      own,
      {
        'pnpm-lock.yaml': `a: &a [${'1,'.repeat(99)}1]\nb: &b [${'*a,'.repeat(99)}*a]\nc: [${'*b,'.repeat(99)}*b]\n`,
      },
      [
        'error pnpm-lock.yaml:1 it cannot be read: Excessive alias count indicates a resource exhaustion attack',
      ],
    ],
    [
      'a lock of pnpm with tabs',
      own,
      { 'pnpm-lock.yaml': '\ta: b' },
      ['error pnpm-lock.yaml:1 it cannot be read: Tabs are not allowed as indentation'],
    ],
    ['Yarn 1', own, { 'yarn.lock': classic }, []],
    ['Yarn 2', own, { 'yarn.lock': berry('^1.0.0') }, []],
    [
      'Yarn out of sync',
      { ...own, resolutions: { c: '3.0.0' } },
      { 'yarn.lock': berry('^1.4.0') },
      ['error apps/a/package.json:4 b ^1.0.0 is asked for, and yarn.lock does not know it'],
    ],
    [
      'packages of the workspace under Yarn',
      { dependencies: { b: 'workspace:*', d: '1.0.0' } },
      { 'yarn.lock': '__metadata:\n  version: 8\n\n"d@workspace:libs/d":\n  version: 0.0.0\n' },
      [],
    ],
    [
      'no lock of Yarn',
      own,
      { 'yarn.lock': 'x' },
      ['error yarn.lock it cannot be read: it is no lock of Yarn'],
    ],
  ])('%s', (_what, value, texts, expected) => {
    expect(judge(value, texts)).toEqual(expected);
  });
});
