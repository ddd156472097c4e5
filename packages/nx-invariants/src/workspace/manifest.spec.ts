import { describe, expect, it } from 'vitest';
import { manifestFacts, readManifest } from './manifest';
import type { ManifestFile } from './manifest-files';

describe('readManifest', () => {
  it.each<[ManifestFile, string, object]>([
    [
      'package.json',
      '{"name":"@o/gateway","version":"1.2.3","scripts":{"test":"x"}}',
      { name: '@o/gateway', version: '1.2.3', scripts: ['test'] },
    ],
    ['package.json', '{"name":"@o/gateway","nx":{"name":"gateway"}}', { name: 'gateway', scripts: [] }],
    ['package.json', '{"scripts":{"a":"x","b":"y"},"nx":{"includedScripts":["b","c"]}}', { scripts: ['b'] }],
    ['package.json', '{"scripts":{"a":"x"},"nx":{"includedScripts":[]}}', { scripts: [] }],
    ['package.json', '{"scripts":{"a":"x"},"nx":{}}', { scripts: ['a'] }],
    ['package.json', '{"nx":{"targets":{"test":{}}}}', { scripts: [], targets: ['test'] }],
    ['package.json', '{"nx":{"targets":["test"]}}', { scripts: [] }],
    [
      'pyproject.toml',
      '[project]\nname = "processor"\nversion = "0.1.0"\n',
      { name: 'processor', version: '0.1.0' },
    ],
    [
      'pyproject.toml',
      '[tool.poetry]\nname = "processor"\nversion = "0.1.0"\n',
      { name: 'processor', version: '0.1.0' },
    ],
    ['Cargo.toml', '[package]\nname = "tui"\nversion = "0.1.0"\n', { name: 'tui', version: '0.1.0' }],
    ['Cargo.toml', '[package]\nname = "tui"\nversion.workspace = true\n', { name: 'tui' }],
    [
      'Cargo.toml',
      '[package]\nname = "tui"\nversion = { workspace = true }\n[workspace.package]\nversion = "1.2.3"\n',
      { name: 'tui', version: '1.2.3' },
    ],
    ['Cargo.toml', '[workspace]\nmembers = []\n', {}],
    ['go.mod', '// comment\nmodule github.com/o/metrics-engine/v2\n\ngo 1.26\n', { name: 'metrics-engine' }],
    ['go.mod', 'module ( \r\n\t"x/a" // why\r\n)\r\n', { name: 'a' }],
    ['VERSION', '0.1.0\n', { version: '0.1.0' }],
  ])('%s: %j', (file, text, expected) => {
    expect(readManifest(file, text)).toEqual({ ok: true, facts: expected });
    expect(manifestFacts(file, text)).toEqual(expected);
  });

  it.each<[ManifestFile, string, string, number, number]>([
    ['package.json', '', 'not JSON: ValueExpected', 1, 1],
    ['package.json', '{\n  "name": x', 'not JSON: InvalidSymbol', 2, 11],
    ['package.json', '["a"]', 'it holds no object', 1, 1],
    ['pyproject.toml', '[project\n', 'not TOML: illegal character in key', 1, 9],
    ['Cargo.toml', '[package]\nversion = 1.2.3\n', 'not TOML: illegal character in numeric literal', 2, 14],
    ['go.mod', 'go 1.26\n', 'it has no module directive', 1, 1],
    ['go.mod', 'module x/a\n  module x/b\n', 'the module directive stands twice', 2, 3],
    ['go.mod', 'module\n', 'the module directive takes one module path', 1, 1],
    ['go.mod', 'module "x/a\n', 'the module directive takes one module path', 1, 1],
    ['go.mod', 'module x/a\nrequire (\n\tx/b v1.0.0\n', 'the block of require does not end', 2, 1],
  ])('%s: %j does not parse', (file, text, message, line, column) => {
    expect(readManifest(file, text)).toEqual({ ok: false, message, position: { line, column } });
    expect(manifestFacts(file, text)).toEqual({});
  });

  it('survives a table that is nested beyond the stack', () => {
    const reading = readManifest('Cargo.toml', `a = ${'['.repeat(200_000)}`);
    expect(reading).toMatchObject({ ok: false, position: { line: 1 } });
  });
});
