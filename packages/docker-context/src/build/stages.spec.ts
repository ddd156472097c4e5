// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the Dockerfile's placeholders
import { describe, expect, it } from 'vitest';
import { image, resolve, TREE, told, treeOf } from '../../testing/resolve';
import { contextFilesTaken, contextInputs, type NamedContext, resolveBuildContext } from '../index';

describe('stages', () => {
  it('are looked at only when the target needs them', () => {
    const text =
      'FROM scratch AS dead\nCOPY nope /\nFROM scratch AS Used\nCOPY a.txt /\nFROM scratch\nCOPY --from=USED /a.txt /b';
    const { outcome, stages, instructions } = resolve(text);
    expect(outcome).toBe('builds');
    expect(stages.map(({ name, built }) => [name, built])).toEqual([
      ['dead', false],
      ['used', true],
      [undefined, true],
    ]);
    expect(instructions.map(({ stage, origin }) => [stage, origin])).toEqual([
      [1, { kind: 'context' }],
      [2, { kind: 'stage', index: 1, name: 'used' }],
    ]);
    expect(resolve(text, { target: 'DEAD' }).outcome).toBe('fails');
  });

  it.each([
    ['FROM scratch', { target: 'x' }, 'target stage "x" could not be found'],
    ['FROM scratch\nCOPY --from=3 a /', {}, 'invalid stage index 3'],
    ['FROM scratch\nCOPY --from=$X a /', {}, 'variable expansion is not supported for --from'],
    ['FROM scratch AS a\nCOPY --from=a /x /y', {}, 'circular dependency detected on stage: a'],
    ['FROM scratch AS a\nRUN --mount=from=b,target=/m x\nFROM a AS b', {}, 'cannot mount from stage "b"'],
    ['FROM scratch AS a\nCOPY --from=b /x /y\nFROM a AS b', {}, 'cannot copy from stage "b"'],
    ['FROM $X', {}, 'base name ($X) should not be blank'],
    ['FROM ${X?no}', {}, 'failed to process "${X?no}": X: no'],
    ['ARG A=${X?no}\nFROM scratch', {}, 'failed to process "${X?no}": X: no'],
    ['FROM --platform=$X scratch', {}, 'empty platform value from expression $X'],
    ['FROM --platform=${} scratch', {}, 'syntax error: bad substitution'],
    [
      'FROM UPPER:1 AS dead\nFROM scratch',
      {},
      'failed to parse stage name "UPPER:1": invalid reference format',
    ],
    ['FROM scratch AS b\nONBUILD COPY --foo a /\nFROM b', {}, 'unknown flag: --foo'],
    ['FROM scratch AS b\nONBUILD COPY --from=9 a /\nFROM b', {}, 'invalid stage index 9'],
    ['FROM scratch\nWORKDIR ${X?no}\n', {}, 'failed to process "${X?no}": X: no'],
    ['FROM scratch\nENV A=${X?no}\n', {}, 'failed to process "${X?no}": X: no'],
    ['FROM scratch\nENV ${X?no}=1\n', {}, 'failed to process "${X?no}": X: no'],
    ['FROM scratch\nARG A=${X?no}\n', {}, 'failed to process "${X?no}": X: no'],
  ])('%j fails', (text, request, reason) => {
    const { outcome, reasons } = resolve(text, request);
    expect(outcome).toBe('fails');
    expect(reasons[0]?.reason).toContain(reason);
  });

  it('compares the name of a base with those of stages as written', () => {
    expect(resolve('FROM scratch AS Base\nFROM Base')).toMatchObject({
      outcome: 'fails',
      reasons: [{ reason: 'failed to parse stage name "Base": invalid reference format' }],
    });
    expect(resolve('FROM scratch AS Base\nFROM base')).toMatchObject({ outcome: 'builds' });
  });

  it('knows what an image outside and a RUN make unknown', () => {
    const text = [
      'FROM node:20 AS build',
      'COPY $HOME /',
      'COPY a.txt /',
      'RUN make',
      'FROM scratch AS made',
      'COPY a.txt /',
      'RUN make',
      'FROM scratch',
      'COPY --from=build /dist /',
      'COPY --from=made /dist /',
      'COPY --from=alpine:3 /etc /',
      'RUN --mount=from=alpine:3,source=/x,target=/m true',
      'RUN --mount=source=a.txt,target=/m true',
    ].join('\n');
    expect(told(text)).toEqual([
      'unknown (external-image): $HOME may be set by the image node:20',
      'a.txt',
      'a.txt',
      'unknown (external-image): the files of the image node:20 are not known',
      'unknown (run): the RUN on line 7 may change any file',
      'unknown (external-image): the files of the image alpine:3 are not known',
      'unknown (external-image): the files of the image alpine:3 are not known',
      'a.txt',
    ]);
    expect(resolve(text)).toMatchObject({
      outcome: 'unknown',
      reasons: [{ because: 'external-image', range: { line: 2 } }, {}, {}, {}, {}],
    });
  });

  it('does not call a wildcard wrong that a source of unknown name may rescue', () => {
    expect(told('FROM node:20\nCOPY src/*.nope /x/\nCOPY $HOME /')[0]).toBe(
      'unknown (engine): /src may be sent for a source that is not known',
    );
    expect(told('FROM node:20\nRUN --mount=source=$HOME,target=/m true')).toEqual([
      'unknown (external-image): $HOME may be set by the image node:20',
    ]);
  });

  it('runs ONBUILD in the stages built on one', () => {
    const { instructions } = resolve('FROM scratch AS b\nONBUILD COPY nope /\nFROM b');
    expect(instructions).toMatchObject([
      { kind: 'fails', stage: 1, range: { line: 3 }, onbuild: { line: 2 } },
    ]);
  });

  it('selects by build arguments and the platform', () => {
    const text =
      'ARG V=one\nFROM scratch AS one\nCOPY nope /\nFROM scratch AS two\nARG TARGETARCH\nARG F=nope\nCOPY $F /$TARGETARCH\nFROM $V';
    const buildArgs = new Map([
      ['V', 'two'],
      ['F', 'a.txt'],
    ]);
    expect(resolve(text).outcome).toBe('fails');
    expect(image(text, { buildArgs })).toEqual(['amd64']);
    expect(image(text, { buildArgs, platform: 'linux/arm64/v8' })).toEqual(['arm64']);
  });
});

