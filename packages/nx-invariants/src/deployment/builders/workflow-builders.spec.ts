import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workflowBuilders } from './workflow-builders';

const file = '.github/workflows/ci.yml';

/** A workflow of one job with the given steps, and what stands beside them in the job. */
function workflow(steps: string, beside = ''): string {
  const indented = steps
    .trim()
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');
  return `on: push\njobs:\n  image:\n    runs-on: x\n${beside}    steps:\n${indented}\n`;
}

const step = (inputs: string) =>
  `- uses: docker/build-push-action@v6\n  with:\n${inputs
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}`;

function read(text: string) {
  const { builders, unreadable, definitionBuilds, findings } = workflowBuilders([file], (path) =>
    path === file ? text : undefined,
  );
  return {
    builders: builders.map(
      ({ dockerfile, context, appliesIgnoreFile }) =>
        `${dockerfile} in ${context}${appliesIgnoreFile ? '' : ' (git)'}`,
    ),
    unreadable: unreadable.map(({ reason }) => reason),
    definitionBuilds: definitionBuilds.map(({ program, folder, files, targets }) =>
      [program, folder, ...files, ...targets].join(' '),
    ),
    findings: findings.map(({ line, column, message }) => `${line}:${column} ${message}`),
  };
}

const nothing = { builders: [], unreadable: [], definitionBuilds: [], findings: [] };
const outside = 'its context or Dockerfile lies outside this repository';

