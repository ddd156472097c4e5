import { describe, expect, it } from 'vitest';
import { dockerfile as at, compose } from '../../../testing/image-workspace';
import { judgeLeaf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const unversioned: Files = {
  'apps/a/go.mod': 'module x/a\n',
  'apps/a/go.sum': '',
  'apps/a/package.json': { name: 'a' },
  'contracts/job.json': '{}',
};
const sources: Files = { ...unversioned, 'apps/a/VERSION': '1.0.0\n' };
const copies = (...lines: string[]): Files => ({
  [at]: `FROM scratch\n${lines.map((line) => `COPY ${line}\n`).join('')}`,
});
const ofRoot = copies('apps/a/package.json ./', 'apps/a/VERSION ./dist/VERSION', 'contracts ./contracts');
const ofService = copies('go.mod go.sum ./', 'VERSION ./VERSION');
const mixed = copies('package.json ./', 'contracts ./contracts');
const withRoot = compose('.', at);
const withService = compose('apps/a', 'Dockerfile');

async function judge(...files: Files[]) {
  const root = temporaryWorkspace(Object.assign({}, ...files));
  const { verdict, findings } = await judgeLeaf(root, 'a', 'docker-context');
  return {
    verdict,
    findings: findings.map(({ file, line, column, message, expected, fix }) => [
      `${file}:${line}:${column} ${message}`,
      expected,
      fix,
    ]),
  };
}

const by = 'built by the Compose service a';
const contractsOutside = [
  `${at}:3:6 COPY contracts fails in the context apps/a (${by}): "/contracts": not found`,
  'contracts exists, but only the context . holds it under this name',
  'build with the context . and write every source as it has them: no path in apps/a leads there',
];

describe('the contexts of a monorepo', () => {
  it.each<[string, Files[]]>([
    ['paths from the root with the context of the root', [sources, ofRoot, withRoot]],
    ['paths from the service with the context of the service', [sources, ofService, withService]],
  ])('hold for %s', async (_what, files) => {
    expect(await judge(...files)).toEqual({ verdict: 'holds', findings: [] });
  });

  it.each<[string, Files[], unknown[]]>([
    ['mixed paths with the context of the service', [sources, mixed, withService], [contractsOutside]],
    [
      'mixed paths with the context of the root',
      [sources, mixed, withRoot],
      [
        [
          `${at}:2:6 COPY package.json fails in the context . (${by}): "/package.json": not found`,
          'apps/a/package.json exists, but only the context apps/a holds it under this name',
          'write apps/a/package.json, or build with the context apps/a',
        ],
      ],
    ],
    [
      'paths from the root with the context of the service',
      [sources, ofRoot, withService],
      [
        [
          `${at}:2:6 COPY apps/a/package.json fails in the context apps/a (${by}): "/apps/a/package.json": not found`,
          'apps/a/package.json exists, but only the context . holds it under this name',
          'write package.json, or build with the context .',
        ],
        [
          `${at}:3:6 COPY apps/a/VERSION fails in the context apps/a (${by}): "/apps/a/VERSION": not found`,
          'apps/a/VERSION exists, but only the context . holds it under this name',
          'write VERSION, or build with the context .',
        ],
        [contractsOutside[0]?.replace(':3:', ':4:'), ...contractsOutside.slice(1)],
      ],
    ],
    [
      'a VERSION that is gone',
      [unversioned, ofRoot, withRoot],
      [
        [
          `${at}:3:6 COPY apps/a/VERSION fails in the context . (${by}): "/apps/a/VERSION": not found`,
          'apps/a/VERSION in the repository',
          'correct the path, or restore the file',
        ],
      ],
    ],
    [
      'a workflow with another context than Compose',
      [
        sources,
        ofRoot,
        withRoot,
        { '.github/workflows/ci.yml': 'jobs:\n  image:\n    steps:\n      - run: docker build apps/a\n' },
      ],
      [
        [
          `.github/workflows/ci.yml:4:9 the job image of the workflow builds ${at} with the context apps/a, the Compose service a with .`,
          `one context for all builders of ${at} (the other is at compose.yml:3)`,
          'give both the context that the COPY paths are written for',
        ],
        ...['package.json', 'VERSION', 'contracts'].map((name) => [
          expect.stringMatching(
            new RegExp(`COPY \\S*${name} fails in the context apps/a \\(built by the job image`),
          ),
          expect.stringContaining(name),
          expect.anything(),
        ]),
      ],
    ],
  ])('are violated by %s', async (_what, files, findings) => {
    expect(await judge(...files)).toEqual({ verdict: 'violated', findings });
  });
});
