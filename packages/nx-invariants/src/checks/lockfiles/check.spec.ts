// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the placeholders of GitHub and of Docker
import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const sha = '0123456789abcdef0123456789abcdef01234567';
const service: Files = { 'apps/a/project.json': { name: 'a' } };
const root: Files = { 'nx.json': {}, 'project.json': { name: 'root' } };
const workflow = (jobs: string): Files => ({
  ...root,
  '.github/workflows/ci.yml': `on: push\njobs:\n${jobs}`,
});
const steps = (text: string, head = 'runs-on: ubuntu-latest') =>
  workflow(`  build:\n    ${head}\n    steps:\n${text.replace(/^(?=.)/gm, '      ')}`);
const dockerfile = (text: string): Files => ({ ...service, 'apps/a/Dockerfile': text });
const pod = (image: string, init = 'a:1') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:\n  initContainers: [{ name: i, image: "${init}" }]\n  containers: [{ name: c, image: "${image}" }]\n`;

async function found(files: Files, name = 'a'): Promise<string[]> {
  return findingLines(await judgeLeaf(temporaryWorkspace(files), name, 'lockfiles'));
}

describe('where it sits', () => {
  it.each<[string, Files, string, string[] | undefined]>([
    ['a manifest', { ...service, 'apps/a/go.mod': 'module a\n\ngo 1.26\n' }, 'a', ['apps/a/go.mod']],
    [
      'requirements',
      { ...service, 'apps/a/requirements.txt': '', '.python-version': '3.11' },
      'a',
      ['apps/a/requirements.txt'],
    ],
    ['a Dockerfile', dockerfile('FROM scratch\n'), 'a', ['apps/a/Dockerfile']],
    [
      'workflows and an action',
      {
        ...steps('- uses: ./.github/actions/a\n'),
        '.github/actions/a/action.yml': 'runs: { using: node20 }\n',
      },
      'root',
      ['.github/actions/a/action.yml', '.github/workflows/ci.yml'],
    ],
    [
      'what Compose and Kubernetes run',
      { 'compose.yml': 'services: { a: { image: "a:1" } }\n', 'k8s/pod.yaml': pod('a:1') },
      'root',
      ['compose.yml', 'k8s/pod.yaml'],
    ],
    ['nothing', service, 'a', undefined],
    ['a root with nothing', root, 'root', undefined],
  ])('%s', async (_what, files, name, subjects) => {
    const folder = temporaryWorkspace({ ...root, ...files });
    if (subjects === undefined) return expect(await leafOf(folder, name, 'lockfiles')).toBeUndefined();
    expect(await judgeLeaf(folder, name, 'lockfiles')).toMatchObject({
      invariants: ['A1'],
      verdict: 'holds',
      subjects,
    });
  });

  it('reads its own manifests, and what may lock and pin them above', async () => {
    const folder = temporaryWorkspace({ ...root, ...dockerfile('FROM scratch\n'), ...steps('- run: a\n') });
    const leaf = await leafOf(folder, 'a', 'lockfiles');
    expect(leaf?.placement.inputs).toEqual([
      '{projectRoot}/requirements*.{in,txt}',
      '{projectRoot}/requirements/*.{in,txt}',
      expect.stringMatching(/^\{workspaceRoot\}\/apps\/a\/\{package\.json,go\.mod,.*Cargo\.lock,.*\}$/),
      expect.stringMatching(/^\{workspaceRoot\}\/apps\/\{package\.json,/),
      expect.stringMatching(/^\{workspaceRoot\}\/\{package\.json,/),
      '{workspaceRoot}/apps/a/Dockerfile',
    ]);
  });
});

describe('manifests', () => {
  it.each<[string, Files, string[]]>([
    [
      'package.json',
      { 'apps/a/package.json': { name: 'a', dependencies: { b: '1' } }, '.nvmrc': '20' },
      [
        'error apps/a/package.json its dependencies have no lock: each install takes what is newest on the day',
      ],
    ],
    [
      'go.mod with the sums of a workspace of Go',
      {
        'apps/a/go.mod': 'module a\n\ngo 1.26\n\nrequire b.example/b v1.0.0\n',
        'apps/a/go.sum': 'b.example/b v1.0.0/go.mod h1:x=\n',
        'go.work.sum': 'b.example/b v1.0.0 h1:x=\n',
      },
      [],
    ],
    [
      'go.mod beside another of its workspace',
      {
        'apps/a/go.mod': 'module a\n\ngo 1.26\n\nrequire b.example/b v0.0.0\n',
        'libs/b/go.mod': 'module b.example/b\n\ngo 1.26\n',
        'go.work': 'go 1.26\n\nuse (\n\t./apps/a\n\t./libs/b\n)\n',
      },
      [],
    ],
    [
      'a go.mod that does not parse',
      { 'apps/a/go.mod': 'module a\ngo 1.26\nrequire (\n' },
      ['error apps/a/go.mod:3:1 it cannot be read: the block of require does not end'],
    ],
    [
      'Cargo.toml of a workspace',
      {
        'Cargo.toml': '[workspace]\nmembers = ["apps/a"]\n',
        'Cargo.lock': '[[package]]\nname = "a"\nversion = "0.1.0"\n',
        'rust-toolchain.toml': '[toolchain]\nchannel = "stable"\n',
        'apps/a/Cargo.toml': '[package]\nname = "a"\nversion = "0.1.1"\n',
      },
      [
        'error apps/a/Cargo.toml:2:1 a is 0.1.1, and Cargo.lock says 0.1.0',
        'error rust-toolchain.toml:2:1 the toolchain rust stable is whatever is newest on the day',
      ],
    ],
    [
      'pyproject.toml',
      { 'apps/a/pyproject.toml': '[project]\nname = "a"\ndependencies = ["b"]\n', '.python-version': '3.11' },
      [
        'error apps/a/pyproject.toml its dependencies have no lock: each install takes what is newest on the day',
      ],
    ],
    [
      'a lock that is too large',
      { 'apps/a/go.mod': 'module a\n\ngo 1.26\n', 'apps/a/go.sum': 'x'.repeat(17 * 1024 * 1024) },
      ['error apps/a/go.sum it cannot be read: it is larger than 16 Mi characters'],
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await found({ ...service, ...files })).toEqual(expected);
  });
});

describe('Dockerfiles', () => {
  it.each<[string, string, string[]]>([
    [
      'tags and digests',
      `FROM node:20 AS a\nFROM a\nCOPY --from=a x y\nCOPY --from=0 x y\nCOPY --from=b/c:1 x y\nFROM d@sha256:${'0'.repeat(64)}\nFROM scratch\n`,
      [],
    ],
    [
      'an ARG with a default',
      'ARG V=20\nFROM node:${V}\nFROM node:${W:-latest}\n',
      ['error apps/a/Dockerfile:3:1 the image node:latest moves'],
    ],
    [
      'no tag',
      'FROM localhost:5000/node\nCOPY --from=nginx x y\n',
      [
        'error apps/a/Dockerfile:1:1 the image localhost:5000/node has no tag',
        'error apps/a/Dockerfile:2:1 the image nginx has no tag',
      ],
    ],
    [
      'an ARG without one',
      'ARG BASE\nFROM $BASE\n',
      [
        'undecided apps/a/Dockerfile:2:1 the image $BASE is named by whoever builds: whether it is pinned cannot be told',
      ],
    ],
    [
      'what it installs',
      'FROM node:20\nRUN npm ci\nRUN apt-get update && \\\n  npm install\nRUN <<EOF\npip install a\nEOF\n',
      [
        'error apps/a/Dockerfile:4:3 RUN: "npm install" may install other versions than the lock has',
        'error apps/a/Dockerfile:6:1 RUN: "pip install a" installs what no lock names, in whatever version is newest',
      ],
    ],
    [
      'what it installs in another shell, in none and in Windows',
      'FROM node:20\nSHELL ["/bin/zsh", "-c"]\nRUN npm install\nRUN ["npm", "install"]\nONBUILD RUN ["sh", "-c", "pip install a"]\nRUN ["npm", "ci"]\nFROM b/windows:1\nRUN npm install\n',
      [
        'error apps/a/Dockerfile:3:5 RUN: "npm install" may install other versions than the lock has',
        'error apps/a/Dockerfile:4:5 RUN: "npm install" may install other versions than the lock has',
        'error apps/a/Dockerfile:5:13 RUN: "pip install a" installs what no lock names, in whatever version is newest',
        'error apps/a/Dockerfile:8:5 RUN: "npm install" may install other versions than the lock has',
      ],
    ],
    [
      'commands that cannot be told',
      'FROM node:20\nRUN if npm install\nRUN if x\n',
      [
        'undecided apps/a/Dockerfile:2:5 RUN: what it installs cannot be told: `if <cond>` must be followed by `then`',
      ],
    ],
    [
      'what does not parse',
      'RUN npm install\n',
      [
        'error apps/a/Dockerfile:1:1 its images and commands cannot be told: no build stage in current context',
      ],
    ],
  ])('%s', async (_what, text, expected) => {
    expect(await found(dockerfile(text))).toEqual(expected);
  });

  it('may have to name digests', async () => {
    const nxJson = {
      plugins: [
        {
          plugin: 'nx-invariants',
          options: { services: ['apps/*'], checks: { lockfiles: { requireDigests: true } } },
        },
      ],
    };
    expect(await found({ ...dockerfile('FROM node:20\n'), 'nx.json': nxJson })).toEqual([
      'error apps/a/Dockerfile:1:1 the image node:20 is pinned by no digest',
    ]);
  });
});

describe('workflows', () => {
  it.each<[string, Files, string[]]>([
    [
      'a commit, an action and a workflow of the repository',
      workflow(
        `  a:\n    uses: ./.github/workflows/b.yml\n  b:\n    steps:\n      - uses: a/b/c@${sha} # v1\n      - uses: ./a\n`,
      ),
      [],
    ],
    [
      'a tag',
      steps('- uses: actions/checkout@v4\n- uses: a/b\n'),
      [
        'error .github/workflows/ci.yml:6:15 the action actions/checkout is taken at v4, which may come to name other code',
        'error .github/workflows/ci.yml:7:15 the action a/b is named without a version',
      ],
    ],
    [
      'a workflow of another repository',
      workflow('  a:\n    uses: a/b/.github/workflows/c.yml@main\n'),
      [
        'error .github/workflows/ci.yml:4:11 the action a/b/.github/workflows/c.yml is taken at main, which may come to name other code',
      ],
    ],
    [
      'images',
      workflow(
        '  a:\n    container: node\n    services:\n      db: { image: postgres:latest }\n      mq: { image: "${{ matrix.mq }}" }\n    steps:\n      - uses: docker://alpine\n  b:\n    container: { image: node:20 }\n',
      ),
      [
        'error .github/workflows/ci.yml:4:16 the image node has no tag',
        'error .github/workflows/ci.yml:6:20 the image postgres:latest moves',
        'error .github/workflows/ci.yml:9:15 the image alpine has no tag',
      ],
    ],
    [
      'toolchains',
      steps(
        `- uses: actions/setup-node@${sha}\n  with: { node-version: lts/* }\n- uses: actions/setup-python@${sha}\n  with:\n    python-version: |\n      3.11\n      3.x\n- uses: actions/setup-go@${sha}\n  with: { go-version: "\${{ matrix.go }}" }\n- uses: actions/setup-java@${sha}\n`,
      ),
      [
        'error .github/workflows/ci.yml:7:31 the toolchain node lts/* is whatever is newest on the day',
        'error .github/workflows/ci.yml:10:27 the toolchain python 3.x is whatever is newest on the day',
      ],
    ],
    [
      'what steps install',
      steps(
        '- run: npm ci\n- run: |\n    cd a\n    npm install\n  working-directory: b\n- run: cargo build\n  shell: pwsh\n- run: ${{ matrix.tool }} install x && go install a.b/c@${{ matrix.go }}\n- run: pnpm install\n',
      ),
      [
        'error .github/workflows/ci.yml:9:11 a step of the job build: "npm install" may install other versions than the lock has',
        'error .github/workflows/ci.yml:11:14 a step of the job build: "cargo build" without --locked changes Cargo.lock where it does not fit Cargo.toml',
      ],
    ],
    [
      'Yarn 1',
      { ...steps('- run: yarn\n'), 'yarn.lock': '# yarn lockfile v1\n' },
      [
        'error .github/workflows/ci.yml:6:14 a step of the job build: "yarn install" may install other versions than the lock has',
      ],
    ],
    ['Yarn 2', { ...steps('- run: yarn\n'), 'yarn.lock': '__metadata:\n' }, []],
    [
      'an action of the repository',
      {
        ...steps('- uses: ./.github/actions/a\n'),
        '.github/actions/a/action.yaml':
          'runs:\n  using: composite\n  steps:\n    - uses: a/b@v1\n    - run: npm install\n      shell: bash\n',
      },
      [
        'error .github/actions/a/action.yaml:4:13 the action a/b is taken at v1, which may come to name other code',
        'error .github/actions/a/action.yaml:5:12 a step of the action: "npm install" may install other versions than the lock has',
      ],
    ],
    [
      'an action that is an image',
      { ...steps('- uses: ./a\n'), 'a/action.yml': 'runs: { using: docker, image: "docker://alpine" }\n' },
      ['error a/action.yml:1:31 the image alpine has no tag'],
    ],
    [
      'Python in a step',
      steps('- run: |\n    os.system("pip install a")\n  shell: python\n- run: print(1)\n  shell: python\n'),
      [
        "undecided .github/workflows/ci.yml:7:11 a step of the job build: what it installs cannot be told: it is written in another language than a shell's",
      ],
    ],
    [
      'no YAML',
      { ...root, '.github/workflows/ci.yml': '{' },
      [expect.stringMatching(/^error \.github\/workflows\/ci\.yml:1:2 the workflow is not YAML: /) as string],
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await found(files, 'root')).toEqual(expected);
  });
});

