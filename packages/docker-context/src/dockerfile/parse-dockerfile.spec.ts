import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CopyInstruction, Instruction } from './instruction';
import { type Dockerfile, parseDockerfile } from './parse-dockerfile';

function parsed(text: string): Dockerfile {
  const dockerfile = parseDockerfile(text);
  if (dockerfile.kind === 'parse-error') throw new Error(`${dockerfile.line}: ${dockerfile.message}`);
  return dockerfile;
}

const instructions = (text: string): readonly Instruction[] => parsed(text).stages.at(-1)?.instructions ?? [];

function copy(text: string): CopyInstruction {
  const instruction = instructions(`FROM scratch\n${text}`)[0];
  if (instruction?.kind !== 'copy') throw new Error(`${text} is no copy`);
  return instruction;
}

const words = (text: string) => {
  const { sources, destination } = copy(text);
  return [...sources.map((source) => source.text), destination.text];
};

describe('words', () => {
  it.each([
    ['COPY a b /x', ['a', 'b', '/x']],
    ['copy\ta  b\t/x  ', ['a', 'b', '/x']],
    ['COPY "with space" /x', ['"with', 'space"', '/x']],
    ['COPY a /x # c', ['a', '/x', '#', 'c']],
    ['COPY ["with space","\\u0061", "/x"]', ['with space', 'a', '/x']],
    ["COPY ['a', '/x']", ["['a',", "'/x']"]],
    ['COPY ["a", "/x",]', ['["a",', '"/x",]']],
    ['COPY --link a --chown=1 /x', ['a', '--chown=1', '/x']],
    ['COPY --link -- --a /x', ['--a', '/x']],
    ['COPY a \\\n# note\n\n  b \\  \n /x', ['a', 'b', '/x']],
    ['COPY a.\\\ntxt /x', ['a.txt', '/x']],
    ['COPY a\\\\\n', 'COPY requires at least two arguments'],
    ['COPY \r\na /x', 'COPY requires at least two arguments'],
  ])('%j has %j', (text, expected) => {
    if (typeof expected === 'string') expect(() => words(text)).toThrow(expected);
    else expect(words(text)).toEqual(expected);
  });

  it('tells where each word stands, across continuations', () => {
    const { sources, destination, range } = copy('COPY --link a \\\n  # note\n  bb cc\\\ncc /x');
    expect(sources.map((source) => source.range)).toEqual([
      { line: 2, column: 13, endLine: 2, endColumn: 14 },
      { line: 4, column: 3, endLine: 4, endColumn: 5 },
      { line: 4, column: 6, endLine: 5, endColumn: 3 },
    ]);
    expect(destination.range).toEqual({ line: 5, column: 4, endLine: 5, endColumn: 6 });
    expect(range).toEqual({ line: 2, column: 1, endLine: 5, endColumn: 6 });
  });

  it('tells where the elements of the JSON form stand', () => {
    expect(
      copy('COPY [ "a", "\\"b" , "/x"]').sources.map(({ range }) => [range.column, range.endColumn]),
    ).toEqual([
      [8, 11],
      [13, 18],
    ]);
  });
});

describe('flags', () => {
  it('are read', () => {
    const { from, parents, exclude, chown, unpack } = copy(
      'COPY --from="x" --parents --exclude=a --exclude=b --chown=1:1 a /x',
    );
    expect({ from, parents, exclude, chown, unpack }).toEqual({
      from: 'x',
      parents: true,
      exclude: ['a', 'b'],
      chown: '1:1',
      unpack: undefined,
    });
    expect(copy('ADD --unpack=FALSE --checksum=a\\ b a /x')).toMatchObject({
      unpack: false,
      checksum: 'a b',
    });
    expect(copy('COPY --from= --parents=false a /x')).toMatchObject({ from: undefined, parents: false });
  });

  it.each([
    ['COPY --foo a b', 'unknown flag: --foo'],
    ['COPY --FROM=x a b', 'unknown flag: --FROM'],
    ['COPY --toString a b', 'unknown flag: --toString'],
    ['ADD --from=x a b', 'unknown flag: --from'],
    ['COPY --from=a --from=b a b', 'duplicate flag specified: --from'],
    ['COPY --from a b', 'missing a value on flag: --from'],
    ['COPY --link= a b', 'missing a value on flag: --link'],
    ['COPY --link=x a b', 'expecting boolean value for flag --link, not: x'],
    ['CMD --help', 'unknown flag: --help'],
    [
      'RUN --mount=from=$X,target=/m x',
      "'from' doesn't support variable expansion, define alias stage instead",
    ],
    ['RUN --mount=a\\"b x', 'failed to parse csv mounts'],
  ])('%j: %s', (text, message) => {
    expect(parseDockerfile(`FROM scratch\n${text}`)).toEqual({
      kind: 'parse-error',
      line: 2,
      column: 1,
      message,
    });
  });
});