describe('named contexts', () => {
  const lib = {
    kind: 'directory',
    tree: treeOf('l.txt', 'd/x'),
    ignoreFile: { path: 'lib/.dockerignore', text: 'd' },
  } as const;
  const namedContexts = new Map<string, NamedContext>([
    ['lib', lib],
    ['docker.io/library/node:20', lib],
    ['far', { kind: 'remote', reference: 'https://example.org/x.git' }],
    ['bad', { ...lib, ignoreFile: { path: 'bad/.dockerignore', text: '[' } }],
  ]);

  it('have their own ignore file and stand for stages and images', () => {
    expect(
      told('FROM scratch AS lib\nCOPY nope /\nFROM scratch\nCOPY --from=lib . /', { namedContexts }),
    ).toEqual(['l.txt']);
    expect(image('FROM node:20\nCOPY a.txt /', { namedContexts })).toEqual(['a.txt', 'l.txt']);
    expect(told('FROM scratch\nCOPY --from=lib d /', { namedContexts })).toEqual(['fails: "/d": not found']);
    expect(
      resolve('FROM scratch\nCOPY --from=lib l.txt /', { namedContexts }).instructions[0]?.origin,
    ).toEqual({
      kind: 'named-context',
      name: 'lib',
    });
  });

  it('do not spare the stage they stand for the search for cycles', () => {
    const text = 'FROM scratch AS lib\nCOPY --from=lib . /\nFROM scratch\nCOPY a.txt /\n';
    expect(resolve(text, { namedContexts }).reasons[0]?.reason).toBe(
      'circular dependency detected on stage: lib',
    );
  });

  it('are unknown when remote and fail when wrong', () => {
    expect(told('FROM scratch\nCOPY --from=far x /', { namedContexts })).toEqual([
      'unknown (remote): the files of the context far are not known',
    ]);
    expect(resolve('FROM bad', { namedContexts })).toMatchObject({ outcome: 'fails' });
    expect(told('FROM scratch\nCOPY --from=bad x /', { namedContexts })).toEqual([
      'fails: syntax error in pattern (bad/.dockerignore:1)',
    ]);
  });
});

