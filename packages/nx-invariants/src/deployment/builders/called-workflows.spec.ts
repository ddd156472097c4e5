import { describe, expect, it } from 'vitest';
import { workflowBuilders } from './workflow-builders';

const ci = '.github/workflows/ci.yml';
const called = '.github/workflows/image.yml';
const action = '.github/actions/image/action.yml';

type Files = { readonly [path: string]: string };

/** All files called *.yml among the workflows are read; the rest is there for them to use. */
function read(files: Files) {
  const workflows = Object.keys(files).filter((file) => file.startsWith('.github/workflows/'));
  const { builders, unreadable, definitionBuilds, findings } = workflowBuilders(
    workflows,
    (path) => files[path],
  );
  return {
    builders: builders.map(
      ({ dockerfile, context, label, location: { file, line } }) =>
        `${file}:${line} ${dockerfile} in ${context} by ${label}`,
    ),
    unreadable: unreadable.map(({ severity, location: { file, line }, reason }) =>
      [severity, `${file}:${line}`, reason].join(' '),
    ),
    definitionBuilds: definitionBuilds.map(({ program, folder }) => `${program} in ${folder}`),
    findings: findings.map(({ file, line, message }) => `${file}:${line} ${message}`),
  };
}

const steps = (...lines: string[]) =>
  `on: push\njobs:\n  image:\n    steps:\n${lines.map((line) => `      ${line}\n`).join('')}`;
const job = (...lines: string[]) =>
  `on: push\njobs:\n  release:\n${lines.map((line) => `    ${line}\n`).join('')}`;
const composite = (inputs: string, ...lines: string[]) =>
  `inputs: ${inputs}\nruns:\n  using: Composite\n  steps:\n${lines.map((line) => `    ${line}\n`).join('')}`;
const reusable = (inputs: string, run: string) =>
  `on:\n  workflow_call:\n    inputs: ${inputs}\njobs:\n  inner:\n    steps:\n      - run: ${run}\n`;

const usesAction = steps(
  '- uses: ./.github/actions/image',
  '  with: { Context: apps/a, file: Dockerfile.prod }',
);
const byAction = 'the job image of the workflow through .github/actions/image';
const byCall = 'the job inner of the workflow that the job release of the workflow calls';
const nothing = { builders: [], unreadable: [], definitionBuilds: [], findings: [] };
const build = `docker build -f \${{ inputs.context }}/\${{ inputs.file }} \${{ inputs.context }}`;

describe('a composite action', () => {
  it.each<[string, Files, Partial<ReturnType<typeof read>>]>([
    [
      'builds with the inputs it is given',
      { [ci]: usesAction, [action]: composite('{ context: {}, file: {} }', `- run: ${build}`) },
      { builders: [`${action}:5 apps/a/Dockerfile.prod in apps/a by ${byAction}`] },
    ],
    [
      'builds with its defaults, and with nothing where it has none',
      {
        [ci]: steps('- uses: ./.github/actions/image/'),
        [action]: composite(
          '{ context: { default: apps/b }, file: {} }',
          '- uses: docker/build-push-action@v6',
          `  with: { context: "\${{ inputs.context }}", file: "\${{ inputs.file }}" }`,
        ),
      },
      { builders: [`${action}:5 apps/b/Dockerfile in apps/b by ${byAction}`] },
    ],
    [
      'is read for each run of a matrix',
      {
        [ci]:
          'jobs:\n  image:\n    strategy: { matrix: { app: [a, b] } }\n    steps:\n' +
          `      - uses: ./.github/actions/image\n        with: { context: "apps/\${{ matrix.app }}" }\n`,
        [action]: composite('{ context: {} }', `- run: docker build \${{ inputs.context }}`),
      },
      {
        builders: ['a', 'b'].map((app) => `${action}:5 apps/${app}/Dockerfile in apps/${app} by ${byAction}`),
      },
    ],
    [
      'uses another one, with its own inputs',
      {
        [ci]: usesAction,
        [action]: composite(
          '{ context: {} }',
          '- uses: ./tools/deep',
          `  with: { where: "\${{ inputs.context }}/sub" }`,
        ),
        'tools/deep/action.yaml': composite('{ where: {} }', `- run: docker build \${{ inputs.where }}`),
      },
      {
        builders: [
          `tools/deep/action.yaml:5 apps/a/sub/Dockerfile in apps/a/sub by ${byAction} through tools/deep`,
        ],
      },
    ],
    [
      'runs in its own folder where it says so',
      {
        [ci]: usesAction,
        [action]: composite(
          '{}',
          '- run: docker build .',
          `  working-directory: "\${{ github.action_path }}"`,
        ),
      },
      { builders: [`${action}:5 .github/actions/image/Dockerfile in .github/actions/image by ${byAction}`] },
    ],
    [
      'is an image of its own',
      { [ci]: usesAction, [action]: 'runs:\n  using: Docker\n  image: build/Dockerfile\n' },
      {
        builders: [
          `${action}:2 .github/actions/image/build/Dockerfile in .github/actions/image/build by ${byAction}`,
        ],
      },
    ],
    [
      'takes an image of elsewhere, or is a program',
      {
        [ci]: steps('- uses: ./a', '- uses: ./b'),
        'a/action.yml': 'runs: { using: docker, image: "docker://alpine:3" }\n',
        'b/action.yml': 'runs: { using: node20, main: index.js }\n',
      },
      {},
    ],
    [
      'runs what files say',
      { [ci]: usesAction, [action]: composite('{}', '- run: docker buildx bake') },
      { definitionBuilds: ['bake in .'] },
    ],
    [
      'is given what is known only when it runs',
      {
        [ci]: steps('- uses: ./.github/actions/image', `  with: { context: "\${{ github.ref }}" }`),
        [action]: composite('{ context: {} }', `- run: docker build \${{ inputs.context }}`),
      },
      {
        unreadable: [`warning ${action}:5 it is given by an expression, \${{ github.ref }}`],
      },
    ],
    [
      'is not in the repository',
      { [ci]: steps('- uses: ./elsewhere') },
      { unreadable: [`warning ${ci}:5 its action elsewhere is not in this repository`] },
    ],
    [
      'lies outside',
      { [ci]: steps('- uses: ./../x') },
      { unreadable: [`warning ${ci}:5 its action ../x is not in this repository`] },
    ],
    [
      'is not YAML, and is used twice',
      {
        [ci]: steps('- uses: ./.github/actions/image', '- uses: ./.github/actions/image'),
        [action]: 'a: [\n',
      },
      {
        findings: [expect.stringMatching(/^.github\/actions\/image\/action.yml:2 the action is not YAML: /)],
      },
    ],
    [
      'says not how it runs',
      { [ci]: usesAction, [action]: 'name: x\n' },
      { unreadable: [`undecided ${ci}:5 ${action} does not say how the action runs`] },
    ],
    [
      'uses itself',
      { [ci]: usesAction, [action]: composite('{}', '- uses: ./.github/actions/image') },
      {
        unreadable: [
          `undecided ${action}:5 calls go in a circle or too deep: ${ci} uses ${action} uses ${action}`,
        ],
      },
    ],
  ])('%s', (_what, files, expected) => {
    expect(read(files)).toEqual({ ...nothing, ...expected });
  });
});

