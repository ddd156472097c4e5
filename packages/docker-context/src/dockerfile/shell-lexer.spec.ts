// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the shell's placeholders
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StageVariables, Variables } from './environment';
import { heredocOf, heredocsIn } from './heredoc';
import { expandWord, splitWords } from './shell-lexer';

const variables = new Variables();
const set = (name: string, text: string) => variables.set(name, { kind: 'text', text });
set('F', 'a.txt');
set('E', '');
set('P', 'src/lib/a.txt');
set('S', 'a*b');

const expand = (word: string, character: '\\' | '`' = '\\') => {
  const expansion = expandWord(word, variables, { escape: character });
  return expansion.kind === 'text' ? expansion.text : `${expansion.kind}: ${expansion.reason}`;
};

describe('expandWord', () => {
  it.each([
    ['plain', 'plain'],
    ['$F', 'a.txt'],
    ['${F}', 'a.txt'],
    ['x$F.bak', 'xa.txt.bak'],
    ['$UNSET', ''],
    ['$1$@', ''],
    ['$12x', 'x'],
    ['a$', 'a$'],
    ['$$F', 'F'],
    // defaults
    ['${U:-b}', 'b'],
    ['${E:-b}', 'b'],
    ['${E-b}', ''],
    ['${F:-b}', 'a.txt'],
    ['${U:-${V:-c}}', 'c'],
    ['${F:+b}', 'b'],
    ['${E:+b}', ''],
    ['${E+b}', 'b'],
    ['${U+b}', ''],
    ['${F?no}', 'a.txt'],
    ['${E?no}', ''],
    // removing and replacing
    ['${F#*.}', 'txt'],
    ['${P#*/}', 'lib/a.txt'],
    ['${P##*/}', 'a.txt'],
    ['${P%/*}', 'src/lib'],
    ['${P%%/*}', 'src'],
    ['${F%.???}', 'a'],
    ['${F%nope}', 'a.txt'],
    ['${S#a\\*}', 'b'],
    ['${F/t/T}', 'a.Txt'],
    ['${F//t/T}', 'a.TxT'],
    ['${P/\\//-}', 'src-lib/a.txt'],
    ['${P//\\//-}', 'src-lib-a.txt'],
    ['${F//t/\\$1}', 'a.\\x\\'],
    ['${F/x*/}', 'a.t'],
    ['${F///-}', '-a-.-t-x-t-'],
    // quotes and escapes
    ["'$F'", '$F'],
    ['"$F"', 'a.txt'],
    ['"a b"', 'a b'],
    ['\\$F', '$F'],
    ['"\\$F\\x\\""', '$F\\x"'],
    ['br\\[1\\]', 'br[1]'],
    ['a\\', 'a'],
    // errors
    ['${}', 'fails: failed to process "${}": syntax error: bad substitution'],
    ['${:x}', 'fails: failed to process "${:x}": syntax error: bad substitution'],
    ['${', 'fails: failed to process "${": syntax error: missing \'}\''],
    ['${F:-a', 'fails: failed to process "${F:-a": syntax error: missing \'}\''],
    ['${F', 'fails: failed to process "${F": unsupported modifier (\ufffd) in substitution'],
    ['${F^}', 'fails: failed to process "${F^}": unsupported modifier (^) in substitution'],
    ['${F:0:1}', 'fails: failed to process "${F:0:1}": unsupported modifier (:0) in substitution'],
    ['${F:#a}', 'fails: failed to process "${F:#a}": unsupported modifier (:#) in substitution'],
    ['${F/a}', 'fails: failed to process "${F/a}": syntax error: missing \'/\' in ${}'],
    ['${F/a/b', 'fails: failed to process "${F/a/b": syntax error: missing \'}\''],
    [
      '${F#\\q}',
      'fails: failed to process "${F#\\\\q}": invalid pattern (\\q) in substitution: invalid escape \'\\q\'',
    ],
    ['${U?}', 'fails: failed to process "${U?}": U: is not allowed to be unset'],
    ['${U:?msg}', 'fails: failed to process "${U:?msg}": U: msg'],
    ['${E:?}', 'fails: failed to process "${E:?}": E: is not allowed to be empty'],
    ['${F:-${}}', 'fails: failed to process "${F:-${}}": syntax error: bad substitution'],
    [
      "'a",
      'fails: failed to process "\'a": unexpected end of statement while looking for matching single-quote',
    ],
    [
      '"a',
      'fails: failed to process "\\"a": unexpected end of statement while looking for matching double-quote',
    ],
    ['"${', 'fails: failed to process "\\"${": syntax error: missing \'}\''],
  ])('%j becomes %j', (word, expected) => {
    expect(expand(word)).toBe(expected);
  });

  it('takes the escape character of the file', () => {
    expect([expand('`$F\\x', '`'), expand('a\\b', '`')]).toEqual(['$F\\x', 'a\\b']);
  });

  it('does not know what an image outside may set', () => {
    const above = StageVariables.onImage('node:20');
    above.setArg('A', { kind: 'text', text: 'a' });
    const look = (word: string) => expandWord(word, above, { escape: '\\' });
    expect(look('$A')).toEqual({ kind: 'text', text: 'a' });
    expect(look('x${B:-.}')).toEqual({
      kind: 'unknown',
      because: 'external-image',
      reason: '$B may be set by the image node:20',
    });
    expect(look('${B?}').kind).toBe('unknown');
  });

  it('gives up on values that no file has', () => {
    const grown = new Variables();
    grown.set('A', { kind: 'text', text: 'a'.repeat(60_000) });
    const look = (word: string) => expandWord(word, grown, { escape: '\\' });
    expect([look('$A$A').kind, look('${A/a/b}').kind, look(`${'${A:-'.repeat(200)}`).kind]).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ]);
  });

  it('never throws and never hangs', () => {
    const word = fc.array(
      fc.constantFrom('$', '{', '}', 'F', 'U', ':', '-', '/', '#', '%', '*', '"', "'", '\\', '?', '<', ' '),
    );
    fc.assert(
      fc.property(word, (parts) => {
        expect(['text', 'fails', 'unknown']).toContain(
          expandWord(parts.join(''), variables, { escape: '\\' }).kind,
        );
      }),
      { numRuns: 2000 },
    );
  });
});

