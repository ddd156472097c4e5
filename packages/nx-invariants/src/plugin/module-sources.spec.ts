import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Files, temporaryWorkspace } from '../../testing/temporary-workspace';
import { defaultOptions } from '../config/plugin-options';
import { WorkspaceFacts } from '../workspace/workspace-facts';
import { moduleSources } from './module-sources';

function sourcesOf(files: Files, module = 'tools/a.mjs') {
  const { unseen, ...sources } = allOf(temporaryWorkspace(files), module);
  expect(unseen).toEqual([]);
  return sources;
}

function allOf(root: string, module = 'tools/a.mjs') {
  return moduleSources(module, new WorkspaceFacts(root, defaultOptions));
}

const beside: Files = { 'tools/b.mjs': '', 'tools/c/index.js': '', 'lib/d.ts': '', 'data.json': '{}' };

describe('moduleSources', () => {
  it.each<[string, string[]]>([
    ['', []],
    ["import b from './b.mjs';", ['tools/b.mjs']],
    ['import{b}from"./b.mjs"', ['tools/b.mjs']],
    ["import './b.mjs';", ['tools/b.mjs']],
    ["export * from './b.mjs';", ['tools/b.mjs']],
    ["const b = await import('./b.mjs');", ['tools/b.mjs']],
    ["await import('../data.json', { with: { type: 'json' } });", ['data.json']],
    ["await import(`./b.mjs`); require ( './c' );", ['tools/b.mjs', 'tools/c/index.js']],
    ["require('./b');", ['tools/b.mjs']],
    ["require('./c/'); require('../data');", ['data.json', 'tools/c/index.js']],
    ["import { d } from '../lib/d.js';", ['lib/d.ts']],
    ["import type { d } from '../lib/d';", ['lib/d.ts']],
    ["const fix = 'services require a VERSION'; // or './b.mjs'", ['tools/b.mjs']],
    ["import ajv from 'ajv'; import fs from 'node:fs'; import './gone.mjs'; import '../../out.mjs';", []],
  ])('follows %s', (text, imported) => {
    expect(sourcesOf({ ...beside, 'tools/a.mjs': text })).toEqual({
      files: [...imported, 'tools/a.mjs'].sort(),
      folders: [],
    });
  });

  it('follows what imported modules import, once each', () => {
    expect(
      sourcesOf({
        'tools/a.mjs': "import '../lib/b.mjs';",
        'lib/b.mjs': "import './deep/c.mjs'; import '../tools/a.mjs';",
        'lib/deep/c.mjs': "import './d.json' with { type: 'json' };",
        'lib/deep/d.json': '{ "no": "./e.mjs" }',
        'lib/deep/e.mjs': '',
      }),
    ).toEqual({ files: ['lib/b.mjs', 'lib/deep/c.mjs', 'lib/deep/d.json', 'tools/a.mjs'], folders: [] });
  });

  it.each([
    'await import(name);',
    "await import('./' + name);",
    'await import(`./\u0024{name}.mjs`);',
    "await import(/* where */ './b.mjs');",
    'require(name);',
    'const load = require;\nload(name)',
    'const load = require\nload(name)',
    "require.resolve('./b.mjs');",
    "createRequire(import.meta.url)('./b.mjs');",
    "readFileSync(new URL('rules.json', import.meta.url));",
    "readFileSync(join(__dirname, 'rules.json'));",
    "import b from '.\\u002fb.mjs';",
  ])('takes the whole folder for %s, and what it imports from outside', (text) => {
    expect(sourcesOf({ ...beside, 'tools/a.mjs': `import '../lib/d.js'; ${text}` })).toEqual({
      files: ['lib/d.ts'],
      folders: ['tools'],
    });
  });

  it('takes the folder of each module that cannot be told, the outermost of them', () => {
    expect(
      sourcesOf({
        'tools/a.mjs': "import './deep/b.mjs'; import '../lib/c.mjs'; import(name);",
        'tools/deep/b.mjs': 'import(name);',
        'lib/c.mjs': 'import(name);',
      }),
    ).toEqual({ files: [], folders: ['lib', 'tools'] });
  });

  it('takes a folder for a name that Nx reads as a pattern', () => {
    const files: Files = { 'tools/a.mjs': "import './[id]/b.mjs';", 'tools/[id]/b.mjs': '' };
    expect(sourcesOf(files)).toEqual({ files: [], folders: ['tools'] });
  });

  it('takes the folder of a module that cannot be read', () => {
    expect(sourcesOf({})).toEqual({ files: [], folders: ['tools'] });
  });

  it('takes the workspace for more modules, or a larger one, than it follows', () => {
    const everything = { files: [], folders: ['.'] };
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => [`tools/${index}.mjs`, `import './${index + 1}.mjs';`]),
      );
    expect(sourcesOf(chain(501), 'tools/0.mjs')).toEqual(everything);
    expect(sourcesOf(chain(500), 'tools/0.mjs').files).toHaveLength(500);
    expect(sourcesOf({ 'tools/a.mjs': ' '.repeat(1024 * 1024 + 1) })).toEqual(everything);
  });

  it.each<[string, string, string[]]>([
    ['an ignored file', "import './made.mjs'", ['tools/made.mjs']],
    ['a file that one import may mean beside a source', "import './b.js'", ['tools/b.js']],
    ['a link', "import './link.mjs'", ['tools/link.mjs']],
    ['a file behind a link', "import './lib/d.mjs'", ['tools/lib/d.mjs']],
    ['a file outside', "import '../../outside.mjs'", ['../outside.mjs']],
    ['a link in a folder of which anything may be read', 'import(name)', ['tools/lib', 'tools/link.mjs']],
    ['folders and what is not there', "'..'; './lib'; './made'; './gone.mjs'", ['tools/made.mjs']],
  ])('says that Nx does not see %s', (_what, text, unseen) => {
    const outer = temporaryWorkspace({
      'outside.mjs': '',
      'inner/.gitignore': 'made.mjs\nb.js\n',
      'inner/tools/a.mjs': text,
      'inner/tools/b.ts': '',
      'inner/tools/b.js': '',
      'inner/tools/made.mjs': '',
      'inner/lib/d.mjs': '',
    });
    symlinkSync('../lib', join(outer, 'inner/tools/lib'));
    symlinkSync('../lib/d.mjs', join(outer, 'inner/tools/link.mjs'));
    expect(allOf(join(outer, 'inner')).unseen).toEqual(unseen);
  });

  it('says so of the module itself', () => {
    const root = temporaryWorkspace({ 'lib/a.mjs': '' });
    symlinkSync('lib', join(root, 'tools'));
    expect(allOf(root).unseen).toEqual(['tools/a.mjs']);
  });
});
