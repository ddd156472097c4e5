import { describe, expect, it } from 'vitest';
import { draftLines, readerOf, type Texts } from '../../../testing/lock-texts';
import { cargoLockFindings } from './cargo-lock';

describe('Cargo.toml', () => {
  const manifest = [
    '[package]',
    'name = "a"',
    'version = "0.1.0"',
    '[dependencies]',
    'serde = "1.0.100"',
    'old = { package = "serde", version = "=0.9.0" }',
    'lib = { path = "../lib" }',
    '[target."cfg(unix)".dev-dependencies]',
    'libc = ">=0.2, <0.3"',
    '',
  ].join('\n');
  const lock = [
    'version = 4',
    '[[package]]',
    'name = "a"',
    'version = "0.1.0"',
    'dependencies = ["lib", "libc", "serde 0.9.0", "serde 1.0.200"]',
    ...['lib 0.1.0', 'libc 0.2.5', 'serde 0.9.0', 'serde 1.0.200'].flatMap((each) => [
      '[[package]]',
      `name = "${each.split(' ')[0]}"`,
      `version = "${each.split(' ')[1]}"`,
      ...(each.startsWith('lib ') ? [] : ['source = "registry"']),
    ]),
    '',
  ].join('\n');
  const judge = (texts: Texts) =>
    draftLines(cargoLockFindings('a/Cargo.toml', texts['a/Cargo.toml'] ?? '', readerOf(texts)));

  it.each<[string, Texts, string[]]>([
    ['in sync', { 'a/Cargo.toml': manifest, 'a/Cargo.lock': lock }, []],
    [
      'no lock',
      { 'a/Cargo.toml': manifest },
      ['error a/Cargo.toml its dependencies have no lock: each install takes what is newest on the day'],
    ],
    [
      'another version of its own',
      { 'a/Cargo.toml': manifest.replace('0.1.0', '0.2.0'), 'a/Cargo.lock': lock },
      ['error a/Cargo.toml:2 a is 0.2.0, and a/Cargo.lock says 0.1.0'],
    ],
    [
      'another name',
      { 'a/Cargo.toml': manifest.replace('"a"', '"z"'), 'a/Cargo.lock': lock },
      ['error a/Cargo.toml:2 a/Cargo.lock does not know the crate z'],
    ],
    [
      'a requirement that nothing satisfies',
      { 'a/Cargo.toml': manifest.replace('1.0.100', '1.0.201'), 'a/Cargo.lock': lock },
      ['error a/Cargo.toml:5 serde 1.0.201 is asked for, and a/Cargo.lock locks 0.9.0 and 1.0.200'],
    ],
    [
      'what is new and what is gone',
      { 'a/Cargo.toml': manifest.replace('libc = ', 'rand = '), 'a/Cargo.lock': lock },
      [
        'error a/Cargo.toml:9 rand is asked for, and a/Cargo.lock does not know it',
        'error a/Cargo.toml a/Cargo.lock knows libc, which is not asked for',
      ],
    ],
    [
      'a Cargo workspace, from which it inherits',
      {
        'Cargo.toml':
          '[workspace]\nmembers = ["a"]\n[workspace.package]\nversion = "0.3.0"\n[workspace.dependencies]\nserde = "2"\n',
        'a/Cargo.toml':
          '[package]\nname = "a"\nversion.workspace = true\n[dependencies]\nserde.workspace = true\n',
        'Cargo.lock':
          '[[package]]\nname = "a"\nversion = "0.3.0"\ndependencies = ["serde"]\n[[package]]\nname = "serde"\nversion = "1.0.0"\nsource = "x"\n',
      },
      ['error a/Cargo.toml:5 serde 2 is asked for, and Cargo.lock locks 1.0.0'],
    ],
    [
      'an empty manifest',
      { 'a/Cargo.toml': '', 'a/Cargo.lock': lock },
      ['error a/Cargo.toml it cannot be read: it names no package'],
    ],
    [
      'a package without a name',
      { 'a/Cargo.toml': '[workspace]\n[package]\nversion = "1.0.0"\n', 'a/Cargo.lock': lock },
      ['error a/Cargo.toml it cannot be read: it names no package'],
    ],
    ['a virtual manifest', { 'a/Cargo.toml': '[workspace]\n', 'a/Cargo.lock': lock }, []],
    [
      'a lock that does not parse',
      { 'a/Cargo.toml': manifest, 'a/Cargo.lock': 'version = 4\n=' },
      [expect.stringMatching(/^error a\/Cargo.lock:2 it cannot be read: Invalid TOML document/) as string],
    ],
    [
      'a lock without packages',
      { 'a/Cargo.toml': manifest, 'a/Cargo.lock': 'version = 4\n' },
      ['error a/Cargo.lock it cannot be read: it has no table of packages'],
    ],
    [
      'a lock that is nested too deeply',
      { 'a/Cargo.toml': manifest, 'a/Cargo.lock': `a = ${'['.repeat(100_000)}` },
      [expect.stringMatching(/^error a\/Cargo.lock:\d+ it cannot be read: /) as string],
    ],
  ])('%s', (_what, texts, expected) => {
    expect(judge(texts)).toEqual(expected);
  });
});