it('splits words where blanks are not quoted', () => {
  const split = (line: string) => splitWords(line, { rawQuotes: true, rawEscapes: true });
  expect(split('a "b c" d\\ e $X ${Y:-z}')).toEqual(['a', '"b c"', 'd\\ e', '$X', '${Y:-z}']);
  expect(split('"open')).toBeUndefined();
});

describe('heredocs', () => {
  it.each([
    ['<<EOF', { name: 'EOF', expand: true, chomp: false }],
    ['<<-EOF', { name: 'EOF', expand: true, chomp: true }],
    ['3<<"EOF"', { name: 'EOF', expand: false, chomp: false }],
    ["<<'a b'", { name: 'a b', expand: false, chomp: false }],
    ['<<', undefined],
    ['a<<EOF', undefined],
    ['<<<EOF', undefined],
    ['<<a b', undefined],
  ])('%j announces %j', (word, expected) => {
    expect(heredocOf(word)).toEqual(expected);
  });

  it('finds all of a line', () => {
    expect(heredocsIn('COPY <<A <<- "B" << C /x').map(({ name }) => name)).toEqual(['A', 'C']);
    expect(heredocsIn('RUN echo "<<A')).toEqual([]);
  });
});

describe('StageVariables', () => {
  const text = (value: string) => ({ kind: 'text', text: value }) as const;

  it('hands ENV and ARG on, and brings ENV back over an ARG of its name', () => {
    const parent = StageVariables.onEmptyBase();
    parent.setEnv('F', text('env'));
    parent.setArg('F', text('arg'));
    parent.setArg('G', text('g'));
    const child = StageVariables.onStage(parent);
    expect([parent.get('F'), child.get('F'), child.get('G'), child.get('H')]).toEqual([
      text('arg'),
      text('env'),
      text('g'),
      undefined,
    ]);
    child.setEnv('F', text('child'));
    expect([child.get('F'), StageVariables.onStage(child).get('F')]).toEqual([text('child'), text('child')]);
  });

  it('stays flat over many stages', () => {
    let stage = StageVariables.onEmptyBase();
    for (let index = 0; index < 300; index += 1) {
      stage = StageVariables.onStage(stage);
      stage.setEnv(`V${index}`, text(String(index)));
    }
    expect([stage.get('V0'), stage.get('V299'), stage.get('PATH')?.kind]).toEqual([
      text('0'),
      text('299'),
      'text',
    ]);
  });
});
