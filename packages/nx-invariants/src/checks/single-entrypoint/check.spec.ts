// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the placeholders of GitHub
import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const ci = '.github/workflows/ci.yml';
const root: Files = { 'nx.json': {}, 'project.json': { name: 'root' } };
const invariants = '- run: npx nx affected -t invariants\n';
const workflow = (steps: string, head = 'runs-on: ubuntu-latest') =>
  `on: push\njobs:\n  build:\n    ${head}\n    steps:\n${steps.replace(/^(?=.)/gm, '      ')}`;
/** A workflow that runs the invariants in line 6 and these steps from line 7 on. */
const steps = (text: string, head?: string): Files => ({ ...root, [ci]: workflow(invariants + text, head) });
const scripts = (written: object, more: object = {}): Files => ({
  ...root,
  'package.json': { name: 'root', scripts: written, ...more },
});

async function found(files: Files): Promise<string[]> {
  return findingLines(await judgeLeaf(temporaryWorkspace(files), 'root', 'single-entrypoint'));
}

const beside = (line: string, by: string) =>
  `error ${ci}:${line} a step of the job build: ${by} runs tests beside the task graph`;
const script = (line: number, name: string, by: string) =>
  `error package.json:${line}:5 the script ${name}: ${by} runs tests beside the task graph`;

describe('where it sits', () => {
  it.each<[string, Files, string[] | undefined]>([
    ['workflows', steps(''), [ci]],
    ['a manifest', scripts({}), ['package.json']],
    [
      'an action of the repository',
      { ...steps('- uses: ./a\n'), 'a/action.yml': 'runs: { using: node20 }\n' },
      [ci, 'a/action.yml'],
    ],
    ['neither', root, undefined],
  ])('%s', async (_what, files, subjects) => {
    const folder = temporaryWorkspace({ 'apps/a/package.json': { name: 'a' }, ...files });
    expect(await leafOf(folder, 'a', 'single-entrypoint')).toBeUndefined();
    if (subjects === undefined)
      return expect(await leafOf(folder, 'root', 'single-entrypoint')).toBeUndefined();
    expect(await judgeLeaf(folder, 'root', 'single-entrypoint')).toMatchObject({
      verdict: 'holds',
      invariants: ['A3'],
      subjects,
    });
  });

  it('reads the scripts of the projects, which steps may run', async () => {
    const nxJson = { plugins: [{ plugin: 'nx-invariants', options: { services: ['apps/*'] } }] };
    const folder = temporaryWorkspace({
      ...steps(''),
      'nx.json': nxJson,
      'apps/a/package.json': { name: 'a' },
    });
    const leaf = await leafOf(folder, 'root', 'single-entrypoint');
    expect(leaf?.placement.inputs).toEqual([
      '{workspaceRoot}/package.json',
      '{workspaceRoot}/apps/a/package.json',
      '{workspaceRoot}/.github/workflows',
      '{workspaceRoot}/.github/workflows/**/*.{yml,yaml}',
    ]);
  });
});

