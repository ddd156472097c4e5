// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the Dockerfile's placeholders
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BuildRequest,
  contextFilesTaken,
  contextInputs,
  type MemoryEntry,
  memoryTree,
  type NamedContext,
  type ResolvedBuild,
  resolveBuildContext,
  subtree,
} from '../index';

/** A tree from paths: `dir/` is an empty directory, `a -> b` a link. */
function treeOf(...paths: readonly string[]) {
  return memoryTree(
    new Map(
      paths.map((path): [string, MemoryEntry] => {
        const [name = '', target] = path.split(' -> ');
        if (target !== undefined) return [name, { kind: 'link', target }];
        return name.endsWith('/') ? [name, { kind: 'directory' }] : [name, { kind: 'file' }];
      }),
    ),
  );
}

const TREE = treeOf(
  'a.txt',
  'src/index.ts',
  'src/lib/util.ts',
  'empty/',
  'l -> src',
  'dangling -> nope',
  'app.tar.gz',
);

function resolve(
  text: string,
  request: Partial<BuildRequest> & { readonly ignore?: string } = {},
): ResolvedBuild {
  const { ignore, ...rest } = request;
  const resolution = resolveBuildContext({
    dockerfile: { path: 'Dockerfile', text },
    context: { path: '', tree: TREE },
    ...(ignore !== undefined && { ignoreFile: { path: '.dockerignore', text: ignore } }),
    ...rest,
  });
  if (resolution.kind === 'parse-error') throw new Error(resolution.message);
  return resolution;
}

/** Every instruction in a line: what it takes, or why not. */
function told(text: string, request?: Parameters<typeof resolve>[1]): string[] {
  return resolve(text, request).instructions.map((instruction) => {
    switch (instruction.kind) {
      case 'resolves':
        return instruction.files.map(({ path }) => path).join(' ');
      case 'takes-nothing':
        return '(nothing)';
      case 'unknown':
        return `unknown (${instruction.because}): ${instruction.reason}`;
      default:
        return `fails: ${instruction.reason}`;
    }
  });
}

const image = (text: string, request?: Parameters<typeof resolve>[1]) => {
  const content = resolve(text, request).image;
  return content.kind === 'known' ? content.entries : `${content.because}: ${content.reason}`;
};

describe('the mixed contexts of a monorepo', () => {
  const workspace = treeOf(
    'contracts/job.json',
    'apps/gateway/Dockerfile',
    'apps/gateway/package.json',
    'apps/gateway/VERSION',
    'package.json',
  );
  const build = (context: string, text: string) =>
    resolve(text, {
      dockerfile: { path: 'apps/gateway/Dockerfile', text },
      context: { path: context, tree: subtree(workspace, context) },
      workspace,
    }).instructions[0];

  it('names the context that a path from the root was written for', () => {
    expect(build('apps/gateway', 'FROM scratch\nCOPY contracts /contracts')).toMatchObject({
      kind: 'fails',
      reason: '"/contracts": not found',
      source: { text: 'contracts', range: { line: 2, column: 6, endLine: 2, endColumn: 15 } },
      nearMiss: { kind: 'other-context', context: '.', path: 'contracts' },
    });
    expect(build('apps/gateway', 'FROM scratch\nCOPY apps/gateway/VERSION /')).toMatchObject({
      nearMiss: { kind: 'other-context', context: '.', path: 'apps/gateway/VERSION' },
    });
    for (const source of ['apps/gateway', 'apps/gateway/*.json']) {
      expect(build('apps/gateway', `FROM scratch\nCOPY ${source} /`)).toMatchObject({
        nearMiss: { kind: 'other-context', context: '.', path: 'apps/gateway' },
      });
    }
  });

  it('names the context that a path from the service was written for', () => {
    expect(build('.', 'FROM scratch\nCOPY VERSION /')).toMatchObject({
      nearMiss: { kind: 'other-context', context: 'apps/gateway', path: 'apps/gateway/VERSION' },
    });
  });

  it('looks within the context only when that is all there is', () => {
    const context = { path: 'apps/gateway', tree: subtree(workspace, 'apps/gateway') };
    const dockerfile = (text: string) => ({ path: 'apps/gateway/Dockerfile', text });
    const [own, other] = ['COPY apps/gateway/VERSION /', 'COPY contracts /'].map((line) => {
      const text = `FROM scratch\n${line}`;
      return resolve(text, { dockerfile: dockerfile(text), context }).instructions[0];
    });
    expect(own).toHaveProperty('nearMiss.context', '.');
    expect(other).not.toHaveProperty('nearMiss');
  });

  it('sees a difference in case', () => {
    expect(build('.', 'FROM scratch\nCOPY Package.JSON /')).toMatchObject({
      nearMiss: { kind: 'case', path: 'package.json' },
    });
    expect(build('.', 'FROM scratch\nCOPY APPS/gateway/version /')).toMatchObject({
      nearMiss: { kind: 'case', path: 'apps/gateway/VERSION' },
    });
    expect(build('.', 'FROM scratch\nCOPY package.json/x /')).not.toHaveProperty('nearMiss');
  });
});

