import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BuildCommand, buildCommands } from './build-command';

/** What a script builds, in short: `folder context file target args named`, or why that cannot be told. */
function builds(script: string): (Partial<BuildCommand> | string)[] {
  return buildCommands(script).map((reading) => {
    if (reading.kind === 'unreadable') return reading.refusal.reason;
    if (reading.kind === 'files') {
      const { program, folder, files, targets } = reading.command;
      return [program, ...(folder === '.' ? [] : [`in ${folder}`]), ...files, ...targets].join(' ');
    }
    const { folder, context, file, target, args, namedContexts } = reading.command;
    return {
      ...(folder === '.' ? {} : { folder }),
      context,
      ...(file === undefined ? {} : { file }),
      ...(target === undefined ? {} : { target }),
      ...(args.size === 0 ? {} : { args }),
      ...(namedContexts.size === 0 ? {} : { namedContexts }),
    };
  });
}

const byExpression = (text: string) => `it is given by an expression, ${text}`;

describe('buildCommands', () => {
  it.each<[string, (Partial<BuildCommand> | string)[]]>([
    ['docker build .', [{ context: '.' }]],
    ['podman build apps/a', [{ context: 'apps/a' }]],
    ['nerdctl build apps/a', [{ context: 'apps/a' }]],
    ['docker --debug -H tcp://x build a', [{ context: 'a' }]],
    ['docker buildx build --push .', [{ context: '.' }]],
    ['docker compose build', ['compose']],
    ['docker compose build api --no-cache', ['compose']],
    ['docker compose -f a.yml --file=b.yml -p x build api', ['compose a.yml b.yml']],
    ['cd infra && docker-compose -f a.yml build', ['compose in infra a.yml']],
    ['podman-compose build; nerdctl compose -f a.yml build', ['compose', 'compose a.yml']],
    ['docker compose up -d --build', ['compose']],
    ['docker compose up -d; docker compose -f build ps; docker compose', []],
    ['docker compose --project-directory .. build', ['its paths are taken from another folder, ..']],
    ['docker compose -f $F build', [byExpression('$F')]],
    ['docker buildx bake', ['bake']],
    ['docker buildx bake -f a.json --set *.tags=x --push api web', ['bake a.json api web']],
    ['docker buildx bake --set api.context=x', ['--set changes it, api.context=x']],
    ['docker buildx bake $T', [byExpression('$T')]],
    ['docker buildx ls; docker image ls; docker ps build', []],
    ['docker image build .', [{ context: '.' }]],
    ['DOCKER_BUILDKIT=1 sudo docker build .', [{ context: '.' }]],
    ['docker build -t a:1 -f apps/a/Dockerfile .', [{ context: '.', file: 'apps/a/Dockerfile' }]],
    [
      'docker build --file=a.Dockerfile --target=prod .',
      [{ context: '.', file: 'a.Dockerfile', target: 'prod' }],
    ],
    ['docker build -fa.Dockerfile -tx .', [{ context: '.', file: 'a.Dockerfile' }]],
    ['docker build . -f one -f two', [{ context: '.', file: 'two' }]],
    ['podman build . -f one -f two', ['it joins several files to one']],
    ['docker build --no-cache --pull -q .', [{ context: '.' }]],
    ['docker build --quiet=false .', [{ context: '.' }]],
    [
      'docker build --build-arg A=1 --build-arg=B=x=y --build-arg C --build-context lib=../lib .',
      [
        {
          context: '.',
          args: new Map([
            ['A', '1'],
            ['B', 'x=y'],
          ]),
          namedContexts: new Map([['lib', '../lib']]),
        },
      ],
    ],
    ['docker build \\\n  -f Dockerfile \\\r\n  .', [{ context: '.', file: 'Dockerfile' }]],
    [
      'docker build -f "my dir/Dockerfile" \'other dir\'',
      [{ context: 'other dir', file: 'my dir/Dockerfile' }],
    ],
    ['docker build -f my\\ dir/Dockerfile "a"b\'c\'', [{ context: 'abc', file: 'my dir/Dockerfile' }]],
    [
      'docker build --build-arg "A=1; docker build x && y" .',
      [{ context: '.', args: new Map([['A', '1; docker build x && y']]) }],
    ],
    ['docker build -t "a:$VERSION" .', [{ context: '.' }]],
    ['docker build . > log.txt 2>&1', [{ context: '.' }]],
    ['docker build . 2>/dev/null | tee log', [{ context: '.' }]],
    ['docker build - < Dockerfile', [{ context: '-' }]],
    [
      'docker build a && docker build b; docker build c || docker build d',
      ['a', 'b', 'c', 'd'].map((context) => ({ context })),
    ],
    ['docker build a & docker build b\ndocker build c', ['a', 'b', 'c'].map((context) => ({ context }))],
    ['cd apps/a && docker build .', [{ context: '.', folder: 'apps/a' }]],
    ['cd apps\ncd a\ndocker build ../..', [{ context: '../..', folder: 'apps/a' }]],
    ['(cd apps/a && docker build .)\ndocker build b', [{ context: '.', folder: 'apps/a' }, { context: 'b' }]],
    ['pushd apps/a; docker build .', [{ context: '.', folder: 'apps/a' }]],
    [
      'pushd apps; pushd a; docker build .; popd; docker build b; popd; docker build c',
      [{ context: '.', folder: 'apps/a' }, { context: 'b', folder: 'apps' }, { context: 'c' }],
    ],
    ['popd; docker build a', [{ context: 'a' }]],
    [
      'ID=$(cd apps && docker build -q a); docker build b',
      [{ context: 'a', folder: 'apps' }, { context: 'b' }],
    ],
    ['docker run "$(docker build -q apps/a)"', [{ context: 'apps/a' }]],
    [
      `cd apps; sudo bash -euo pipefail -c 'cd a && docker build .' && docker build b`,
      [
        { context: '.', folder: 'apps/a' },
        { context: 'b', folder: 'apps' },
      ],
    ],
    [`/bin/sh -ec "sh -c 'docker build a'"`, [{ context: 'a' }]],
    ['bash -c; bash build.sh docker; ssh -c aes host', []],
    ['/usr/bin/docker build a; tools/docker build b', [{ context: 'a' }]],
    [
      'docker builder build a; docker buildx b c; docker buildx f -f d.json',
      [{ context: 'a' }, { context: 'c' }, 'bake d.json'],
    ],
    ['docker buildx --builder b build a; docker buildx -D bake', [{ context: 'a' }, 'bake']],
    ['ID=`docker build -q a`; echo "`docker build -q b`"', [{ context: 'a' }, { context: 'b' }]],
    ['echo \'run `docker build .`, or $(docker build .)\' "or \\`docker build .\\`"', []],
    [`echo "it's $(docker build -q a), isn't it"`, [{ context: 'a' }]],
    ['docker build `\n  -f a/Dockerfile `\r\n  .', [{ context: '.', file: 'a/Dockerfile' }]],
    ['eval "docker build $X a"; eval docker build b', [{ context: 'a' }, { context: 'b' }]],
    ['pwsh -NoProfile -Command "docker build a"', [{ context: 'a' }]],
    ['powershell -c docker build a; pwsh ./build.ps1 -c docker', [{ context: 'a' }]],
    ['cd a; cd -; docker build .', [byExpression('~-')]],
    ['docker build -f - . < a/Dockerfile', ['its Dockerfile is standard input']],
    ['docker build "$CONTEXT"', [byExpression('$CONTEXT')]],
    ['docker build $(pwd)', [byExpression('$(pwd)')]],
    ['docker build -f `x` .', [byExpression('`x`')]],
    ['docker build --target $T .', [byExpression('$T')]],
    ['docker build ~/x', [byExpression('~/x')]],
    ['docker build -f {args.file} .', [byExpression('{args.file}')]],
    ['cd "$DIR" && docker build .', [byExpression('$DIR')]],
    ['cd && docker build .', [byExpression('~')]],
    ['docker build -t x', ['the command names no context']],
    ['docker build', ['the command names no context']],
    ['# docker build .', []],
    ['true # docker build .', []],
    ['docker build a#b', [{ context: 'a#b' }]],
    ['echo docker build .', []],
    ["printf 'docker build .'", []],
    ['docker builder prune', []],
    ['docker run build .', []],
    ['mydocker build .', []],
    ['docker', []],
    ['', []],
  ])('%j', (script, expected) => {
    expect(builds(script)).toEqual(expected);
  });

  it('takes any text in bounded time', () => {
    const part = fc.constantFrom(
      'docker build ',
      '"',
      "'",
      '\\',
      '`',
      '\n',
      '$(',
      ')',
      '(',
      ' #',
      '>',
      '2>&1',
      '|',
      '&&',
      ' -f',
      '=',
      'a',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
        buildCommands(parts.join(''));
      }),
    );
    const long = `docker build ${'"'.repeat(50_001)}${'\\'.repeat(50_001)}${'`'.repeat(50_001)}${'$('.repeat(20_000)}`;
    expect(buildCommands(long)).toHaveLength(1);
    expect(buildCommands(`${'eval '.repeat(20_000)}docker build .`)).toEqual([]);
  });
});