describe('heredocs', () => {
  it('are documents, not paths, and their bodies no instructions', () => {
    const read = instructions(
      'FROM scratch\nCOPY a <<A <<-"B" /x/\nCOPY nope /\nA\n\tb $X\n\tB\nRUN <<C\nCOPY nope /\nC\nCOPY c /d',
    );
    expect(read.map(({ kind, range }) => [kind, range.line])).toEqual([
      ['copy', 2],
      ['run', 7],
      ['copy', 10],
    ]);
    expect(read[0]).toMatchObject({
      documents: [
        { name: 'A', expand: true, chomp: false, body: 'COPY nope /' },
        { name: 'B', expand: false, chomp: true, body: '\tb $X' },
      ],
    });
  });

  it('are announced through ONBUILD, and never by the JSON form', () => {
    expect(
      instructions('FROM scratch\nONBUILD COPY <<A /x\nfoo bar\nA\nCOPY a b').map(({ kind }) => kind),
    ).toEqual(['onbuild', 'copy']);
    expect(copy('COPY ["<<EOF","/x"]')).toMatchObject({
      sources: [],
      documents: [{ name: 'EOF', body: '' }],
    });
  });
});

describe('directives', () => {
  it('are read at the very top', () => {
    const { directives, escape: character } = parsed(
      '# syntax = docker/dockerfile:1\n# ESCAPE=`\nFROM scratch\nCOPY a `\n b',
    );
    expect([directives, character]).toEqual([
      [
        { name: 'syntax', value: 'docker/dockerfile:1', line: 1 },
        { name: 'escape', value: '`', line: 2 },
      ],
      '`',
    ]);
  });

  it.each(['# hello\n# escape=`\n', '\n# escape=`\n', '# foo=bar\n# escape=`\n', '#!/x\n# escape=`\n'])(
    '%j sets no escape character',
    (head) => {
      expect(parsed(`${head}FROM scratch`).escape).toBe('\\');
    },
  );
});

describe('errors', () => {
  it.each([
    ['', 1, 'file with no instructions'],
    ['\n# a\n', 2, 'file with no instructions'],
    ['ARG A\n', 1, 'dockerfile contains no stages to build'],
    ['\n\nCOPY a b\n', 3, 'no build stage in current context'],
    ['# escape=x\nFROM scratch', 1, "invalid escape token 'x' does not match ` or \\"],
    ['# escape=`\n# escape=`\nFROM scratch', 2, 'only one escape parser directive can be used'],
    ['FROM scratch\nCOPI a b', 2, 'unknown instruction: COPI'],
    ['FROM scratch\nCOPY <<EOF /x\nabc', 2, 'unterminated heredoc'],
    ['FROM scratch\nCOPY a <<EOF\nEOF', 2, 'COPY cannot accept a heredoc as a destination'],
    [
      'FROM scratch\nCOPY ["a",1]',
      2,
      'when using JSON array syntax, arrays must be comprised of strings only',
    ],
    ['FROM scratch\nRUN [1]', 2, 'when using JSON array syntax, arrays must be comprised of strings only'],
    ['FROM scratch\nCMD [1]', 2, 'when using JSON array syntax, arrays must be comprised of strings only'],
    ['FROM scratch\nSHELL [1]', 2, 'when using JSON array syntax, arrays must be comprised of strings only'],
    ['FROM', 1, 'FROM requires either one or three arguments'],
    ['FROM a b c', 1, 'FROM requires either one or three arguments'],
    [
      'FROM a AS 1',
      1,
      'invalid name for build stage: "1", name can\'t start with a number or contain symbols',
    ],
    ['FROM a\nENV', 2, 'ENV requires at least one argument'],
    ['FROM a\nENV A', 2, 'ENV must have two arguments'],
    ['FROM a\nENV A=1 B', 2, 'Syntax error - can\'t find = in "B". Must be of the form: name=value'],
    ['FROM a\nENV =1', 2, 'ENV names can not be blank'],
    ['FROM a\nLABEL a', 2, 'LABEL must have two arguments'],
    ['FROM a\nARG', 2, 'ARG requires at least one argument'],
    ['FROM a\nARG =1', 2, 'ARG names can not be blank'],
    ['FROM a\nWORKDIR', 2, 'WORKDIR requires exactly one argument'],
    ['FROM a\nUSER', 2, 'USER requires exactly one argument'],
    ['FROM a\nEXPOSE', 2, 'EXPOSE requires at least one argument'],
    ['FROM a\nVOLUME', 2, 'VOLUME requires at least one argument'],
    ['FROM a\nSHELL', 2, 'SHELL requires at least one argument'],
    ['FROM a\nSHELL []', 2, 'SHELL requires at least one argument'],
    ['FROM a\nSHELL bash', 2, 'SHELL requires the arguments to be in JSON form'],
    ['FROM a\nHEALTHCHECK', 2, 'HEALTHCHECK requires at least one argument'],
    ['FROM a\nHEALTHCHECK NONE x', 2, 'HEALTHCHECK NONE takes no arguments'],
    ['FROM a\nHEALTHCHECK FOO x', 2, 'Unknown type "FOO" in HEALTHCHECK (try CMD)'],
    ['FROM a\nHEALTHCHECK CMD', 2, 'Missing command after HEALTHCHECK CMD'],
    ['FROM a\nONBUILD', 2, 'ONBUILD requires at least one argument'],
    ['FROM a\nONBUILD ONBUILD COPY a b', 2, "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"],
    ['FROM a\nONBUILD FROM b', 2, "FROM isn't allowed as an ONBUILD trigger"],
    [`FROM a\nRUN ${'x'.repeat(70_000)}`, 2, 'dockerfile line greater than max allowed size of 65535'],
    [`FROM a\nRUN x \\\n${'x'.repeat(70_000)}`, 3, 'dockerfile line greater than max allowed size of 65535'],
    [`FROM a\nRUN <<E\n${'x'.repeat(70_000)}`, 3, 'dockerfile line greater than max allowed size of 65535'],
  ])('%j: line %d: %s', (text, line, message) => {
    expect(parseDockerfile(text)).toMatchObject({ kind: 'parse-error', line });
    expect(parseDockerfile(text)).toHaveProperty('message', expect.stringContaining(message));
  });
});