describe('steps', () => {
  it.each<[string, string, string[]]>([
    [
      'what the graph runs',
      '- run: npx nx run-many -t test lint\n- run: yarn nx test a\n- run: ./node_modules/.bin/nx e2e a\n',
      [],
    ],
    [
      'what runs no tests',
      '- run: |\n    npm ci\n    go vet ./...\n    cargo build --locked\n    npx playwright install\n    vitest --version\n    pip install pytest\n    echo "npm test"\n    make build\n    node build.mjs\n',
      [],
    ],
    ['the same under the name of a test', '- name: npm test\n  run: npx nx test a\n', []],
    ['a runner', '- run: go test ./...\n', [beside('7:14', '"go test"')]],
    [
      'one in a service',
      '- run: pytest -q\n  working-directory: apps/a\n- run: cd apps/a && npx vitest run\n',
      [beside('7:14', '"pytest"'), beside('9:27', '"vitest"')],
    ],
    [
      'others',
      '- run: |\n    python -m unittest\n    cargo +stable test\n    cargo nextest run\n    cargo nextest list\n    node --test\n    ./gradlew build check\n    mvn -B verify\n    uv run pytest\n    bash -c "jest"\n',
      [
        beside('8:11', '"unittest"'),
        beside('9:11', '"cargo test"'),
        beside('10:11', '"cargo nextest"'),
        beside('12:11', '"node --test"'),
        beside('13:11', '"gradlew check"'),
        beside('14:11', '"mvn verify"'),
        beside('15:11', '"pytest"'),
        beside('16:11', '"jest"'),
      ],
    ],
    [
      'scripts in a service',
      '- run: npm test\n  working-directory: apps/a\n- run: npm --prefix apps/a run unit\n- run: npm test --workspace=a\n- run: yarn workspace a test\n- run: pnpm -r test\n',
      [
        beside('7:14', '"npm test", which is "vitest",'),
        beside('9:14', '"npm run unit", which is "npm test", which is "vitest",'),
        beside('10:14', '"npm test"'),
        beside('11:14', '"yarn workspace test"'),
        beside('12:14', '"pnpm test"'),
      ],
    ],
    [
      'scripts that run the graph',
      '- run: npm run graph\n  working-directory: apps/a\n- run: npm run build\n  working-directory: apps/a\n',
      [],
    ],
    [
      'a script that hides what the graph says',
      '- run: npm run forgiving\n  working-directory: apps/a\n',
      [
        `error ${ci}:7:14 a step of the job build: what stands behind || lets failures of the task graph pass`,
      ],
    ],
    [
      'a folder that an expression names',
      '- run: npm test\n  working-directory: ${{ matrix.app }}\n- run: npm run build\n  working-directory: ${{ matrix.app }}\n',
      [beside('7:14', '"npm test"')],
    ],
    ['a program that yarn finds', '- run: yarn vitest run\n- run: pnpm lint\n', [beside('7:14', '"vitest"')]],
    [
      'whatever make does',
      '- run: make -C a unit-test\n- run: make latest\n',
      [
        `undecided ${ci}:7:14 a step of the job build: whether "make unit-test" runs tests cannot be told: what its file says is not read`,
      ],
    ],
    [
      'another language',
      '- run: os.system("pytest")\n  shell: python\n- run: print(1)\n  shell: python\n',
      [
        `undecided ${ci}:7:14 a step of the job build: whether a part of it runs tests cannot be told: it is written in another language than a shell's`,
      ],
    ],
    [
      'PowerShell',
      '- run: |\n    if ($IsLinux) { npx vitest }\n  shell: pwsh\n',
      [beside('8:27', '"vitest"')],
    ],
  ])('%s', async (_what, text, expected) => {
    const nxJson = { plugins: [{ plugin: 'nx-invariants', options: { services: ['apps/*'] } }] };
    const service = {
      name: 'a',
      scripts: {
        test: 'vitest',
        unit: 'npm test',
        graph: 'nx test a',
        build: 'tsc',
        forgiving: 'nx test a || true',
      },
    };
    expect(await found({ ...steps(text), 'nx.json': nxJson, 'apps/a/package.json': service })).toEqual(
      expected,
    );
  });
});

describe('failures that are hidden', () => {
  const hidden = (line: string, why: string) => `error ${ci}:${line} a step of the job build: ${why}`;
  const forgiven = 'what stands behind || lets failures of the task graph pass';
  const piped = 'the pipe takes the exit code of its last command: failures of the task graph pass';
  const goesOn = 'continue-on-error lets failures of the task graph pass';

  it.each<[string, Files, string[]]>([
    [
      '|| true',
      steps('- run: npx nx test a || true\n- run: npx nx test a || exit 1\n- run: rm a || true\n'),
      [hidden('7:14', forgiven)],
    ],
    ['a pipe', steps('- run: npx nx test a | tee log\n'), [hidden('7:14', piped)]],
    [
      'a pipe that fails',
      steps(
        '- run: npx nx test a | tee log\n  shell: bash\n- run: |\n    set -o pipefail\n    npx nx test a | tee log\n- run: ls | npx nx test a\n',
      ),
      [],
    ],
    [
      '--exclude',
      steps(
        '- run: npx nx run-many -t invariants --exclude=a,b\n- run: npx nx affected --exclude a --target test:unit\n- run: npx nx run-many --exclude=a -t build,deploy\n- run: npx nx affected --exclude=a -t $T\n',
      ),
      [
        hidden('7:14', '--exclude leaves a,b out of what must hold'),
        hidden('8:14', '--exclude leaves a out of what must hold'),
        hidden('10:14', '--exclude leaves a out of what must hold'),
      ],
    ],
    [
      'continue-on-error of a step',
      steps(
        '- run: npx nx test a\n  continue-on-error: true\n- run: npx nx test a\n  continue-on-error: false\n- run: npx nx test a\n  continue-on-error: ${{ matrix.next }}\n- run: upload\n  continue-on-error: true\n- run: npx nx sync\n  continue-on-error: true\n- run: npx nx test a\n  if: always()\n',
      ),
      [
        hidden('8:28', goesOn),
        `warning ${ci}:12:28 a step of the job build: continue-on-error, where \${{ matrix.next }} is true, lets failures of the task graph pass`,
      ],
    ],
    ['continue-on-error of a job', steps('', 'continue-on-error: true'), [hidden('4:24', goesOn)]],
    [
      'an action of the repository',
      {
        ...steps('- uses: ./.github/actions/b\n  continue-on-error: true\n'),
        '.github/actions/a/action.yml':
          'runs:\n  using: composite\n  steps:\n    - run: nx test a || true\n      shell: bash\n',
        '.github/actions/b/action.yml':
          'runs:\n  using: composite\n  steps:\n    - uses: ./.github/actions/a\n',
      },
      [`error .github/actions/a/action.yml:4:12 a step of the action: ${forgiven}`, hidden('8:28', goesOn)],
    ],
    [
      'no YAML',
      { ...root, [ci]: '{' },
      [
        `error ${ci} no workflow runs the target invariants`,
        expect.stringMatching(/^error \.github\/workflows\/ci\.yml:1:2 the workflow is not YAML: /) as string,
      ],
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await found(files)).toEqual(expected);
  });
});