describe('workflowBuilders', () => {
  it.each<[string, string, Partial<ReturnType<typeof read>>]>([
    [
      'an action without inputs builds from git',
      workflow('- uses: docker/build-push-action@v6'),
      { builders: ['Dockerfile in . (git)'] },
    ],
    [
      'a file without a context',
      workflow(step('file: apps/a/Dockerfile')),
      { builders: ['apps/a/Dockerfile in . (git)'] },
    ],
    [
      'a sub-folder of the git context',
      workflow(step('context: "{{defaultContext}}:apps/a"\nfile: Dockerfile.prod')),
      { builders: ['apps/a/Dockerfile.prod in apps/a (git)'] },
    ],
    [
      'the default context in words',
      workflow(step('context: "{{defaultContext}}"')),
      { builders: ['Dockerfile in . (git)'] },
    ],
    ['a path context', workflow(step('context: ./apps/a/')), { builders: ['apps/a/Dockerfile in apps/a'] }],
    [
      'a path context and a file, relative to the workspace',
      workflow(step('context: .\nfile: ./apps/a/Dockerfile')),
      { builders: ['apps/a/Dockerfile in .'] },
    ],
    [
      'another version by its digest',
      workflow('- uses: docker/build-push-action@48aba3b46d1b1fec4febb7c5d0c644b249a11355'),
      { builders: ['Dockerfile in . (git)'] },
    ],
    ['a remote context', workflow(step('context: https://github.com/o/r.git')), {}],
    ['a remote context by its host', workflow(step('context: github.com/o/r')), {}],
    [
      'a run step in a folder with an absolute context',
      workflow('- run: docker build /srv/x\n  working-directory: apps/a'),
      { unreadable: [outside] },
    ],
    [
      'a context by an expression',
      workflow(step('context: $' + '{{ inputs.dir }}')),
      { unreadable: ['it is given by an expression, $' + '{{ inputs.dir }}'] },
    ],
    ['a context outside', workflow(step('context: ..')), { unreadable: [outside] }],
    ['a Dockerfile outside', workflow(step('context: .\nfile: ../Dockerfile')), { unreadable: [outside] }],
    ['another action', workflow('- uses: docker/login-action@v3'), {}],
    [
      'a run step of Compose',
      workflow('- run: docker compose -f c.yml build\n  working-directory: ci'),
      { definitionBuilds: ['compose ci ci/c.yml'] },
    ],
    [
      'a run step with a file of elsewhere',
      workflow('- run: docker compose -f - build; docker compose -f ../x.yml build'),
      { unreadable: ['- lies outside this repository', '../x.yml lies outside this repository'] },
    ],
    [
      'an action that bakes',
      workflow(
        '- uses: docker/bake-action@v6\n  with:\n    workdir: ci\n    files: |\n      a.json\n      b.json\n    targets: x,y\n    set: "*.tags=t"',
      ),
      { definitionBuilds: ['bake ci ci/a.json ci/b.json x y'] },
    ],
    [
      'an action that bakes what is there',
      workflow('- uses: docker/bake-action@v6'),
      { definitionBuilds: ['bake .'] },
    ],
    [
      'an action that bakes with other settings',
      workflow('- uses: docker/bake-action@v6\n  with:\n    set: x.context=y'),
      { unreadable: ['--set changes it, x.context=y'] },
    ],
    [
      'an action that bakes what an expression names',
      workflow('- uses: docker/bake-action@v6\n  with:\n    targets: $' + '{{ inputs.t }}'),
      { unreadable: ['it is given by an expression, $' + '{{ inputs.t }}'] },
    ],
    [
      'a run step',
      workflow('- run: docker build -f apps/a/Dockerfile .'),
      { builders: ['apps/a/Dockerfile in .'] },
    ],
    [
      'a run step in a folder',
      workflow('- run: docker build .\n  working-directory: apps/a'),
      { builders: ['apps/a/Dockerfile in apps/a'] },
    ],
    [
      'a script that changes its folder',
      workflow('- run: |\n    cd apps/a\n    docker build ../.. -f Dockerfile'),
      { builders: ['apps/a/Dockerfile in .'] },
    ],
    [
      'a folder by default',
      workflow('- run: docker build .', '    defaults:\n      run:\n        working-directory: apps/a\n'),
      { builders: ['apps/a/Dockerfile in apps/a'] },
    ],
    [
      'a folder by default of the workflow, and of the job before it',
      `defaults:\n  run:\n    working-directory: apps/a\n${workflow('- run: docker build .')}  other:\n    defaults: { run: { working-directory: apps/b } }\n    steps:\n      - run: docker build .\n`,
      { builders: ['apps/a/Dockerfile in apps/a', 'apps/b/Dockerfile in apps/b'] },
    ],
    [
      'an action whose name is written otherwise',
      workflow('- uses: Docker/Build-Push-Action@v6\n  with: { context: apps/a }'),
      { builders: ['apps/a/Dockerfile in apps/a'] },
    ],
    [
      'the environment of the workflow, the job and the step, and the place of the checkout',
      `env: { APP: a, FILE: Dockerfile }\n${workflow(
        `${step(`context: $\{{ github.workspace }}/apps/$\{{ env.APP }}\nfile: $\{{ env.FILE }}.$\{{ env.KIND }}`)}\n  env: { KIND: prod }`,
        `    env: { APP: b, FILE: "apps/$\{{ env.APP }}/$\{{ env.FILE }}" }\n`,
      )}`,
      { builders: ['apps/a/Dockerfile.prod in apps/b'] },
    ],
    [
      'a matrix with aliases',
      workflow(
        step('context: apps/$' + '{{ matrix.app }}'),
        '    strategy:\n      matrix:\n        x: [&b b]\n        app: &apps [a, *b]\n        include: [&c { app: c }, *c]\n    env: { n: &d d }\n',
      ),
      {
        builders: ['a', 'b', 'c', 'c'].map((app) => `apps/${app}/Dockerfile in apps/${app}`),
      },
    ],
    [
      'a folder by an expression',
      workflow('- run: docker build .\n  working-directory: $' + '{{ inputs.x }}'),
      { unreadable: ['its folder is given by an expression, $' + '{{ inputs.x }}'] },
    ],
    [
      'a run step with an expression',
      workflow('- run: docker build $' + '{{ inputs.x }}'),
      { unreadable: [expect.stringMatching(/^it is given by an expression/) as unknown as string] },
    ],
    ['a folder that a cd leaves by', workflow('- run: cd /tmp && docker build .'), { unreadable: [outside] }],
    [
      'a matrix',
      workflow(
        step('context: apps/$' + '{{ matrix.app }}'),
        '    strategy:\n      matrix:\n        app: [a, b]\n',
      ),
      { builders: ['apps/a/Dockerfile in apps/a', 'apps/b/Dockerfile in apps/b'] },
    ],
    [
      'a matrix of objects, with include',
      workflow(
        step('context: $' + '{{ matrix.it.dir }}$' + '{{matrix.more}}'),
        '    strategy:\n      matrix:\n        it:\n          - { dir: a }\n        include:\n          - more: b\n            it.dir: ""\n',
      ),
      {
        builders: ['b/Dockerfile in b'],
        unreadable: ['it is given by an expression, a$' + '{{matrix.more}}'],
      },
    ],
    [
      'a matrix by an expression',
      workflow(
        step('context: $' + '{{ matrix.app }}'),
        '    strategy:\n      matrix: $' + '{{ fromJSON(inputs.m) }}\n',
      ),
      { unreadable: ['it is given by an expression, $' + '{{ matrix.app }}'] },
    ],
    [
      'anchors and aliases',
      'jobs:\n  a:\n    steps: &steps\n      - &build\n        run: &script docker build apps/a\n  b:\n    steps: *steps\n  c:\n    steps:\n      - *build\n      - run: *script\n  d: *none\n'.replace(
        '  d: *none\n',
        '',
      ),
      { builders: Array(4).fill('apps/a/Dockerfile in apps/a') },
    ],
    ['no jobs', 'on: push\n', {}],
    ['jobs that are no map', 'jobs: [a]\n', {}],
    [
      'a job that calls a workflow of elsewhere',
      'jobs:\n  a:\n    uses: o/r/.github/workflows/b.yml@v1\n',
      {},
    ],
    ['steps that are none', 'jobs:\n  a:\n    steps:\n      - text\n      - null\n', {}],
    ['an empty file', '', {}],
  ])('%s', (_what, text, expected) => {
    expect(read(text)).toEqual({ ...nothing, ...expected });
  });

  it('says where the workflow is not YAML', () => {
    expect(workflowBuilders([file], () => 'jobs:\n  a: [\n  b: }\n')).toMatchObject({
      builders: [],
      findings: [
        {
          severity: 'error',
          file,
          line: 3,
          message: expect.stringMatching(/^the workflow is not YAML: /),
          fix: 'mend the syntax: what it builds cannot be told until then',
        },
      ],
    });
    expect(read('a: 1\na: 2\n').findings).toEqual([
      expect.stringMatching(/^2:1 the workflow is not YAML: the key "a" stands twice/),
    ]);
  });

  it('has all that the build is told, and its place', () => {
    const text = workflow(
      step(
        'context: .\ntarget: prod\nbuild-args: |\n  A=1\n  B = x=y\n  C\nbuild-contexts: |\n  lib=./libs/l\n  base=docker-image://alpine',
      ),
    );
    expect(workflowBuilders([file], () => text).builders).toEqual([
      {
        source: 'workflow',
        label: 'the job image of the workflow',
        location: { file, line: 6, column: 9 },
        dockerfile: 'Dockerfile',
        context: '.',
        appliesIgnoreFile: true,
        target: 'prod',
        args: new Map([
          ['A', '1'],
          ['B', 'x=y'],
        ]),
        namedContexts: new Map<string, string | undefined>([
          ['lib', 'libs/l'],
          ['base', undefined],
        ]),
      },
    ]);
  });

  it('has the named contexts of a command', () => {
    const text = workflow(
      '- run: docker build --build-context lib=../l --build-context base=docker-image://x .\n  working-directory: apps/a',
    );
    expect(workflowBuilders([file], () => text).builders[0]?.namedContexts).toEqual(
      new Map<string, string | undefined>([
        ['lib', 'apps/l'],
        ['base', undefined],
      ]),
    );
  });

  it('reads a large matrix and a bomb of aliases in bounded time, and never throws', () => {
    const keys = ['a', 'b', 'c', 'd', 'e', 'f']
      .map((key) => `        ${key}: [${Array.from({ length: 20 }, (_, n) => n)}]\n`)
      .join('');
    const { builders } = workflowBuilders([file], () =>
      workflow(step('context: $' + '{{ matrix.f }}'), `    strategy:\n      matrix:\n${keys}`),
    );
    expect(builders.length).toBeLessThanOrEqual(256);
    const bomb = ['a: &a [x]'].concat(
      Array.from(
        { length: 30 },
        (_, n) =>
          `b${n}: &b${n} [${Array(9)
            .fill(n === 0 ? '*a' : `*b${n - 1}`)
            .join(',')}]`,
      ),
    );
    expect(read(`${bomb.join('\n')}\njobs: *b29\n`)).toEqual(nothing);
    expect(read('jobs: &j\n  a: *j\n')).toEqual(nothing);
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            'j',
            'obs:',
            '\n',
            ' ',
            '- ',
            '&a',
            '*a',
            '[',
            ']',
            '{',
            '}',
            'steps:',
            'run:',
            '|',
            '"',
          ),
        }),
        (text) => {
          read(text);
        },
      ),
    );
  });
});
