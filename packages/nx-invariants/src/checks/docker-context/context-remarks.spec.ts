import { describe, expect, it } from 'vitest';
import { dockerfile as at, fromRoot } from '../../../testing/image-workspace';
import { findingLines, judgeLeaf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

describe('docker-context, of the version of a project', () => {
  it.each<[string, Files, unknown[]]>([
    [
      'a version that the image lacks',
      { 'apps/a/VERSION': '1.0.0\n' },
      [`warning ${at}:1:1 no instruction takes apps/a/VERSION into the image`],
    ],
    [
      'a version that a folder brings',
      { 'apps/a/VERSION': '1.0.0\n', [at]: 'FROM scratch\nCOPY apps/a /x/\n' },
      [],
    ],
    [
      'a version of which nothing is known, since the build fails',
      { 'apps/a/VERSION': '1.0.0\n', [at]: 'FROM scratch\nCOPY gone /x/\n' },
      [expect.stringMatching(/^error /)],
    ],
    [
      'a version that one of the stages that are built takes',
      {
        'apps/a/VERSION': '1.0.0\n',
        [at]: 'FROM scratch AS a\nCOPY contracts /x/\nFROM a AS b\nCOPY apps/a/VERSION /\n',
        'compose.yml': `services:\n${['a', 'b'].map((stage) => `  ${stage}:\n    build: { context: ., dockerfile: ${at}, target: ${stage} }\n`).join('')}`,
      },
      [],
    ],
    [
      'a version that the image of nobody lacks',
      {
        'apps/a/VERSION': '1.0.0\n',
        'compose.yml': 'services: {}\n',
        [at]: 'FROM scratch\nCOPY main.go /x/\n',
      },
      [
        `warning ${at}:1:1 no instruction takes apps/a/VERSION into the image`,
        expect.stringMatching(/^note /),
      ],
    ],
  ])('remarks on %s', async (_what, change, expected) => {
    const root = temporaryWorkspace({ ...fromRoot, ...change });
    expect(findingLines(await judgeLeaf(root, 'a', 'docker-context'))).toEqual(expected);
  });
});