it('reads every instruction of a plain Dockerfile', () => {
  const text = [
    '\ufeffARG V=1',
    'FROM --platform=$BUILDPLATFORM node:$V AS Base',
    'LABEL a=b c="d e"',
    'MAINTAINER me',
    'ENV A=1 B="2 3"',
    'ENV OLD the rest',
    'ARG X Y=2',
    'WORKDIR /w',
    'USER 1',
    'EXPOSE 80',
    'VOLUME ["/v"]',
    'STOPSIGNAL 9',
    'SHELL ["sh"]',
    'HEALTHCHECK --interval=5s CMD true',
    'HEALTHCHECK NONE',
    'RUN --mount=type=bind,source=a,target=/m true',
    'CMD ["x"]',
    'ENTRYPOINT x',
    'ONBUILD COPY a b',
  ].join('\n');
  const { globalArgs, stages } = parsed(text);
  expect(globalArgs.map(({ names }) => names)).toEqual([[{ name: 'V', value: '1' }]]);
  expect(stages[0]).toMatchObject({ name: 'base', base: 'node:$V', platform: '$BUILDPLATFORM' });
  expect(stages[0]?.instructions.filter(({ kind }) => kind !== 'other').map(({ kind }) => kind)).toEqual([
    'env',
    'env',
    'arg',
    'workdir',
    'healthcheck',
    'healthcheck',
    'run',
    'onbuild',
  ]);
  expect(stages[0]?.instructions.filter(({ kind }) => kind === 'healthcheck')).toMatchObject([
    { isNone: false },
    { isNone: true },
  ]);
  expect(stages[0]?.instructions.filter(({ kind }) => kind === 'env')).toMatchObject([
    {
      pairs: [
        { name: 'A', value: '1' },
        { name: 'B', value: '"2 3"' },
      ],
    },
    { pairs: [{ name: 'OLD', value: 'the rest' }] },
  ]);
});

it.each([
  ['ENV A=a\\ b B="c d" C=\'e\\\' D=f', ['a\\ b', '"c d"', "'e\\'", 'f']],
  ['ENV A="b\\" c" B=""', ['"b\\" c"', '""']],
  ['ENV A=b\\', ['b']],
])('%j has the values %j, quotes and escapes kept', (text, values) => {
  const [env] = instructions(`FROM scratch\n${text} `);
  expect(env?.kind === 'env' && env.pairs.map(({ value }) => value)).toEqual(values);
});

it('never throws, whatever the text', () => {
  const fragment = fc.oneof(
    fc.constantFrom(
      'FROM',
      'COPY',
      'RUN',
      'ONBUILD',
      'ENV',
      'ARG',
      '--mount=',
      '--from=',
      '<<E',
      '\n',
      '\\\n',
      ' ',
      '"',
      "'",
    ),
    fc.constantFrom(
      '[',
      ']',
      '# escape=`\n',
      'E\n',
      '\r\n',
      '\ufeff',
      '\0',
      'AS',
      '=',
      '$',
      '{',
      '`',
      'HEALTHCHECK',
      'a',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 60 }), (parts) => {
      const result = parseDockerfile(parts.join(''));
      expect(['parse-error', 'dockerfile']).toContain(result.kind);
      if (result.kind === 'parse-error') expect(result.line).toBeGreaterThan(0);
    }),
    { numRuns: 3000 },
  );
}, 120_000);

it('reads a hundred thousand lines in seconds', () => {
  expect(parsed(`FROM scratch\n${'COPY a /b\n'.repeat(100_000)}`).stages[0]?.instructions.length).toBe(
    100_000,
  );
  expect(copy(`COPY a \\\n${'a \\\n'.repeat(100_000)} /b`).sources.length).toBe(100_001);
});
