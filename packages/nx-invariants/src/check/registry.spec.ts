import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryWorkspace, writeFiles } from '../../testing/temporary-workspace';
import { builtInChecks } from '../checks';
import { defaultOptions } from '../config/plugin-options';
import { validatorOf } from '../config/validate';
import { loadRegistry } from './registry';

const sources = join(__dirname, '..', 'checks');
const pages = join(__dirname, '..', '..', '..', '..', 'docs', 'checks');

describe('the built-in checks', () => {
  it('are the folders of src/checks, in order', () => {
    const folders = readdirSync(sources, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
    expect(builtInChecks.map(({ id }) => id)).toEqual(folders);
  });

  it.each(builtInChecks.map((check) => [check.id, check] as const))('%s is complete', (id, check) => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(check.title).toMatch(/^[A-Z].*[^.]$/);
    expect(existsSync(join(sources, id, 'check.ts'))).toBe(true);
    expect(existsSync(join(sources, id, 'check.spec.ts'))).toBe(true);
    const validate = validatorOf(check.options);
    expect(validate({}), 'its defaults satisfy its options').toBe(true);
    expect(validate({ noSuchOption: 1 }), 'an unknown option is refused').toBe(false);
    const packages = JSON.parse(
      readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'),
    ).dependencies;
    expect(Object.keys(packages)).toEqual(expect.arrayContaining([...(check.packages ?? [])]));
    expect(Object.keys(packages)).toEqual(
      expect.arrayContaining((check.engines ?? []).map((engine) => `@nx-invariants/${engine}`)),
    );
  });

  it.each(builtInChecks.map(({ id }) => id))('%s has a page', (id) => {
    expect(existsSync(join(pages, `${id}.md`)), `docs/checks/${id}.md`).toBe(true);
  });
});

const optionsWith = (customChecks: string[]) => ({ ...defaultOptions, customChecks });

const mine = (id: string, rest = '') =>
  `{ id: '${id}', title: 'T', upholds: [], options: {}, applies: () => undefined, run: () => ({ subjects: [], findings: [], details: null })${rest} }`;

describe('loadRegistry', () => {
  async function custom(files: { [path: string]: string }, modules = Object.keys(files)) {
    const root = temporaryWorkspace(files);
    const { checks, problems } = await loadRegistry(root, optionsWith(modules));
    const loaded = checks.filter(({ modulePath }) => modulePath !== undefined);
    return { ids: loaded.map(({ definition, modulePath }) => [definition.id, modulePath]), problems };
  }

  it('has the built-in checks where a workspace adds none', async () => {
    const { checks, problems } = await loadRegistry(temporaryWorkspace({}), defaultOptions);
    expect(checks).toEqual(builtInChecks.map((definition) => ({ definition, modulePath: undefined })));
    expect(problems).toEqual([]);
  });

  it.each([
    ['a.mjs', `export default ${mine('mine')}`],
    ['a.cjs', `module.exports = ${mine('mine')}`],
    ['a.cjs', `exports.default = ${mine('mine')}`],
    ['a.js', `module.exports = { default: ${mine('mine')} }`],
    ['deep/check.mjs', `export default ${mine('mine', ", engines: ['coverage'], packages: ['x']")}`],
  ])('loads %s: %s', async (path, text) => {
    expect(await custom({ [path]: text })).toEqual({ ids: [['mine', path]], problems: [] });
  });

  it.each([
    [
      'export const nothing = 1;',
      'it exports no check',
      'export default defineCheck({ ... }) from this module',
    ],
    ['export default null;', 'it exports no check', 'export default defineCheck({ ... }) from this module'],
    [
      `export default ${mine('mine').replace('options: {}', 'options: null')}`,
      'it exports no check: its field "options" is missing or malformed',
      expect.anything(),
    ],
    [
      `export default ${mine('mine', ", engines: ['../..']")}`,
      'it exports no check: its field "engines" is missing or malformed',
      expect.anything(),
    ],
    [
      `export default ${mine('Mine')}`,
      'it cannot be loaded: check id "Mine" must be lower case letters, digits and single hyphens',
      expect.anything(),
    ],
    [
      `export default ${mine('mine', ', readsGraph: true')}`,
      'it cannot be loaded: check "mine" reads the project graph, which is no input: set cache: false',
      expect.anything(),
    ],
    [
      "throw new Error('boom');",
      'it cannot be loaded: boom',
      'mend the module, or take it off customChecks in nx.json',
    ],
    ["throw 'boom';", 'it cannot be loaded: boom', expect.anything()],
    ['export default {', expect.stringMatching(/^it cannot be loaded: /), expect.anything()],
  ])('has a problem with %s', async (text, what, fix) => {
    const { ids, problems } = await custom({ 'a.mjs': text });
    const said = problems.map((problem) => ({
      ...problem,
      message: problem.message.replace('the check module a.mjs: ', ''),
    }));
    expect({ ids, said }).toEqual({ ids: [], said: [{ file: 'a.mjs', message: what, fix }] });
  });

  it('has a problem with a module that is gone, and loads the others', async () => {
    expect(await custom({ 'b.mjs': `export default ${mine('mine')}` }, ['a.mjs', 'b.mjs'])).toEqual({
      ids: [['mine', 'b.mjs']],
      problems: [
        {
          file: 'a.mjs',
          message: 'the check module a.mjs: it does not exist',
          fix: 'restore the module, or take it off customChecks in nx.json',
        },
      ],
    });
  });

  it('gives an id to the first who takes it', async () => {
    const files = {
      'a.mjs': `export default ${mine('mine')}`,
      'b.mjs': `export default ${mine('mine')}`,
      'c.mjs': `export default ${mine('coverage')}`,
    };
    const taken = (file: string, id: string) => ({
      file,
      message: `the check id "${id}" is already taken`,
      fix: 'give the check an id of its own',
    });
    expect(await custom(files)).toEqual({
      ids: [['mine', 'a.mjs']],
      problems: [taken('b.mjs', 'mine'), taken('c.mjs', 'coverage')],
    });
  });

  it('runs a module as it is now, not as it was', async () => {
    const root = temporaryWorkspace({ 'a.mjs': `export default ${mine('before')}` });
    const idNow = async () => (await loadRegistry(root, optionsWith(['a.mjs']))).checks.at(-1)?.definition.id;
    expect(await idNow()).toBe('before');
    writeFiles(root, { 'a.mjs': `export default ${mine('after')}` });
    expect(await idNow()).toBe('after');
  });

  it('loads TypeScript with jiti, and names it where it is missing', async () => {
    const text = `const id: string = 'mine'; export default ${mine('mine').replace("'mine'", 'id')}`;
    expect((await custom({ 'a.ts': text })).problems.map(({ message }) => message)).toEqual([
      'the check module a.ts: it cannot be loaded: TypeScript checks are loaded with the package "jiti", which is not installed: npm install --save-dev jiti',
    ]);
    const jiti = {
      'node_modules/jiti/package.json': '{ "name": "jiti", "main": "index.cjs" }',
      'node_modules/jiti/index.cjs': `exports.createJiti = (from, options) => ({
        import: async (path) => ({ default: { ...${mine('mine')}, title: JSON.stringify([from, options, path]) } }),
      });`,
    };
    const root = temporaryWorkspace({ ...jiti, 'a.ts': text });
    const { checks } = await loadRegistry(root, optionsWith(['a.ts']));
    expect(JSON.parse(checks.at(-1)?.definition.title ?? '')).toEqual([
      root,
      { moduleCache: false, fsCache: false },
      join(root, 'a.ts'),
    ]);
  });
});