describe('a reusable workflow', () => {
  const call = job('uses: ./.github/workflows/image.yml', 'with: { context: apps/a }');

  it.each<[string, Files, Partial<ReturnType<typeof read>>]>([
    [
      'builds with the inputs of the job that calls it, and not by itself',
      { [ci]: call, [called]: reusable('{ context: {} }', `docker build \${{ inputs.context }}`) },
      { builders: [`${called}:7 apps/a/Dockerfile in apps/a by ${byCall}`] },
    ],
    [
      'builds by itself as well where other events start it',
      {
        [ci]: call,
        [called]: reusable('{ context: {} }', `docker build \${{ inputs.context }}`).replace(
          'on:\n',
          'on:\n  workflow_dispatch:\n',
        ),
      },
      {
        builders: [`${called}:8 apps/a/Dockerfile in apps/a by ${byCall}`],
        unreadable: [`warning ${called}:8 it is given by an expression, \${{ inputs.context }}`],
      },
    ],
    [
      'is read by itself where nobody calls it',
      { [called]: 'on: [workflow_call]\njobs:\n  inner:\n    steps:\n      - run: docker build apps/a\n' },
      { builders: [`${called}:5 apps/a/Dockerfile in apps/a by the job inner of the workflow`] },
    ],
    [
      'lies elsewhere in the repository',
      {
        [ci]: job('uses: ./ci/image.yml', 'with: { context: apps/a }'),
        'ci/image.yml': reusable('{ context: {} }', `docker build \${{ inputs.context }}`),
      },
      { builders: [`ci/image.yml:7 apps/a/Dockerfile in apps/a by ${byCall}`] },
    ],
    ['is of another repository', { [ci]: job('uses: org/repo/.github/workflows/x.yml@v1') }, {}],
    [
      'does not exist',
      { [ci]: job('uses: ./.github/workflows/gone.yml') },
      { unreadable: [`undecided ${ci}:4 .github/workflows/gone.yml cannot be read`] },
    ],
    [
      'is called by one that it calls',
      {
        [ci]: 'on: workflow_call\njobs:\n  a:\n    uses: ./.github/workflows/image.yml\n',
        [called]: 'on: workflow_call\njobs:\n  b:\n    uses: ./.github/workflows/ci.yml\n',
      },
      {
        unreadable: [
          `undecided ${called}:4 calls go in a circle or too deep: ${ci} uses ${called} uses ${ci}`,
        ],
      },
    ],
  ])('%s', (_what, files, expected) => {
    expect(read(files)).toEqual({ ...nothing, ...expected });
  });

  it('is read in bounded time, whatever it hands on', () => {
    const level = (depth: number) =>
      composite(
        '{ x: {} }',
        ...[0, 1, 2, 3].flatMap((n) => [`- uses: ./d${depth + 1}`, `  with: { x: "${n}\${{ inputs.x }}" }`]),
      );
    const files = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`d${n}/action.yml`, level(n)]));
    const { unreadable } = read({ [ci]: steps('- uses: ./d0'), ...files });
    const [first = ''] = unreadable.filter((reason) => reason.includes('more than 1000 calls'));
    expect(first).toMatch(/^undecided d\d\/action.yml:\d+ there are more than 1000 calls before it$/);
    expect(unreadable.length).toBeLessThan(5000);
  });
});
