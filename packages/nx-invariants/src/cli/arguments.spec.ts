import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments';
import type { OptionSpec } from './command';

const options: { readonly [name: string]: OptionSpec } = {
  min: { kind: 'value', argument: 'N', text: '' },
  'build-arg': { kind: 'values', argument: 'K=V', text: '' },
  quiet: { kind: 'flag', text: '' },
};
const parse = (...args: string[]) => parseArguments(args, options, { usage: 'OLD NEW', min: 1, max: 2 });

function parsed(operands: string[], flags: string[], values: [string, string[]][]) {
  return { kind: 'parsed', invocation: { operands, flags: new Set(flags), values: new Map(values) } };
}

describe('parseArguments', () => {
  it.each([
    [['a'], parsed(['a'], [], [])],
    [['a', '--quiet', 'b', '--json'], parsed(['a', 'b'], ['quiet', 'json'], [])],
    [['a', '--min', '80'], parsed(['a'], [], [['min', ['80']]])],
    [['--min=79.5', 'a'], parsed(['a'], [], [['min', ['79.5']]])],
    [['a', '--min=-1'], parsed(['a'], [], [['min', ['-1']]])],
    [['a', '--build-arg', 'A=1', '--build-arg=B=2=3'], parsed(['a'], [], [['build-arg', ['A=1', 'B=2=3']]])],
    [['a', '--root', '/w'], parsed(['a'], [], [['root', ['/w']]])],
    [['--', '--quiet', 'b'], parsed(['--quiet', 'b'], [], [])],
    [['-h'], parsed([], ['help'], [])],
    [['--help', 'a', 'b', 'c'], parsed(['a', 'b', 'c'], ['help'], [])],
  ])('%j', (args, expected) => {
    expect(parse(...args)).toEqual(expected);
  });

  it.each([
    [[], 'It needs OLD NEW.'],
    [['a', 'b', 'c'], 'It takes OLD NEW, and got: a b c.'],
    [['a', '--mni', '3'], 'There is no option --mni. Did you mean --min?'],
    [['a', '--frobnicate'], 'There is no option --frobnicate.'],
    [['a', '--constructor'], 'There is no option --constructor.'],
    [['a', '-x'], 'There is no option -x.'],
    [['a', '--min'], '--min needs a value: --min N.'],
    [['a', '--min='], '--min needs a value: --min N.'],
    [
      ['a', '--min', '--json'],
      '--min needs a value, and --json looks like an option. If it is the value, write --min=--json.',
    ],
    [['a', '--min', '1', '--min', '2'], '--min may be given once.'],
    [['a', '--quiet=yes'], '--quiet takes no value.'],
  ])('refuses %j', (args, message) => {
    expect(parse(...args)).toEqual({ kind: 'misused', message });
  });

  it('names what a command without operands got', () => {
    expect(parseArguments(['x'], {}, { usage: '', min: 0, max: 0 })).toEqual({
      kind: 'misused',
      message: 'It takes no arguments, and got: x.',
    });
  });
});