describe('the image', () => {
  it.each([
    ['COPY src lib/', ['lib/', 'lib/index.ts', 'lib/lib/', 'lib/lib/util.ts']],
    [
      'WORKDIR /w/x\nCOPY a.txt l ./',
      ['w/', 'w/x/', 'w/x/a.txt', 'w/x/index.ts', 'w/x/lib/', 'w/x/lib/util.ts'],
    ],
    ['WORKDIR /w\nWORKDIR y\nCOPY a.txt .', ['w/', 'w/y/', 'w/y/a.txt']],
    ['COPY a.txt /d/.', ['d/', 'd/a.txt']],
    ['COPY a.txt src/index.ts /o', ['o']],
    ['COPY a* /o/', ['o/', 'o/a.txt', 'o/app.tar.gz']],
    [
      'COPY . /\nCOPY a.txt /l/',
      [
        'a.txt',
        'app.tar.gz',
        'dangling -> nope',
        'empty/',
        'l -> src',
        'src/',
        'src/a.txt',
        'src/index.ts',
        'src/lib/',
        'src/lib/util.ts',
      ],
    ],
    ['COPY <<A <<B /d/\nA\nB', ['d/', 'd/A', 'd/B']],
    [
      'COPY --exclude=[ade]* . /\nCOPY --link a.txt /l/',
      ['l/', 'l/a.txt', 'src/', 'src/index.ts', 'src/lib/', 'src/lib/util.ts'],
    ],
    ['COPY a.txt /x\nCOPY --link src /x/', ['x/', 'x/index.ts', 'x/lib/', 'x/lib/util.ts']],
    ['WORKDIR /w\nCOPY --chown=node a.txt .', ['w/', 'w/a.txt']],
    ['ADD a.txt /', ['a.txt']],
    ['ADD --unpack=false app.tar.gz /', ['app.tar.gz']],
    ['ADD app.tar.gz /', 'archive: ADD unpacks app.tar.gz if it is an archive'],
    ['RUN x\nCOPY a.txt /', 'run: the RUN on line 2 may change any file'],
    ['COPY nope /', 'engine: line 2 fails'],
  ])('of %j', (text, expected) => {
    expect(image(`FROM scratch\n${text}`)).toEqual(expected);
  });

  it.each([
    ['COPY a.txt /x\nCOPY src /x', 'cannot copy to non-directory: /x'],
    ['COPY a.txt /x\nCOPY a.txt /x/y', 'mkdir /x: not a directory'],
    ['COPY src /x/a.txt\nCOPY a.txt /x/', 'cannot replace to directory /x/a.txt with file'],
    ['COPY a.txt /lib\nCOPY src /', 'cannot copy to non-directory: /lib'],
  ])('cannot be made by %j', (text, reason) => {
    const { outcome, reasons } = resolve(`FROM scratch\n${text}`);
    expect([outcome, reasons[0]?.reason]).toEqual(['fails', reason]);
  });
});

it('answers with what a build takes and asks of its context', () => {
  const resolution = resolve(
    'FROM scratch\nCOPY a.txt src/*.ts /x/\nCOPY a.txt nope /y/\nCOPY --parents src/**/util.ts /z/',
  );
  expect(contextFilesTaken(resolution)).toEqual(['a.txt', 'src/index.ts', 'src/lib/util.ts']);
  expect(contextInputs(resolution)).toEqual([
    { path: 'a.txt', wildcard: false },
    { path: 'nope', wildcard: false },
    { path: 'src/**/util.ts', wildcard: true },
    { path: 'src/*.ts', wildcard: true },
  ]);
  const broken = resolveBuildContext({
    dockerfile: { path: 'Dockerfile', text: '' },
    context: { path: '', tree: TREE },
  });
  expect([contextFilesTaken(broken), contextInputs(broken)]).toEqual([[], []]);
});
