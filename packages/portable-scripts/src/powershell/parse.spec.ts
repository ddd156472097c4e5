// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the scripts' own placeholders
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePowerShell } from './parse';
import type { Token } from './tree';

function shown(token: Token): unknown {
  switch (token.kind) {
    case 'group':
      return [token.opening, ...token.tokens.map(shown)];
    case 'text':
      return { [token.isExpandable ? 'expandable' : 'verbatim']: token.value };
    case 'variable':
      return `$${token.name}`;
    default:
      return token.text;
  }
}

function tokensOf(text: string): unknown {
  const parsed = parsePowerShell(text);
  return parsed.ok ? parsed.script.tokens.map(shown) : parsed.problem;
}

describe('parsePowerShell', () => {
  it.each<[string, unknown[]]>([
    ['Get-Item -Path $env:HOME/a', ['Get-Item', '-Path', '$env:home', '/a']],
    ['a | b; c && d || e', ['a', '|', 'b', ';', 'c', '&&', 'd', '||', 'e']],
    ['a `\n  b', ['a', 'b']],
    ["'it''s'", [{ verbatim: "it's" }]],
    ['"a""b`"c $d $(e "f")"', [{ expandable: 'a"b"c $d $(e "f")' }]],
    ['\u201ca\u201d \u2018b\u2019', [{ expandable: 'a' }, { verbatim: 'b' }]],
    ["@'\na 'b' $c\n'@ d", [{ verbatim: "\na 'b' $c".slice(1) }, 'd']],
    ['@"\n"$a"\n"@', [{ expandable: '\n"$a"' }]],
    ['@"\n"@', [{ expandable: '' }]],
    ['$x=@"\na\n"@', ['$x', '=', { expandable: '\na' }]],
    ['<# } ) " #> a # b }', ['a']],
    ['a#b', ['a#b']],
    ['@{ a = 1; if = 2 }', [['@{', 'a', '=', '1', ';', 'if', '=', '2']]],
    [
      '@(1, 2) $(a)',
      [
        ['@(', '1', ',', '2'],
        ['$(', 'a'],
      ],
    ],
    ['f @args ${a b} $$ $? $_', ['f', '$args', '$a b', '$$', '$?', '$_']],
    ['a --% "b { c', ['a', '--% "b { c']],
    ['[int[]] $a = $b ? 1 : 2', ['[int[]]', '$a', '=', '$b', '?', '1', ':', '2']],
    ['do { a } while ($b)', ['do', ['{', 'a'], 'while', ['(', '$b']]],
    [
      'if ($a)\n{ b }\nelseif ($c) { d } else { e }',
      ['if', ['(', '$a'], '\n', ['{', 'b'], '\n', 'elseif', ['(', '$c'], ['{', 'd'], 'else', ['{', 'e']],
    ],
  ])('reads %j', (text, expected) => {
    expect(tokensOf(text)).toEqual(expected);
  });

  it.each([
    ['if ($a) { b', 8, '"{" is never closed'],
    ['a (b', 2, '"(" is never closed'],
    ['a }', 2, '"}" closes nothing'],
    ['( }', 2, '"}" closes nothing'],
    ['"a', 0, 'the string is never closed'],
    ["'a", 0, 'the string is never closed'],
    ['"$(a"', 4, 'the string is never closed'],
    ['"$(a', 1, '"$(" is never closed'],
    ['@"\na', 0, 'the string is never closed'],
    ["@'\na", 0, 'the here-string is never closed'],
    ['<# a', 0, 'the comment is never closed'],
    ['if $a { b }', 0, '"if" has no condition'],
    ['a; else b', 3, '"else" has no block'],
    ['try a', 0, '"try" has no block'],
    ['for { a }', 0, '"for" has no condition'],
    ['('.repeat(200), 128, 'brackets are nested deeper than 128 levels'],
  ])('refuses %j', (text, start, message) => {
    const problem = tokensOf(text);
    expect(problem).toEqual({ start, message });
  });

  it('reads back every string that it is given in quotes', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const quotes = /['\u2018\u2019\u201a\u201b]/g;
        expect(tokensOf(`'${value.replace(quotes, '$&$&')}'`)).toEqual([{ verbatim: value }]);
        const escaped = value.replace(/[`"$\u201c-\u201e]/g, '`$&');
        expect(tokensOf(`"${escaped}"`)).toEqual([{ expandable: value }]);
      }),
    );
  });

  it('never throws, and keeps tokens in order and apart', () => {
    const piece = fc.constantFrom(
      ...'$(){}@"\'`#<>;|& \na-1%[]',
      '@"\n',
      "'@",
      'if ',
      '$a',
      '<#',
      '#>',
      '--%',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const parsed = parsePowerShell(text);
        if (!parsed.ok) {
          expect(parsed.problem.start).toBeLessThanOrEqual(text.length);
          return;
        }
        let at = 0;
        for (const { start, end } of parsed.script.tokens) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
