// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose's own templates are the subject.
import { describe, expect, it } from 'vitest';
import { parseDotEnv, parseRawEnv } from './dotenv';
import { interpolate } from './interpolate';

const values: Readonly<Record<string, string>> = { SET: 'set', EMPTY: '' };
const lookup = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined);

describe('interpolate', () => {
  it.each([
    ['plain', 'plain', []],
    ['$SET ${SET}', 'set set', []],
    ['$$SET', '$SET', []],
    ['cost: 5$', 'cost: 5$', []],
    ['$1', '$1', []],
    ['$UNSET', '', ['UNSET']],
    ['${UNSET:-a}${EMPTY:-b}${EMPTY-c}', 'ab', []],
    ['${SET:+x}${EMPTY:+y}${EMPTY+z}', 'xz', []],
    ['${SET:?m}${EMPTY?m}', 'set', []],
    ['${UNSET:-${SET}/${UNSET-d}}', 'set/d', []],
    ['${UNSET:-{"k":"v"}}', '{"k":"v"}', []],
    ['${UNSET:-a} }', 'a }', []],
  ])('%s', (template, text, unset) => {
    expect(interpolate(template, lookup)).toEqual({ ok: true, text, unset });
  });

  it.each([
    ['${}', 'invalid interpolation format in "${}"'],
    ['${SET/a/b}', 'invalid interpolation format in "${SET/a/b}"'],
    ['${SET', 'invalid interpolation format in "${SET"'],
    ['${UNSET:-a\nb}', 'invalid interpolation format in "${UNSET:-a\nb}"'],
    ['${UNSET:?say so}', 'required variable UNSET is missing a value: say so'],
    ['${EMPTY:?}', 'required variable EMPTY is missing a value'],
  ])('%s is an error', (template, reason) => {
    expect(interpolate(template, lookup)).toEqual({ ok: false, reason });
  });

  it('bounds length and nesting', () => {
    expect(interpolate(`$${'x'.repeat(100_000)}`, lookup).ok).toBe(false);
    expect(interpolate('${A:-'.repeat(100) + '}'.repeat(100), lookup).ok).toBe(false);
  });
});

describe('parseDotEnv', () => {
  it('reads every form with its line', () => {
    const text = [
      '\uFEFF# comment',
      'A=1 # trailing',
      'export B="two\\n$A" ',
      "C='$A'",
      'D: yaml',
      'SET',
      'UNSET',
      'E="a',
      'b"',
      'F=$A-${SET}\\$',
      'G=',
      'H="\\0101\\""',
    ].join('\r\n');
    const result = parseDotEnv(`${text}\n`, lookup);
    expect(result.ok && Object.fromEntries(result.variables)).toEqual({
      A: { value: '1', line: 2 },
      B: { value: 'two\n1', line: 3 },
      C: { value: '$A', line: 4 },
      D: { value: 'yaml', line: 5 },
      SET: { value: 'set', line: 6 },
      E: { value: 'a\nb', line: 8 },
      F: { value: '1-set\\$', line: 10 },
      G: { value: '', line: 11 },
      H: { value: 'A"', line: 12 },
    });
  });

  it.each([
    ['A=1\nB C=2\n', 2, 'the name "B C" contains a space'],
    ['A=1\n\n!=2\n', 3, 'unexpected character "!" in a variable name'],
    ['A="open\n', 1, 'a quoted value is not terminated'],
    ['A=${\n', 1, 'invalid interpolation format in "${"'],
  ])('%j is an error', (text, line, reason) => {
    expect(parseDotEnv(text, lookup)).toEqual({ ok: false, line, reason });
  });

  it('takes raw files as they are', () => {
    const result = parseRawEnv('A="$SET" # no comment\n# comment\n\nSET\nUNSET\n', lookup);
    expect(result.ok && Object.fromEntries(result.variables)).toEqual({
      A: { value: '"$SET" # no comment', line: 1 },
      SET: { value: 'set', line: 4 },
    });
    expect(parseRawEnv('A=1\n=2\n', lookup)).toMatchObject({ ok: false, line: 2 });
  });
});
