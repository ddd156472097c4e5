import { describe, expect, it } from 'vitest';
import { chooseIgnoreFile, compileIgnoreFile, ignoreFileCandidates, unreadIgnoreFiles } from './ignore-file';

describe('chooseIgnoreFile', () => {
  const choose = (files: Record<string, string>, dockerfile = 'docker/api.Dockerfile', context = '.') =>
    chooseIgnoreFile({ dockerfile, context }, (path) => files[path]);

  it.each([
    [
      'beside the Dockerfile, even when empty',
      { 'docker/api.Dockerfile.dockerignore': '', '.dockerignore': 'a' },
      '',
    ],
    [
      'at the root of the context',
      { '.dockerignore': 'a', 'docker/.dockerignore': 'b', '.gitignore': 'c' },
      'a',
    ],
    ['nowhere else', { 'docker/.dockerignore': 'b', 'api.Dockerfile.dockerignore': 'c' }, undefined],
  ])('finds it %s', (_, files, text) => {
    expect(choose(files)?.text).toBe(text);
  });

  it('names the two places', () => {
    expect(ignoreFileCandidates({ dockerfile: './apps/api/Dockerfile', context: 'apps/api/' })).toEqual([
      'apps/api/Dockerfile.dockerignore',
      'apps/api/.dockerignore',
    ]);
    expect(ignoreFileCandidates({ dockerfile: 'Dockerfile', context: '' })[1]).toBe('.dockerignore');
  });
});

describe('compileIgnoreFile', () => {
  it('answers with the line that keeps a path out', () => {
    const text = '\ufeff# comment\n\n  /dist/  \r\n # not a comment\n!  dist/keep\n*.log\n';
    const compiled = compileIgnoreFile({ path: '.dockerignore', text });
    if (compiled.kind !== 'rules') throw new Error(compiled.reason);
    const against = (path: string) => compiled.rules.ruleAgainst(path);
    expect(against('dist/a.js')).toEqual({ file: '.dockerignore', line: 3, pattern: '/dist/' });
    expect(against('dist/keep')).toBeUndefined();
    expect(against('a.log')).toEqual({ file: '.dockerignore', line: 6, pattern: '*.log' });
    expect(against('# not a comment')).toEqual({
      file: '.dockerignore',
      line: 4,
      pattern: '# not a comment',
    });
    expect(against('src/a.log')).toBeUndefined();
  });

  it.each([
    ['ok\n!\n', 'illegal exclusion pattern: "!"', 2],
    ['[a', 'syntax error in pattern', 1],
  ])('%j fails every build', (text, reason, line) => {
    expect(compileIgnoreFile({ path: 'x', text })).toEqual({ kind: 'invalid', reason, file: 'x', line });
  });

  it.each(['.', '/', '../x', ''])('%j ignores nothing', (text) => {
    const compiled = compileIgnoreFile({ path: 'x', text });
    expect(compiled.kind === 'rules' && compiled.rules.ruleAgainst('x')).toBeUndefined();
  });
});

describe('unreadIgnoreFiles', () => {
  it.each([
    ['one at the root of a context is read', ['.dockerignore'], []],
    [
      'one beside the Dockerfile that lacks its name is not',
      ['apps/api/.dockerignore'],
      ['apps/api/.dockerignore'],
    ],
    ['one with the name of the Dockerfile is', ['apps/api/Dockerfile.dockerignore'], []],
    [
      'one that is replaced is not',
      ['.dockerignore', './apps/api/Dockerfile.dockerignore'],
      ['.dockerignore (apps/api/Dockerfile.dockerignore instead)'],
    ],
    ['one of a named context is', ['contracts/.dockerignore'], []],
    ['one with the name but elsewhere is not', ['Dockerfile.dockerignore'], ['Dockerfile.dockerignore']],
  ])('%s', (_, present, expected) => {
    const build = { dockerfile: 'apps/api/Dockerfile', context: '.', namedContexts: ['contracts'] };
    const told = unreadIgnoreFiles(present, [build]).map(({ path, instead }) =>
      instead === undefined ? path : `${path} (${instead} instead)`,
    );
    expect(told).toEqual(expected);
  });
});