describe('sources', () => {
  it.each([
    ['COPY a.txt /', 'a.txt'],
    ['COPY ../../a.txt /a.txt', 'a.txt'],
    ['COPY src /out/', 'src/index.ts src/lib/util.ts'],
    ['COPY src/* /out/', 'src/index.ts src/lib/util.ts'],
    ['COPY src/** /out/', 'src/index.ts src/lib/util.ts'],
    ['COPY src/*.nope a.txt /out/', 'fails: lstat /src: no such file or directory'],
    ['COPY src/*.nope src/index.ts /out/', 'src/index.ts'],
    ['COPY *.nope /out/', '(nothing)'],
    ['COPY empty /out/', '(nothing)'],
    ['COPY l /out/', 'src/index.ts src/lib/util.ts'],
    ['COPY l/lib /out/', 'src/lib/util.ts'],
    ['COPY dangling /out/', 'fails: "/dangling": not found'],
    ['COPY dang* /out/', 'fails: "/dangling": not found'],
    ['COPY [ab /out/', 'fails: invalid includepatterns: [[ab]: syntax error in pattern'],
    [
      'COPY [b-a].txt /out/',
      'fails: error from sender: failed to match includepatterns: syntax error in pattern',
    ],
    ['COPY a.txt nope /out/', 'fails: "/nope": not found'],
    ['COPY --exclude=*.ts src /out/', 'src/lib/util.ts'],
    ['COPY --exclude=**/*.ts --exclude=!index.ts src /out/', 'src/index.ts'],
    ['COPY --exclude=[ src /out/', 'fails: invalid excludepatterns: [[]: syntax error in pattern'],
    ['COPY --exclude=[b-a] src /out/', 'fails: syntax error in pattern'],
    ['COPY --exclude=\\\\pL src /out/', 'unknown (engine): the pattern \\pL is not modelled'],
    ['COPY --exclude=x nope /out/', 'fails: lstat /nope: no such file or directory'],
    ['COPY --exclude=x . /out/', 'fails: "/dangling": not found'],
    ['COPY --exclude=dangling . /out/', 'a.txt app.tar.gz l src/index.ts src/lib/util.ts'],
    ['COPY --parents src/./lib/util.ts /out/', 'src/lib/util.ts'],
    ['COPY --parents src/./nope /out/', 'fails: "/src/nope": not found'],
    ['COPY --parents . /out/', 'fails: "/": not found'],
    ['COPY --parents dangling /out/', 'fails: "/dangling": not found'],
    ['COPY --from=scratch --parents a.txt /out/', '(nothing)'],
    ['COPY --parents --exclude=a* a.txt /out/', 'fails: "/a.txt": not found'],
    ['COPY --chmod=u+x,go= a.txt /', 'a.txt'],
    ['COPY --chmod=rwx a.txt /', 'fails: invalid syntax'],
    [
      'COPY --chmod=888 a.txt /',
      "fails: invalid chmod parameter: '888'. it should be octal string and between 0 and 07777",
    ],
    ['COPY --chown=root:1 a.txt /', 'a.txt'],
    ['COPY --link --chown=node a.txt /', 'fails: invalid user index: -1'],
    ['COPY --parents **/*.ts /out/', 'src/index.ts src/lib/util.ts'],
    ['COPY https://example.org/x /', "fails: source can't be a URL for COPY"],
    ['COPY git@example.org:x/y.git /', "fails: source can't be a git ref for COPY"],
    ['COPY github.com/x/y /', 'fails: "/github.com/x/y": not found'],
    ['ADD https://example.org/x.git#main /', 'unknown (remote): what a remote source holds is not known'],
    ['ADD --checksum=sha256:0 a.txt /', 'fails: checksum requires HTTP(S) or Git sources'],
    ['ADD --checksum=sha256:0 a.txt src /x/', "fails: checksum can't be specified for multiple sources"],
    ['COPY ${X?no} /', 'fails: failed to process "${X?no}": X: no'],
    ['COPY a.txt ${X?no}', 'fails: failed to process "${X?no}": X: no'],
    ['COPY $X /out/', 'a.txt app.tar.gz dangling l src/index.ts src/lib/util.ts'],
    ['COPY --chown=node a.txt /', 'fails: invalid user index: -1'],
    ['COPY a.txt nope <<EOF /out/\nhello\nEOF', 'fails: "/nope": not found'],
    ['COPY <<EOF a.txt /out/\n${X?no}\nEOF', 'fails: failed to process "${X?no}": X: no'],
    ['RUN --mount=source=src,target=/m true', 'src/index.ts src/lib/util.ts'],
    ['RUN --mount=target=/m true', 'a.txt app.tar.gz dangling l src/index.ts src/lib/util.ts'],
    ['RUN --mount=type=bind,source=*.txt,target=/m true', 'fails: "/*.txt": not found'],
    ['RUN --mount=source=a.txt true', 'fails: invalid mount target "/"'],
    ['RUN --mount=type=nope,target=/m true', 'fails: unsupported mount type "nope"'],
    ['RUN --mount=bad true', "fails: invalid field 'bad' must be a key=value pair"],
    ['RUN --mount=bad=1,target=/m true', "fails: unexpected key 'bad' in 'bad=1'"],
    ['RUN --mount=source=${X?no},target=/m true', 'fails: failed to process "${X?no}": X: no'],
    ['RUN --mount="source=a.txt,\\"target=/m,x\\",ro" true', 'a.txt'],
  ])('%s', (line, expected) => {
    expect(told(`FROM scratch\n${line}`)).toEqual([expected]);
  });

  it('does not look at what needs no context', () => {
    const lines = [
      'COPY <<EOF /x\nEOF',
      'RUN --mount=type=cache,target=/c --mount=type=secret,id=s true',
      'WORKDIR /w',
    ];
    expect(resolve(`FROM scratch\n${lines.join('\n')}`)).toMatchObject({
      outcome: 'builds',
      instructions: [],
    });
  });

  it('tells which source is to blame for a pattern', () => {
    const { instructions } = resolve('FROM scratch\nCOPY a.txt /\nCOPY a.txt [ /x/');
    expect(
      instructions.map((instruction) => instruction.kind === 'fails' && instruction.source?.text),
    ).toEqual([undefined, '[']);
  });
});