describe('images that run', () => {
  const compose = (image: string, more = ''): Files => ({
    ...root,
    'compose.yml': `services:\n  a:\n    image: ${image}\n${more}`,
  });
  const digest = `a@sha256:${'0'.repeat(64)}`;

  it.each<[string, Files, string[]]>([
    ...['patches', 'components', 'helmCharts'].map((field): [string, Files, string[]] => [
      `${field} of a kustomization, which may bring any image`,
      {
        ...compose('a:1'),
        'k8s/pod.yaml':
          'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: "a:1" }] }\n',
        'k8s/kustomization.yaml': `resources: [pod.yaml]\n${field}: []\n`,
      },
      [
        `undecided k8s/kustomization.yaml:2:1 k8s/kustomization.yaml uses "${field}", which is not applied: what it changes is unknown.`,
      ],
    ]),
    ['a tag', compose('a:1'), []],
    ['a digest', compose(digest), []],
    ['none', compose('a'), ['error compose.yml:3:12 the image a has no tag']],
    ['the newest', compose('a:latest'), ['error compose.yml:3:12 the image a:latest moves']],
    [
      'the newest, unless told',
      compose('a:${TAG:-latest}'),
      ['error compose.yml:3:12 the image a:latest moves'],
    ],
    ['what nobody tells', compose('a:${TAG}'), ['error compose.yml:3:12 the image a: has no tag']],
    ['a variable without which nothing starts', compose('a:${TAG:?}'), []],
    ['an image that is built', compose('a', '    build: .\n'), []],
    [
      'an override',
      { ...compose('a:1'), 'compose.override.yml': 'services:\n  a:\n    image: a\n' },
      ['error compose.override.yml:3:12 the image a has no tag'],
    ],
    ['a pod', { ...root, 'k8s/p.yaml': pod('a') }, ['error k8s/p.yaml:6:34 the image a has no tag']],
    [
      'what runs before it',
      { ...root, 'k8s/p.yaml': pod('a:1', 'b:latest') },
      ['error k8s/p.yaml:5:38 the image b:latest moves'],
    ],
    [
      'a Compose file that does not parse',
      { ...root, 'compose.yml': 'services: [' },
      [expect.stringMatching(/^error compose.yml:\d+:\d+ /) as unknown as string],
    ],
    [
      'a manifest that does not parse',
      { ...root, 'k8s/p.yaml': `${pod('a:1')}---\na: [\n` },
      [expect.stringMatching(/^error k8s\/p.yaml:\d+:\d+ /) as unknown as string],
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await found(files, 'root')).toEqual(expected);
  });

  it('are pinned by digest where that is asked for', async () => {
    const options = { checks: { lockfiles: { requireDigests: true } } };
    const nxJson = { plugins: [{ plugin: 'nx-invariants', options }] };
    const lines = await found(
      { ...compose('a:1'), 'k8s/p.yaml': pod(digest, digest), 'nx.json': nxJson },
      'root',
    );
    expect(lines).toEqual(['error compose.yml:3:12 the image a:1 is pinned by no digest']);
  });
});