describe('the scripts of the root', () => {
  it.each<[string, Files, string[]]>([
    [
      'those that run the graph',
      scripts({ test: 'node setup.mjs && nx run-many -t test', build: 'tsc -b' }),
      [],
    ],
    [
      'one that runs tests',
      scripts({ test: 'npm run unit && npm run e2e', unit: 'vitest run', e2e: 'cd e2e; playwright test' }),
      [script(5, 'unit', '"vitest"'), script(6, 'e2e', '"playwright test"')],
    ],
    [
      'one for who sits before it',
      scripts({ 'test:watch': 'vitest', 'test:ui': 'vitest --ui', unit: 'vitest --watch' }),
      [],
    ],
    ['those that are targets', scripts({ test: 'vitest' }, { nx: {} }), []],
    [
      'one that is none',
      scripts({ test: 'vitest', lint: 'biome' }, { nx: { includedScripts: ['lint'] } }),
      [script(4, 'test', '"vitest"')],
    ],
    [
      'one that hides failures',
      scripts({ test: 'nx run-many -t test --exclude=a || true' }, { nx: {} }),
      [
        'error package.json:4:5 the script test: --exclude leaves a out of what must hold',
        'error package.json:4:5 the script test: what stands behind || lets failures of the task graph pass',
      ],
    ],
    [
      'one that runs itself',
      scripts({ a: 'npm run a', b: 'npm run test' }),
      [script(5, 'b', '"npm run test"')],
    ],
    [
      'no JSON',
      { ...root, 'package.json': '{' },
      ['error package.json:1:2 what its scripts run cannot be told: CloseBraceExpected'],
    ],
    [
      'no object',
      { ...root, 'package.json': '[]' },
      ['error package.json:1:1 what its scripts run cannot be told: it holds no object'],
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await found(files)).toEqual(expected);
  });

  it('are said once, where they stand, and not where a step runs them', async () => {
    const files = {
      ...scripts({ test: 'vitest', all: 'nx run-many -t invariants' }),
      [ci]: workflow('- run: npm test\n- run: npm run all\n'),
    };
    expect(await found(files)).toEqual([script(4, 'test', '"vitest"')]);
  });

  it('are said where a step runs them if they are targets', async () => {
    const files = {
      ...steps('- run: npm test\n'),
      'package.json': { name: 'root', nx: {}, scripts: { test: 'vitest' } },
    };
    expect(await found(files)).toEqual([beside('7:14', '"npm test", which is "vitest",')]);
  });
});

describe('the invariants', () => {
  it.each<[string, Files, string[]]>([
    ['are run', { ...root, [ci]: workflow('- run: npx nx run-many --targets=lint,invariants\n') }, []],
    [
      'are run by a script',
      { ...scripts({ all: 'nx run-many -t invariants' }), [ci]: workflow('- run: npm run all\n') },
      [],
    ],
    [
      'are run by nobody',
      { ...root, [ci]: workflow('- run: npx nx run-many -t lint\n') },
      [`error ${ci} no workflow runs the target invariants`],
    ],
    [
      'are run by a step that is switched off',
      { ...root, [ci]: workflow('- run: npx nx affected -t invariants\n  if: false\n') },
      [`error ${ci} no workflow runs the target invariants`],
    ],
    [
      'are run by a job that is switched off',
      { ...root, [ci]: workflow('- run: npx nx affected -t invariants\n', `if: \${{ false }}`) },
      [`error ${ci} no workflow runs the target invariants`],
    ],
    [
      'have another name',
      {
        ...root,
        'nx.json': { plugins: [{ plugin: 'nx-invariants', options: { targets: { aggregate: 'all' } } }] },
        [ci]: workflow('- run: npx nx all root\n'),
      },
      [],
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await found(files)).toEqual(expected);
  });
});