describe('the ignore file', () => {
  it('is told with its line when it keeps a source out', () => {
    expect(
      resolve('FROM scratch\nCOPY src/index.ts /', { ignore: '# x\nsrc\n' }).instructions[0],
    ).toMatchObject({
      kind: 'fails',
      reason: '"/src/index.ts": not found',
      ignoredBy: { file: '.dockerignore', line: 2, pattern: 'src' },
    });
    expect(resolve('FROM scratch\nCOPY src/* /', { ignore: 'src' }).instructions[0]).toMatchObject({
      reason: 'lstat /src: no such file or directory',
      ignoredBy: { line: 1 },
    });
  });

  it('fails every build when it is wrong', () => {
    expect(resolve('FROM scratch\nCOPY a.txt /', { ignore: '[' })).toMatchObject({
      outcome: 'fails',
      reasons: [{ reason: 'syntax error in pattern (.dockerignore:1)' }],
    });
    expect(told('FROM scratch\nCOPY a.txt /', { ignore: '[b-a]' })).toEqual([
      'fails: error from sender: failed to match excludepatterns: syntax error in pattern',
    ]);
    expect(told('FROM scratch\nCOPY a.txt /', { ignore: '\\pL' })).toEqual([
      'unknown (engine): the pattern \\pL is not modelled',
    ]);
  });

  it('decides with check=error=true, as far as its own rule goes', () => {
    const copy = 'FROM scratch\nCOPY a.txt /';
    expect(resolve(`# check=error=true\n${copy}`, { ignore: 'b' })).toMatchObject({
      outcome: 'unknown',
      reasons: [{ because: 'engine' }],
    });
    expect(resolve(`# check=skip=all;error=true\n${copy}`, { ignore: 'b' }).outcome).toBe('builds');
    const ignored = {
      outcome: 'fails',
      reasons: [{ reason: 'lint violation found for rules: CopyIgnoredFile' }, {}],
    };
    expect(resolve(`# check=error=true\n${copy}`, { ignore: 'a.txt' })).toMatchObject(ignored);
    expect(resolve('# check=error=true\nFROM scratch\nCOPY . /', { ignore: '*' }).outcome).toBe('fails');
    expect(
      resolve(copy, { ignore: 'x', buildArgs: new Map([['BUILDKIT_DOCKERFILE_CHECK', 'error=true']]) })
        .outcome,
    ).toBe('unknown');
  });
});

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

