import fc from 'fast-check';
import ignore from 'ignore';
import { describe, expect, it } from 'vitest';
import { decidingRule, parseCodeowners } from './codeowners';

const ownersOf = (text: string, path: string) => decidingRule(parseCodeowners(text), path)?.owners;

describe('whose a file is', () => {
  it.each<[string, string, string, readonly string[] | undefined]>([
    ['everything', '* @a', 'x/y/z.ts', ['@a']],
    ['the last rule that matches', '* @a\n/x/ @b\n', 'x/y', ['@b']],
    ['a rule without owners takes them away', '/x/ @a\n/x/y', 'x/y', []],
    ['no rule', '/x/ @a', 'y', undefined],
    ['an ending anywhere', '*.json @a', 'contracts/job.json', ['@a']],
    ['a folder at the root', '/docs/ @a', 'docs/a/b.md', ['@a']],
    ['a folder at the root, not below', '/docs/ @a', 'x/docs/b.md', undefined],
    ['a folder anywhere', 'docs/ @a', 'x/docs/b.md', ['@a']],
    ['a folder without a slash at its end', '/docs @a', 'docs/a/b.md', ['@a']],
    ['a path without a slash before it', 'docs/a.md @a', 'docs/a.md', ['@a']],
    ['the files of a folder', 'docs/* @a', 'docs/a.md', ['@a']],
    ['the files of a folder, not of those in it', 'docs/* @a', 'docs/build/a.md', undefined],
    ['the files of the root', '/* @a', 'a.md', ['@a']],
    ['the files of the root alone', '/* @a', 'docs/a.md', undefined],
    ['folders between', '/docs/**/*.md @a', 'docs/x/y/a.md', ['@a']],
    ['a folder of some depth', '**/logs @a', 'build/logs/x', ['@a']],
    ['the case of letters', '/Docs/ @a', 'docs/a', undefined],
    [
      'several owners, tabs, a comment, CRLF and a byte order mark',
      '\uFEFF/x\t@a/b  c@d.example # why @no\r\n',
      'x',
      ['@a/b', 'c@d.example'],
    ],
    ['a blank in a name', '/my\\ docs/ @a', 'my docs/x', ['@a']],
    ['a comment', '# * @a', 'x', undefined],
    ['nothing', '', 'x', undefined],
  ])('%s', (_what, text, path, owners) => {
    expect(ownersOf(text, path)).toEqual(owners);
  });

  it('knows the lines that GitHub skips, and counts none of them', () => {
    expect(parseCodeowners('!/x @a\n\n/[ab] @a\n\\#x @a\n/x maintainers\n/y @a\n')).toMatchObject({
      rules: [{ line: 6, pattern: '/y', owners: ['@a'] }],
      skipped: [
        { line: 1, reason: 'a pattern cannot be negated: !/x' },
        { line: 3, reason: 'a pattern has no ranges of characters: /[ab]' },
        { line: 4, reason: 'a pattern cannot begin with an escaped #: \\#x' },
        { line: 5, reason: 'maintainers is no @user, @org/team or mail address' },
      ],
    });
  });

  it('agrees with .gitignore on every pattern that means the same to both', () => {
    const name = fc.constantFrom('a', 'b', 'ab', 'c.x');
    const segment = fc.constantFrom('a', 'b', 'ab', '*.x', 'a*', '?', '**');
    const pattern = fc
      .tuple(fc.boolean(), fc.array(segment, { minLength: 1, maxLength: 4 }), fc.boolean())
      .map(([rooted, parts, folder]) => `${rooted ? '/' : ''}${parts.join('/')}${folder ? '/' : ''}`);
    const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 4 }), path, (patterns, file) => {
        const text = patterns.map((one, index) => `${one} @o${index}`).join('\n');
        const last = patterns.findLastIndex((one) => ignore({ ignorecase: false }).add(one).ignores(file));
        expect(ownersOf(text, file)).toEqual(last < 0 ? undefined : [`@o${last}`]);
      }),
    );
  });
});
