import { describe, expect, it } from 'vitest';
import type { Interpreter } from './judge-script';
import { readCommands } from './read-commands';

const bash: Interpreter = { kind: 'bash' };

/** The commands as lines: where they begin and run, their words, and what is said of their failure. */
async function lines(text: string, interpreter: Interpreter | 'unknown' = bash): Promise<string[]> {
  const { commands, unread } = await readCommands(text, interpreter === 'unknown' ? undefined : interpreter);
  return [
    ...commands.map(({ start, folder = '?', words, isForgiven, isPiped }) =>
      [
        `${start} ${folder}: ${words.map((word) => word ?? '?').join(' ')}`,
        ...(isForgiven ? ['forgiven'] : []),
        ...(isPiped ? ['piped'] : []),
      ].join(', '),
    ),
    ...unread.map(({ start, reason }) => `${start} unread: ${reason}`),
  ];
}

describe('the commands of a shell', () => {
  it.each<[string, string, string[]]>([
    ['words', `a "b c" 'd'"e" $f "g$h" 2>&1 >i`, ['0 .: a b c de ? ?']],
    ['variables before it', 'A=1 B="2" npm ci', ['0 .: npm ci']],
    ['a program that an expansion names', '"$PIP" install a', ['0 .: ? install a']],
    ['over lines', 'npm \\\n  ci\nb', ['0 .: npm ci', '11 .: b']],
    ['conditions and loops', 'if a; then b; fi; for i in 1; do c; done', ['3 .: a', '11 .: b', '33 .: c']],
    ['substitutions', 'a "$(b)" `c`', ['0 .: a ? ?', '5 .: b', '10 .: c']],
    ['functions', 'f() { a; }; f', ['6 .: a', '12 .: f']],
    ['comments and texts', '# npm install\necho "npm install"', ['14 .: echo npm install']],
    [
      'cd',
      'cd a && b; (cd c; d); e; cd $f; g',
      ['0 .: cd a', '8 a: b', '12 a: cd c', '18 a/c: d', '22 a: e', '25 a: cd ?', '32 ?: g'],
    ],
    ['absolute folders and those before', 'cd /a; b', ['0 .: cd /a', '7 ?: b']],
    ['popd', 'pushd a; b; popd; c', ['0 .: pushd a', '9 a: b', '12 a: popd', '18 ?: c']],
    [
      'what follows ||',
      'a || true; b || exit 1; c && d || { e; echo f; }; g || exit 0; h || : >i',
      [
        '0 .: a, forgiven',
        '5 .: true',
        '11 .: b',
        '16 .: exit 1',
        '24 .: c, forgiven',
        '29 .: d, forgiven',
        '36 .: e',
        '39 .: echo f',
        '50 .: g, forgiven',
        '55 .: exit 0',
        '63 .: h, forgiven',
        '68 .: :',
      ],
    ],
    ['parentheses before ||', '(a; b) || true', ['1 .: a, forgiven', '4 .: b, forgiven', '10 .: true']],
    ['what a substitution fails with', 'a "$(b)" || true', ['0 .: a ?, forgiven', '5 .: b', '12 .: true']],
    ['pipes', 'a | b | c', ['0 .: a, piped', '4 .: b, piped', '8 .: c']],
    ['pipes with pipefail', 'set -euo pipefail\na | b', ['0 .: set -euo pipefail', '18 .: a', '22 .: b']],
    [
      'pipes without pipefail again',
      'set -o pipefail\nset +o pipefail\na | b',
      ['0 .: set -o pipefail', '16 .: set +o pipefail', '32 .: a, piped', '36 .: b'],
    ],
    [
      'a script as an argument',
      `cd x; bash -euc 'cd y && npm ci || true'`,
      [
        '0 .: cd x',
        '6 x: bash -euc cd y && npm ci || true',
        '6 x/.: cd y, forgiven',
        '6 x/y: npm ci, forgiven',
        '6 x/y: true',
      ],
    ],
    [
      'one that does not parse',
      `sh -c 'if a'`,
      ['0 .: sh -c if a', '0 unread: `if <cond>` must be followed by `then`'],
    ],
    ['what does not parse', 'if a', ['0 unread: `if <cond>` must be followed by `then`']],
    [
      'what the grammar cannot follow',
      'npm ci\n[[ "$x" =~ ^\\[([0-9]*\\.)[^]]*\\] ]] && a\n',
      ['0 .: npm ci', '45 .: a', '19 unread: the grammar of this check cannot follow it'],
    ],
  ])('%s', async (_what, text, expected) => {
    expect(await lines(text)).toEqual(expected);
  });

  it('is read where nothing says what runs a text', async () => {
    expect(await lines('npm ci', 'unknown')).toEqual(['0 .: npm ci']);
    expect(await lines('if ($a) { npm ci }', 'unknown')).toEqual(['0 .: if ? ?', '10 .: npm ci']);
    expect(await lines('if a', 'unknown')).toEqual(['0 unread: `if <cond>` must be followed by `then`']);
  });

  it('gives up on what is too long, and does not mind long lists', async () => {
    expect(await lines('a\n'.repeat(140_000))).toEqual(['0 unread: it is longer than 262144 characters']);
    expect((await readCommands('a||'.repeat(5_000), bash)).unread).toHaveLength(1);
    expect((await readCommands(`${'a||'.repeat(5_000)}b`, bash)).commands).toHaveLength(5_001);
  });
});

describe('the commands of other languages', () => {
  it.each<[string, string, string[]]>([
    [
      'PowerShell',
      `npm ci; if ($x) { & "npm" install 'b c' $d | Out-Null }`,
      ['0 .: npm ci', '8 .: if ? ?', '20 .: npm install b c ?', '45 .: Out-Null'],
    ],
    ['PowerShell that moves', 'Set-Location a\nnpm ci', ['0 .: Set-Location a', '15 ?: npm ci']],
    ['PowerShell that does not parse', 'if ($a) {', ['0 unread: "{" is never closed']],
  ])('%s', async (_what, text, expected) => {
    expect(await lines(text, { kind: 'powershell', edition: 'core' })).toEqual(expected);
  });

  it('cannot be told of Python', async () => {
    expect(await lines('import os', { kind: 'python' })).toEqual([
      "0 unread: it is written in another language than a shell's",
    ]);
  });
});