describe('hostile input', () => {
  it('is unknown when a tree cannot be read or is too deep', () => {
    const unreadable = { list: () => ({ kind: 'unreadable', reason: 'the context: EACCES' }) as const };
    expect(told('FROM scratch\nCOPY . /', { context: { path: '', tree: unreadable } })).toEqual([
      'unknown (engine): cannot read the context: EACCES',
    ]);
    const deep = treeOf(`${'d/'.repeat(3000)}f`);
    expect(told('FROM scratch\nCOPY . /', { context: { path: '', tree: deep } })).toEqual([
      'unknown (engine): deeper than 1000 directories',
    ]);
    const loop = treeOf(...Array.from({ length: 400 }, (_, index) => `l${index} -> l${index + 1}`));
    expect(told('FROM scratch\nCOPY l0 /', { context: { path: '', tree: loop } })).toEqual([
      'fails: too many links',
    ]);
    expect(told('FROM scratch\nCOPY l0/* /', { context: { path: '', tree: loop } })).toEqual([
      'fails: too many links',
    ]);
  });

  it('is bounded where triggers multiply', () => {
    const triggers = 'ONBUILD COPY a.txt /\n'.repeat(1000);
    const stages = Array.from({ length: 300 }, (_, index) => `FROM b AS c${index}\n`).join('');
    const copies = Array.from({ length: 300 }, (_, index) => `COPY --from=c${index} /a.txt /\n`).join('');
    expect(resolve(`FROM scratch AS b\n${triggers}${stages}FROM scratch\n${copies}`)).toMatchObject({
      outcome: 'unknown',
      reasons: [{ reason: 'more than 200000 instructions to run' }],
    });
  });

  it('never throws, and takes only files of the context', () => {
    const word = fc.constantFrom(
      'a.txt',
      'src',
      '../x',
      '*',
      'src/*',
      '[',
      '$A',
      '/',
      'l',
      '--from=s0',
      '--parents',
      '/o/',
      '<<E',
      'dangling',
    );
    const line = fc
      .tuple(
        fc.constantFrom(
          'COPY',
          'ADD',
          'RUN --mount=target=/m,source=src',
          'FROM scratch AS s0',
          'WORKDIR',
          'ENV A=b',
          'ARG A',
          'ONBUILD COPY',
        ),
        fc.array(word, { maxLength: 4 }),
      )
      .map(([keyword, words]) => [keyword, ...words].join(' '));
    const ignore = fc.array(fc.constantFrom('*', '!src', 'src/**', '!**/*.ts', '[', 'l', '# c'), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), ignore, (lines, patterns) => {
        const resolution = resolveBuildContext({
          dockerfile: { path: 'Dockerfile', text: ['FROM scratch', ...lines].join('\n') },
          context: { path: '', tree: TREE },
          ignoreFile: { path: '.dockerignore', text: patterns.join('\n') },
        });
        const known = ['a.txt', 'app.tar.gz', 'dangling', 'l', 'src/index.ts', 'src/lib/util.ts'];
        for (const file of contextFilesTaken(resolution)) expect(known).toContain(file);
      }),
      { numRuns: 1500 },
    );
  });
});
