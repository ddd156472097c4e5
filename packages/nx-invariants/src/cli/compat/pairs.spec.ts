import { describe, expect, it } from 'vitest';
import type { PairAnswer } from './pairs';
import { answerPairs } from './pairs';

async function* chunksOf(lines: readonly unknown[]) {
  for (const line of lines) yield Buffer.from(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
}

async function answer(
  lines: readonly unknown[],
  mode: 'backward' | 'forward' | 'full' = 'backward',
  options = {},
) {
  let written = '';
  const outcome = await answerPairs(
    {
      input: chunksOf(lines),
      print: async (text) => {
        written += text;
      },
    },
    mode,
    options,
  );
  const answers = written
    .split('\n')
    .slice(0, -1)
    .map((line): PairAnswer => JSON.parse(line));
  return { outcome, answers };
}

const ms = expect.any(Number);
const compatible = { id: 1, a: { type: 'integer' }, b: { type: 'number' } };
const breaking = { id: 'x', a: { type: 'string' }, b: { maxLength: 1 } };
const undecided = { id: 2, a: { type: 'string', pattern: '^(?=aa)a+$' }, b: { pattern: '^aaa*$' } };

describe('answerPairs', () => {
  it('answers each line in its order, and ends with what the worst comes to', async () => {
    expect(await answer([compatible, '', breaking, undecided])).toEqual({
      outcome: { kind: 'printed', exitCode: 1 },
      answers: [
        { id: 1, verdict: 'compatible', ms },
        { id: 'x', verdict: 'breaking', grade: 'breaking', witness: 'aa', ms },
        { id: 2, verdict: 'undecided', reason: 'pattern-not-regular', reasons: expect.any(Array), ms },
      ],
    });
  });

  it.each([
    [[compatible], 0],
    [[compatible, breaking], 1],
    [[compatible, undecided], 2],
    [[breaking, '{'], 2],
  ])('%j: %i', async (lines, exitCode) => {
    expect((await answer(lines)).outcome).toEqual({ kind: 'printed', exitCode });
  });

  it('does not take two numbers for one that are read alike', async () => {
    const line = '{"id": 1, "a": {"maximum": 9007199254740993}, "b": {"maximum": 9007199254740992}}';
    expect((await answer([line])).answers).toEqual([
      {
        id: 1,
        verdict: 'undecided',
        reason: 'number-misread',
        reasons: [
          {
            code: 'number-misread',
            message:
              'the number 9007199254740993 is read as 9007199254740992, the nearest that JavaScript has, so that the answer could be that of other schemas',
          },
        ],
        ms,
      },
    ]);
  });

  it.each<[string, unknown, string | number | null, string]>([
    ['no JSON', '{', null, 'line 1: it is not JSON: '],
    ['no object', [1], null, 'line 1: it is no JSON object {"id", "a", "b"}'],
    ['no a', { id: 7, b: true }, 7, 'line 1: "a" is no JSON Schema: an object, true or false'],
    ['no b', { id: 7, a: true, b: null }, 7, 'line 1: "b" is no JSON Schema: an object, true or false'],
    [
      'an unknown draft',
      { id: 7, a: true, b: true, draft: '5' },
      7,
      'line 1: "draft" is none of "4", "6", "7", "2019-09", "2020-12"',
    ],
    [
      'an id that is none',
      { id: {}, a: 1, b: true },
      null,
      'line 1: "a" is no JSON Schema: an object, true or false',
    ],
  ])('answers %s with an error, and goes on', async (_what, bad, id, error) => {
    const { outcome, answers } = await answer([bad, compatible]);
    expect(outcome).toEqual({ kind: 'printed', exitCode: 2 });
    expect(answers).toEqual([
      { id, verdict: 'undecided', reason: 'bad-input', error: expect.stringContaining(error), ms },
      { id: 1, verdict: 'compatible', ms },
    ]);
  });

  it('answers a line that is too long or too deep', async () => {
    const long = JSON.stringify({ id: 1, a: { title: 'x'.repeat(33 * 1024 * 1024) }, b: true });
    const deep = `{"id":2,"a":${'{"not":'.repeat(100_000)}true${'}'.repeat(100_000)},"b":true}`;
    const { answers } = await answer([long, deep, compatible]);
    expect(answers.map(({ id, verdict, reason }) => [id, verdict, reason])).toEqual([
      [null, 'undecided', 'bad-input'],
      [2, 'undecided', 'budget'],
      [1, 'compatible', undefined],
    ]);
  });

  it('answers a fault of the engine as one, and goes on', async () => {
    const faulty = {
      get formats(): never {
        throw new TypeError('x is undefined');
      },
    };
    expect(await answer([compatible], 'backward', faulty)).toEqual({
      outcome: { kind: 'printed', exitCode: 2 },
      answers: [
        {
          id: 1,
          verdict: 'undecided',
          reason: 'fault',
          error: 'line 1: a fault of the program itself; please report it: TypeError: x is undefined',
          ms,
        },
      ],
    });
  });

  it('takes the draft of a pair, the mode and the formats', async () => {
    const exclusive = { a: { minimum: 1, exclusiveMinimum: true }, b: { not: { const: 1 } } };
    const { answers } = await answer([
      { id: 1, ...exclusive, draft: '4' },
      { id: 2, ...exclusive, draft: 4 },
    ]);
    expect(answers.map(({ verdict }) => verdict)).toEqual(['compatible', 'compatible']);
    for (const [mode, verdict] of [
      ['forward', 'breaking'],
      ['full', 'breaking'],
    ] as const) {
      expect((await answer([compatible], mode)).answers).toMatchObject([{ verdict }]);
    }
    const dates = { id: 1, a: { type: 'string' }, b: { format: 'date' } };
    expect((await answer([dates])).answers).toMatchObject([{ verdict: 'compatible' }]);
    expect((await answer([dates], 'backward', { formats: 'assertion' })).answers).toMatchObject([
      { verdict: 'breaking' },
    ]);
  });

  it.each([[[]], [['', ' ']]])('fails where there is no pair: %j', async (lines) => {
    expect((await answer(lines)).outcome).toEqual({
      kind: 'failure',
      message: 'There is no pair on standard input.',
      fix: 'write one JSON object {"id", "a", "b"} a line',
    });
  });
});
