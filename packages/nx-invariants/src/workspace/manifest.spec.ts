import { describe, expect, it } from 'vitest';
import { readManifest } from './manifest';

describe('readManifest', () => {
  it.each([
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
    ['package.json', '{"name":', {}],
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
    ['pyproject.toml', '[project\n', {}],
    ['Cargo.toml', '[package]\nname = "tui"\nversion = "0.1.0"\n', { name: 'tui', version: '0.1.0' }],
    ['Cargo.toml', '[package]\nname = "tui"\nversion.workspace = true\n', { name: 'tui' }],
    ['Cargo.toml', '[workspace]\nmembers = []\n', {}],
    ['go.mod', '// comment\nmodule github.com/o/metrics-engine/v2\n\ngo 1.26\n', { name: 'metrics-engine' }],
    ['go.mod', 'go 1.26\n', {}],
    ['VERSION', '0.1.0\n', { version: '0.1.0' }],
    ['pom.xml', '<project/>', {}],
  ])('%s: %j', (file, text, expected) => {
    expect(readManifest(file, text)).toEqual(expected);
  });
});
