import { describe, expect, it } from 'vitest';
import { plain, styleFor } from '../report/style';
import { terminalMarkdown } from './terminal-markdown';

const coloured = styleFor({ isTTY: true }, {});

describe('terminalMarkdown', () => {
  it.each<[string, string, string[]]>([
    ['a heading and what is below it', '# Tone\nBe calm.', ['Tone', '', '  Be calm.']],
    [
      'prose is wrapped where words end',
      'one two three four five six\nseven',
      ['  one two three four', '  five six seven'],
    ],
    ['a word that is longer than the line', `a ${'x'.repeat(30)} b`, ['  a', `  ${'x'.repeat(30)}`, '  b']],
    [
      'code keeps its lines',
      '```sh\na   b && c --with-a-long-option\n\nd\n```',
      ['    a   b && c --with-a-long-option', '', '    d'],
    ],
    [
      'lists, in lists, and numbered',
      '- one two three four five\n- six\n  - seven\n\n3. eight\n4. nine',
      ['  • one two three four', '    five', '  • six', '    • seven', '', '  3. eight', '  4. nine'],
    ],
    [
      'links: where a page of the web is, but not a neighbour of this page',
      '[there](https://x.org/a) <https://x.org/b> [here](../x.md#y)',
      ['  there', '  (https://x.org/a)', '  https://x.org/b here'],
    ],
    ['marks of code, strength and escapes', 'a `b|c` **d** _e_ \\* &f', ['  a b|c d e * &f']],
    ['a quotation', '> one two three four five', ['  │ one two three four', '  │ five']],
    [
      'headings in quotations and in lists',
      '> # Note\n> one\n\n- ## Two\n  three',
      ['  │ Note', '  │', '  │ one', '', '  • Two', '    three'],
    ],
    ['a list that begins with 0', '0. a\n1. b', ['  0. a', '  1. b']],
    [
      'lists of tasks',
      '- [x] done\n- [ ] open\n\n1. [x] tight\n\n   loose',
      ['  • [x] done', '  • [ ] open', '', '  1. [x] tight', '         loose'],
    ],
    ['a table that fits', '| a | bc |\n|---|---|\n| def | g |', ['  a    bc', '  def  g']],
    ['a table without titles', '| | |\n|---|---|\n| a | b |', ['  a  b']],
    [
      'a table that does not fit',
      '| key | meaning | fix |\n|---|---|---|\n| `a` | one two three four | |\n| `b` | | mend it |',
      ['  a', '    meaning: one two', '    three four', '  b', '    fix: mend it'],
    ],
    [
      'what is nothing to read here',
      'a\n\n[x]: https://x.org\n\n---\n\n<b>\nc',
      ['  a', '', '  ---', '', '  <b>', '  c'],
    ],
    [
      'characters that would steer the terminal, and commands to the log of a workflow',
      'a\u001b[2Jb\r\nc\n\n::error::d',
      ['  a\ufffd[2Jb c', '', '  :\u200b:error::d'],
    ],
  ])('%s', async (_, markdown, lines) => {
    expect((await terminalMarkdown(markdown, plain, 22)).split('\n')).toEqual([...lines, '']);
  });

  it('colours that do not count for the width, and lines no longer than can be read', async () => {
    const words = Array.from({ length: 60 }, () => '`code`').join(' ');
    const lines = (await terminalMarkdown(words, coloured, 500)).trimEnd().split('\n');
    expect(lines.map((line) => line.split('\u001b[36mcode\u001b[39m').length - 1)).toEqual([19, 19, 19, 3]);
  });

  it.each([
    ['is longer than is parsed in time', `# ${'_a'.repeat(17_000)}`],
    ['has more rows than a call has arguments', `|a|b|\n|-|-|\n${'|x|y|\n'.repeat(170_000)}`],
    ['is nested deeper than the stack', `${'> '.repeat(15_000)}x`],
  ])('a page that %s is shown as it is written', async (_, markdown) => {
    expect(await terminalMarkdown(`${markdown}\u001b`, plain, 80)).toBe(`${markdown}\ufffd\n`);
  });
});
