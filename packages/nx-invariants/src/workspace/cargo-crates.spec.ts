import { describe, expect, it } from 'vitest';
import { type Files, temporaryWorkspace } from '../../testing/temporary-workspace';
import { defaultOptions } from '../config/plugin-options';
import { cargoRoot, cratesByPath } from './cargo-crates';
import { WorkspaceFacts } from './workspace-facts';

const facts = (files: Files) => new WorkspaceFacts(temporaryWorkspace(files), defaultOptions);
const crate = (dependencies = '') => `[package]\nname = "x"\n${dependencies}`;

describe('cargoRoot', () => {
  it.each<[string, Files, string]>([
    ['a crate of its own', { 'crates/a/Cargo.toml': crate() }, 'crates/a'],
    ['a workspace at the root', { 'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n' }, '.'],
    ['the nearest of two', { 'Cargo.toml': '[workspace]\n', 'crates/Cargo.toml': '[workspace]\n' }, 'crates'],
    [
      'its own workspace',
      { 'Cargo.toml': '[workspace]\n', 'crates/a/Cargo.toml': '[workspace]\n' },
      'crates/a',
    ],
    ['one that excludes it', { 'Cargo.toml': '[workspace]\nexclude = [3, "crates/a"]\n' }, 'crates/a'],
    ['one that excludes another', { 'Cargo.toml': '[workspace]\nexclude = ["crates/ab"]\n' }, '.'],
    ['a package above that is no workspace', { 'Cargo.toml': crate() }, 'crates/a'],
    ['one above that is not TOML', { 'Cargo.toml': '[package' }, '.'],
  ])('with %s', (_what, files, expected) => {
    expect(cargoRoot(facts(files), 'crates/a')).toBe(expected);
  });
});

describe('cratesByPath', () => {
  it.each<[string, Files, string[]]>([
    ['none', { 'a/Cargo.toml': crate('[dependencies]\nserde = "1"\nb = { version = "1" }\n') }, []],
    [
      'every table',
      {
        'a/Cargo.toml': crate(
          [
            '[dependencies]',
            'b = { path = "../b" }',
            '[dev-dependencies.c]',
            'path = "../c/"',
            '[build-dependencies]',
            'd = { path = "./d" }',
            '[target."cfg(unix)".dependencies]',
            'e = { path = "../e" }',
          ].join('\n'),
        ),
      },
      ['a/d', 'b', 'c', 'e'],
    ],
    [
      'those of a dependency, in a circle',
      {
        'a/Cargo.toml': crate('[dependencies]\nb = { path = "../b" }\n'),
        'b/Cargo.toml': crate('[dependencies]\nc = { path = "../c" }\n'),
        'c/Cargo.toml': crate('[dev-dependencies]\na = { path = "../a" }\n'),
      },
      ['b', 'c'],
    ],
    [
      'what the workspace states for all',
      {
        'Cargo.toml': '[workspace]\n[workspace.dependencies]\nb = { path = "libs/b" }\nc = "1"\n',
        'a/Cargo.toml': crate('[dependencies]\nb.workspace = true\nc.workspace = true\nd.workspace = true\n'),
      },
      ['libs/b'],
    ],
    [
      'none outside of the workspace',
      { 'a/Cargo.toml': crate('[dependencies]\nb = { path = "../../b" }\n') },
      [],
    ],
    ['none by a path that is no text', { 'a/Cargo.toml': crate('[dependencies]\nb = { path = 3 }\n') }, []],
    [
      'none of tables that are none',
      { 'a/Cargo.toml': 'dependencies = 3\ntarget = [1]\nworkspace = 4\n' },
      [],
    ],
    ['none of what is not TOML', { 'a/Cargo.toml': '[dependencies' }, []],
  ])('finds %s', (_what, files, expected) => {
    expect(cratesByPath(facts(files), 'a')).toEqual(expected);
  });
});
