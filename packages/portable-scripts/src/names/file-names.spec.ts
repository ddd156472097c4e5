import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileNameFindings } from './file-names';

const messages = (paths: string[]) =>
  fileNameFindings(paths).map(({ path, message }) => `${path}: ${message}`);

describe('fileNameFindings', () => {
  it.each<[string[], string[]]>([
    [['a/README.md', 'a/Readme.md'], ['a/Readme.md: a/Readme.md and a/README.md differ only in case']],
    [['src/a.ts', 'Src/b.ts', 'Src/c.ts'], ['src/a.ts: src and Src differ only in case']],
    [
      ['a/b', 'A/c', 'a/B'],
      ['a/B: a and A differ only in case', 'a/b: a/b and a/B differ only in case'],
    ],
    [['\u00e9', 'e\u0301'], ['\u00e9: \u00e9 and e\u0301 differ only in case']],
    [['aux.txt'], ['aux.txt: "aux.txt" is the name of a device on Windows']],
    [['docs/CON'], ['docs/CON: "CON" is the name of a device on Windows']],
    [['lpt1.tar.gz'], ['lpt1.tar.gz: "lpt1.tar.gz" is the name of a device on Windows']],
    [['nul/a', 'nul/b'], ['nul/a: "nul" is the name of a device on Windows']],
    [
      ['a.', 'b '],
      ['a.: "a." ends with a dot or a space', 'b : "b " ends with a dot or a space'],
    ],
    [
      ['a:b', 'c\\d', 'e\nf'].sort(),
      [
        'a:b: "a:b" holds a character that Windows does not allow',
        'c\\d: "c\\\\d" holds a character that Windows does not allow',
        'e\nf: "e\\nf" holds a character that Windows does not allow',
      ],
    ],
    [['console.log', 'auxiliary', '.gitignore', 'a b', 'com10', 'x.con', '[id].ts', '@a/b'], []],
  ])('%j', (paths, expected) => {
    expect(messages(paths)).toEqual(expected);
  });

  it('finds a clash exactly where folding case makes two files one', () => {
    const name = fc.stringMatching(/^[xyXY]{1,2}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
          { maxLength: 8 },
        ),
        (paths) => {
          const all = new Set(
            paths.flatMap((path) => path.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'))),
          );
          const folded = new Set([...all].map((path) => path.toLowerCase()));
          expect(fileNameFindings(paths).length).toBe(all.size - folded.size);
        },
      ),
    );
  });
});
