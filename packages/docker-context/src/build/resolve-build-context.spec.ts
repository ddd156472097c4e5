// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the Dockerfile's placeholders
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolve, TREE, told, treeOf } from '../../testing/resolve';
import { contextFilesTaken, resolveBuildContext, subtree } from '../index';

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
