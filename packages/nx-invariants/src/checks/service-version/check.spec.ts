import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findingLines, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const at = 'apps/a/VERSION';
const compose = (image: string): Files => ({
  'compose.yml': `services:\n  a:\n    image: ${image}\n  other:\n    image: redis:8\n`,
});
const deployment = (image: string, label = '1.2.3'): Files => ({
  'k8s/a.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n  labels: { app.kubernetes.io/version: "${label}" }\nspec:\n  selector: { matchLabels: { app: a } }\n  template:\n    metadata: { labels: { app: a } }\n    spec:\n      containers:\n        - name: a\n          image: ${image}\n`,
});
const good: Files = { [at]: '1.2.3\n', 'apps/a/package.json': { name: 'a', version: '1.2.3' } };

const judge = (files: Files) => judgeLeaf(temporaryWorkspace(files), 'a', 'service-version');

describe('service-version', () => {
  it('holds where VERSION, manifest and deployed tags agree', async () => {
    const report = await judge({ ...good, ...compose('o/a:1.2.3'), ...deployment('o/a:1.2.3') });
    expect(report).toMatchObject({
      verdict: 'holds',
      invariants: ['B3'],
      subjects: [at],
      findings: [],
      details: {
        version: '1.2.3',
        deployed: [
          { name: 'a', image: 'o/a:1.2.3', file: 'compose.yml' },
          { name: 'a', image: 'o/a:1.2.3', file: 'k8s/a.yaml' },
        ],
      },
    });
  });

  it('reads manifests in JSON', async () => {
    const manifest: unknown = parse(Object.values(deployment('o/a:1.2.4'))[0] as string);
    const found = findingLines(await judge({ ...good, 'k8s/a.json': manifest, 'k8s/dashboard.json': {} }));
    expect(found).toEqual([
      expect.stringMatching(/^error k8s\/a.json:\d+:\d+ the image of a is tagged 1.2.4, VERSION says 1.2.3$/),
    ]);
    expect(findingLines(await judge({ ...good, 'k8s/dashboard.json': {} }))).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    ['no VERSION', { 'apps/a/package.json': { name: 'a' } }, [`error ${at} a has no VERSION file`]],
    ['an empty VERSION', { ...good, [at]: ' \n' }, [`error ${at}:1:1 VERSION is empty`]],
    [
      'no SemVer',
      { ...good, [at]: 'v1.2.3' },
      [`error ${at}:1:1 VERSION says "v1.2.3", which is not SemVer`],
    ],
    [
      'two lines',
      { ...good, [at]: '1.2.3\n1.2.4' },
      [`error ${at}:1:1 VERSION says "1.2.3\\n1.2.4", which is not SemVer`],
    ],
    ['line breaks at the end', { ...good, [at]: '1.2.3\r\n\n' }, []],
    [
      'a blank before it',
      { ...good, [at]: ' 1.2.3\n' },
      [`error ${at}:1:1 VERSION says " 1.2.3\\n", which is not SemVer`],
    ],
    [
      'a blank that is not seen',
      { ...good, [at]: '1.2.3\u00A0\n' },
      [`error ${at}:1:1 VERSION says "1.2.3\\u00a0\\n", which is not SemVer`],
    ],
    [
      'a byte order mark',
      { ...good, [at]: '\uFEFF1.2.3\n' },
      [`error ${at}:1:1 VERSION says "\\ufeff1.2.3\\n", which is not SemVer`],
    ],
    [
      'something huge',
      { ...good, [at]: 'x'.repeat(1_000_000) },
      [`error ${at}:1:1 VERSION says "${'x'.repeat(60)}", which is not SemVer`],
    ],
    [
      'another version in package.json',
      { ...good, 'apps/a/package.json': '{\n  "name": "a",\n  "version": "1.0.0"\n}' },
      ['error apps/a/package.json:3:3 package.json says version 1.0.0, VERSION says 1.2.3'],
    ],
    [
      'another version in pyproject.toml',
      { [at]: '1.2.3', 'apps/a/pyproject.toml': '[project]\nname = "a"\nversion = "1.0.0"\n' },
      ['error apps/a/pyproject.toml:3:12 pyproject.toml says version 1.0.0, VERSION says 1.2.3'],
    ],
    [
      'another version in the table of Poetry, beside that of the project',
      {
        [at]: '1.2.3',
        'apps/a/pyproject.toml':
          '[project]\nname = "a"\ndynamic = ["version"]\n\n[tool.poetry]\nversion = "1.0.0"\n',
      },
      ['error apps/a/pyproject.toml:6:12 pyproject.toml says version 1.0.0, VERSION says 1.2.3'],
    ],
    [
      'another version in Cargo.toml',
      { [at]: '1.2.3', 'apps/a/Cargo.toml': '[package]\nname = "a"\nversion = "1.0.0"\n' },
      ['error apps/a/Cargo.toml:3:12 Cargo.toml says version 1.0.0, VERSION says 1.2.3'],
    ],
    ['a manifest that says nothing', { [at]: '1.2.3', 'apps/a/go.mod': 'module x/a\n' }, []],
    [
      'a package.json that is broken',
      { ...good, 'apps/a/package.json': '{\n  "version": "1.0.0"' },
      ['error apps/a/package.json:2:21 package.json cannot be read: not JSON: CloseBraceExpected'],
    ],
    [
      'a pyproject.toml that is broken',
      { [at]: '1.2.3', 'apps/a/pyproject.toml': '[project]\nversion = 1.0.0"\n' },
      [
        'error apps/a/pyproject.toml:2:14 pyproject.toml cannot be read: not TOML: illegal character in numeric literal',
      ],
    ],
    [
      'a Cargo.toml that is broken',
      { [at]: '1.2.3', 'apps/a/Cargo.toml': '[package]\nname = "a"\nversion = "1.0.0\n' },
      [
        'error apps/a/Cargo.toml:3:17 Cargo.toml cannot be read: not TOML: control characters are not allowed in strings',
      ],
    ],
    [
      'a go.mod that is broken',
      { [at]: '1.2.3', 'apps/a/go.mod': 'modul x/a\n' },
      ['error apps/a/go.mod:1:1 go.mod cannot be read: it has no module directive'],
    ],
    [
      'another tag',
      { ...good, ...compose('o/a:1.2.2') },
      ['error compose.yml:3:12 the image of a is tagged 1.2.2, VERSION says 1.2.3'],
    ],
    [
      'no tag',
      { ...good, ...compose('o/a') },
      ['error compose.yml:3:12 the image of a is tagged latest, VERSION says 1.2.3'],
    ],
    [
      'a digest alone',
      { ...good, ...compose(`o/a@sha256:${'0'.repeat(64)}`) },
      ['error compose.yml:3:12 the image of a is tagged by digest only, VERSION says 1.2.3'],
    ],
    [
      'another label',
      { ...good, ...deployment('o/a:1.2.3', '1.2.2') },
      [
        expect.stringMatching(
          /^error k8s\/a.yaml:\d+:\d+ the label app.kubernetes.io\/version of a is 1.2.2, VERSION says 1.2.3$/,
        ) as unknown as string,
      ],
    ],
    [
      'a Compose file that is broken',
      { ...good, 'compose.yml': 'services:\n  a: [\n' },
      [expect.stringMatching(/^error compose.yml:\d+:\d+ /) as unknown as string],
    ],
    [
      'a manifest of Kubernetes that is broken',
      { ...good, 'k8s/a.yaml': 'a: [\n' },
      [expect.stringMatching(/^error k8s\/a.yaml:\d+:\d+ /) as unknown as string],
    ],
  ])('%s', async (_what, files, expected) => {
    expect(findingLines(await judge(files))).toEqual(expected);
  });

  it.each([
    ['o/a:1.0.0', 'o/a:1.2.3'],
    ['localhost:5000/o/a:1.0.0', 'localhost:5000/o/a:1.2.3'],
    ['localhost:5000/a', 'localhost:5000/a:1.2.3'],
    [`o/a:1.0.0@sha256:${'0'.repeat(64)}`, 'o/a:1.2.3'],
    [`localhost:5000/a@sha256:${'0'.repeat(64)}`, 'localhost:5000/a:1.2.3'],
  ])('expects for %s %s', async (image, expected) => {
    const { findings } = await judge({ ...good, ...compose(image) });
    expect(findings.map((finding) => finding.expected)).toEqual([expected]);
  });

  it('finds a service under another name by what Compose builds from its folder, and by its image', async () => {
    const files: { [path: string]: unknown } = {
      ...good,
      'compose.yml':
        'services:\n  api:\n    image: o/a:latest\n    build: apps/a\n  worker:\n    image: o/a\n  b:\n    image: o/b\n    build: apps/ab\n',
      ...deployment('docker.io/o/a:1.0.0'),
    };
    files['k8s/a.yaml'] = String(files['k8s/a.yaml']).replaceAll('name: a', 'name: api');
    expect(findingLines(await judge(files as Files))).toEqual([
      'error compose.yml:3:12 the image of api is tagged latest, VERSION says 1.2.3',
      'error compose.yml:6:12 the image of worker is tagged latest, VERSION says 1.2.3',
      'error k8s/a.yaml:13:18 the image of api is tagged 1.0.0, VERSION says 1.2.3',
    ]);
  });

  it('sits on services alone', async () => {
    const root = temporaryWorkspace({ 'libs/a/project.json': { name: 'a' }, 'libs/a/VERSION': '1.0.0' });
    expect(await leafOf(root, 'a', 'service-version')).toBeUndefined();
  });
});
